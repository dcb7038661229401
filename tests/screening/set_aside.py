"""What tests of decisions that are set aside do: list, look up, judge, set aside, look again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.audit.purposes import TrailPurpose
from caseflow.cases.models import Decision
from caseflow.cases.services.decisions_set_aside import set_aside
from caseflow.cases.services.moving import move
from caseflow.events import EventTable
from caseflow.jobs.purposes import JobPurpose
from caseflow.screening.matching.people import Candidate
from caseflow.screening.models import (
    Inquiry,
    JudgementVerdict,
    PossibleMatch,
    Purpose,
    RegisterEntry,
)
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.queries.lookups import my_look_up, my_look_ups
from caseflow.screening.queries.referrals import referral
from caseflow.screening.queries.register import entry
from caseflow.screening.queries.thresholds import in_force
from caseflow.screening.services import noticing
from caseflow.screening.services.entries import notice_to_subject, publish
from caseflow.screening.services.judging import judge
from caseflow.screening.services.looking_up import look_up
from caseflow.screening.services.proposing import SUBSCRIPTIONS
from caseflow.screening.services.register_rounds import look_after
from caseflow.screening.services.screening_lists import Asked, screen
from tests.cases.conftest import LATER
from tests.cases.conftest import Office as CaseOffice
from tests.screening.test_proposing import DISMISSAL, SUBJECT
from tests.support.house import NOW, TODAY

ELENA = Candidate("Elena Duarte", date_of_birth="1984-07-04", nationality="PT")
THEN = LATER + timedelta(hours=1)


@pytest.fixture
def cases(house):
    house.info["events"] = EventTable(*SUBSCRIPTIONS, *noticing.SUBSCRIPTIONS)
    entity = house.entity("NM")
    office = CaseOffice(
        house,
        entity,
        house.person("conduct-officer", entity=entity),
        house.person("investigator"),
        house.person("decision-maker", entity=entity),
        house.person("senior-conduct-officer", entity=entity),
    )
    office.other = house.person("decision-maker", entity=entity, name="Reads No Register")
    office.registry = house.person("registry-officer")
    office.second = house.person("registry-officer")
    office.recruiter = house.person("recruiter")
    return office


@pytest.fixture
def listed(cases) -> tuple[str, str]:
    """Elena Duarte is dismissed for forgery and listed: case and entry."""
    reference = cases.log(people=(cases.subject("Elena Duarte", **SUBJECT),))
    cases.review(reference)
    cases.decide(reference, measures=(DISMISSAL,))
    ref = refs(cases)[0]
    list_it(cases, ref)
    return reference, ref


def refs(cases) -> list[str]:
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        return list(session.scalars(sa.select(RegisterEntry.ref).order_by(RegisterEntry.id)))


def list_it(cases, ref) -> None:
    with cases.house.session(cases.registry) as session:
        this = entry(session, ref, actor=cases.registry)
        notice_to_subject(this, on=TODAY, words="By letter", actor=cases.registry, now=NOW)
        publish(this, actor=cases.registry, now=NOW)
        session.commit()


def ask(cases) -> Inquiry:
    with cases.house.session(cases.recruiter) as session:
        made = look_up(
            session,
            ELENA,
            purpose=Purpose.RECRUITMENT,
            vacancy="JO-1",
            actor=cases.recruiter,
            now=NOW,
        )
        session.commit()
        return made


def told(cases, ref):
    with cases.house.session(cases.recruiter) as session:
        found = my_look_up(session, ref, actor=cases.recruiter)
        assert found in my_look_ups(session, actor=cases.recruiter)
        return found


def judge_both(cases, ref) -> None:
    for officer in (cases.registry, cases.second):
        with cases.house.session(officer) as session:
            this = referral(session, ref, actor=officer)
            match = session.scalars(
                sa.select(PossibleMatch).where(PossibleMatch.root_id == this.id)
            ).one()
            who = {"actor": officer, "now": NOW}
            judge(this, match, verdict=JudgementVerdict.SAME, reason="The number", **who)
            session.commit()


def band(cases) -> str:
    with cases.house.system(ScreeningPurpose.MATCHING) as session:
        values = {"name": ELENA.name, "date_of_birth": ELENA.date_of_birth, "nationality": "PT"}
        (line,) = screen(
            session,
            "q",
            values,
            asked=Asked(1),
            holds=in_force(session),
            today=TODAY,
        )
        return line.band


def decision_of(cases, reference) -> Decision:
    with cases.house.system() as session:
        return session.scalars(sa.select(Decision).order_by(Decision.recorded_at)).all()[-1]


def aside(cases, reference, actor=None) -> None:
    cases.do(
        actor or cases.other,
        reference,
        set_aside,
        decision_of(cases, reference).id,
        reason="The subject was not heard",
        now=THEN,
    )


def look(cases) -> None:
    with cases.house.system(JobPurpose.JOBS) as session:
        look_after(session, now=THEN)
        session.commit()


def reopen(cases, reference, actor=None) -> None:
    cases.do(cases.officer, reference, move, "close")
    cases.do(actor or cases.other, reference, move, "reopen", reason="Set aside", now=THEN)


WAYS = {"before closing": aside, "by reopening": reopen}
