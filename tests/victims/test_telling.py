"""Steps of a case reach the file that is tied to it, and the case learns nothing back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.models import Classification
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.db import new_id
from caseflow.errors import NotReady
from caseflow.events import (
    CaseClosed,
    CaseMerged,
    CaseReceived,
    DecisionMade,
    StageChanged,
    announce,
)
from caseflow.reference.numbers import reference
from caseflow.victims.acts import VictimAct
from caseflow.victims.models import CaseInterest, CaseTie, Channel, Milestone, Step, Urgency
from caseflow.victims.queries.day import day
from caseflow.victims.queries.file import file, read_file
from caseflow.victims.services.files import open_file
from caseflow.victims.services.telling import tell, tie_case, untie_case
from tests.support.house import NOW, TODAY
from tests.support.trail import entries


@pytest.fixture
def officer(place):
    return place.house.person("conduct-officer", entity=place.here)


def a_case(place, officer, number):
    """A case as its table holds it; how one is logged is another room's test."""
    ref = reference("AAA", 2026, number, b"0123456789abcdef")
    with place.session(officer) as session:
        case = Case(
            reference=ref,
            entity_id=place.here,
            owner_id=officer.user_id,
            classification=Classification.CONFIDENTIAL,
            received_on=TODAY,
            stage="received",
            stage_since=TODAY,
            logged_at=NOW,
        )
        case.data_key_id = keyring_of(session).make(
            session, kind="case", root_id=case.id, compartment=Compartment.CASES, now=NOW
        )
        case.title = conceal("A matter")
        with act(session, CaseAct.LOGGED, thing=case):
            session.add(case)
        announce(
            session,
            CaseReceived(
                at=NOW,
                actor_id=officer.user_id,
                case_id=case.id,
                entity_id=place.here,
                reference=ref,
            ),
        )
        session.commit()
        return case.id, ref


def announced(place, officer, event, **facts):
    if event is StageChanged:
        facts.setdefault("track", "staff")
    with place.session(officer) as session:
        announce(session, event(at=NOW, actor_id=officer.user_id, **facts))
        session.commit()


def tied(place, ref):
    with place.session() as session:
        this = open_file(
            session, entity_id=place.here, urgency=Urgency.SOON, actor=place.officer, now=NOW
        )
        tie_case(this, ref, actor=place.officer, now=NOW)
        session.commit()
        return this.code


def tell_all(place, code):
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        for line in view.to_tell:
            tell(
                this,
                session.get_one(CaseTie, line.tie_id),
                line.milestone_id,
                day=TODAY,
                channel=Channel.MEETING,
                reaction="She asked who decides.",
                actor=place.officer,
                now=NOW,
            )
        session.commit()


def test_every_step_is_to_be_told_until_it_was(place, officer):
    case_id, ref = a_case(place, officer, 1)
    code = tied(place, ref)
    announced(
        place,
        officer,
        StageChanged,
        case_id=case_id,
        proceeding_id=new_id(),
        move="open",
        start="assessed",
        end="under-investigation",
    )
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        assert [line.step for line in view.to_tell] == [Step.RECEIVED, Step.INVESTIGATION_BEGUN]
        later = TODAY + timedelta(days=34)
        late = day(session, actor=place.officer, now=NOW, today=later)
        assert [line.days_late for line in late.to_tell] == [4, 4]
        assert late.headline == "2 things cannot wait."
    tell_all(place, code)
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        assert view.to_tell == ()
        assert {line.step for line in view.told} == {Step.RECEIVED, Step.INVESTIGATION_BEGUN}
        assert view.told[0].reaction == "She asked who decides."


@pytest.mark.parametrize(
    ("move", "start", "steps"),
    [
        ("set-aside", "decided", [Step.RECEIVED, Step.REOPENED]),
        ("set-aside", "under-review", [Step.RECEIVED]),
        ("reopen", "closed", [Step.RECEIVED]),
    ],
)
def test_no_stage_is_told_as_reached_where_a_decision_fell(place, officer, move, start, steps):
    """That a closed case was taken up again is told by an event of its own."""
    case_id, ref = a_case(place, officer, 1)
    code = tied(place, ref)
    facts = {"case_id": case_id, "proceeding_id": new_id()}
    announced(place, officer, StageChanged, **facts, move=move, start=start, end="under-review")
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        assert [line.step for line in view.to_tell] == steps


def test_a_step_is_told_once_and_only_one_of_this_case(place, officer):
    _case, ref = a_case(place, officer, 1)
    code = tied(place, ref)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        line = read_file(session, code, actor=place.officer, now=NOW, today=TODAY).to_tell[0]
        tie = session.get_one(CaseTie, line.tie_id)
        how = {"day": TODAY, "channel": Channel.MEETING, "actor": place.officer, "now": NOW}
        with pytest.raises(NotReady):
            tell(this, tie, new_id(), **how)
        tell(this, tie, line.milestone_id, **how)
        with pytest.raises(NotReady):
            tell(this, tie, line.milestone_id, **how)


@pytest.mark.parametrize(
    ("days", "sentence"), [(-1, "nobody was told before"), (1, "has not come yet")]
)
def test_nobody_was_told_before_a_step_or_on_a_day_to_come(place, officer, days, sentence):
    _case, ref = a_case(place, officer, 1)
    code = tied(place, ref)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        (line,), tie = view.to_tell, session.get_one(CaseTie, view.ties[0].id)
        how = {"channel": Channel.MEETING, "actor": place.officer, "now": NOW}
        with pytest.raises(NotReady, match=sentence) as wrong:
            tell(this, tie, line.milestone_id, day=TODAY + timedelta(days=days), **how)
        assert wrong.value.field == "day"
        tell(this, tie, line.milestone_id, day=TODAY, **how)


def test_every_case_leaves_the_same_milestones_whether_or_not_anybody_was_harmed(place, officer):
    _first, ref = a_case(place, officer, 1)
    tied(place, ref)
    a_case(place, officer, 2)
    with place.house.factory() as session:
        steps = session.scalars(sa.select(Milestone.step)).all()
        tokens = set(session.scalars(sa.select(Milestone.case_token)))
        made = session.scalar(sa.select(sa.func.count(CaseInterest.id)))
    assert steps == [Step.RECEIVED, Step.RECEIVED]
    assert len(tokens) == 2
    assert made == 0


def test_a_case_from_an_old_register_leaves_no_milestone(place, officer):
    announced(
        place,
        officer,
        CaseReceived,
        case_id=new_id(),
        entity_id=place.here,
        reference="AAA-2001-12345",
        admitted=True,
    )
    with place.house.factory() as session:
        assert session.scalar(sa.select(sa.func.count(Milestone.id))) == 0


def test_what_is_told_goes_on_after_the_case_was_joined_to_another(place, officer):
    case_id, ref = a_case(place, officer, 1)
    into_id, _into = a_case(place, officer, 2)
    code = tied(place, ref)
    tell_all(place, code)
    announced(place, officer, CaseMerged, case_id=case_id, into_id=into_id)
    announced(
        place,
        officer,
        DecisionMade,
        case_id=into_id,
        proceeding_id=new_id(),
        subject_id=new_id(),
        decision_id=new_id(),
        final=True,
    )
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        assert [line.step for line in view.to_tell] == [Step.JOINED, Step.RECEIVED, Step.DECIDED]
    tell_all(place, code)
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        assert view.to_tell == ()


@pytest.mark.parametrize(
    "typed", ["", "no reference", "AAA-2026-00000000000", "\0", "\ud800", "A" * 10_000_000]
)
def test_what_is_no_reference_ties_nothing(place, typed):
    with place.session() as session:
        this = open_file(
            session, entity_id=place.here, urgency=Urgency.SOON, actor=place.officer, now=NOW
        )
        with pytest.raises(NotReady) as wrong:
            tie_case(this, typed, actor=place.officer, now=NOW)
        assert wrong.value.field == "reference"


def test_a_file_is_tied_to_a_case_once_and_never_learns_whether_it_exists(place):
    unknown = reference("ZZZ", 2020, 7, b"0123456789abcdef")
    code = tied(place, unknown)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        with pytest.raises(NotReady):
            tie_case(this, unknown.lower(), actor=place.officer, now=NOW)
        assert read_file(session, code, actor=place.officer, now=NOW, today=TODAY).to_tell == ()


def untied(place, code, **who):
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        tie = session.scalars(sa.select(CaseTie).where(CaseTie.root_id == this.id)).one()
        untie_case(this, tie, **{"actor": place.officer, "now": NOW, **who})
        session.commit()


def test_what_is_to_be_told_stays_due_after_the_case_was_closed(place, officer):
    case_id, ref = a_case(place, officer, 1)
    code = tied(place, ref)
    announced(place, officer, CaseClosed, case_id=case_id, outcome="unsubstantiated")
    late = TODAY + timedelta(days=34)
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=late)
        assert [line.step for line in view.to_tell] == [Step.RECEIVED, Step.CLOSED]
        assert all(line.days_late for line in view.to_tell)
        listed = day(session, actor=place.officer, now=NOW, today=late)
        assert listed.headline == "2 things cannot wait."
    tell_all(place, code)
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=late)
        assert view.to_tell == ()


def test_a_wrong_tie_is_undone_and_nothing_of_that_case_is_to_be_told(place, officer):
    _case, ref = a_case(place, officer, 1)
    code = tied(place, ref)
    untied(place, code)
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        assert view.to_tell == ()
        assert [tie.untied_at for tie in view.ties] == [NOW]
        this = file(session, code, actor=place.officer)
        tie = session.get_one(CaseTie, view.ties[0].id)
        milestone = session.scalars(sa.select(Milestone.id)).one()
        how = {"day": TODAY, "channel": Channel.MEETING, "actor": place.officer, "now": NOW}
        with pytest.raises(NotReady):
            tell(this, tie, milestone, **how)
    with pytest.raises(NotReady):
        untied(place, code)
    acts = [entry.act for entry, _detail in entries(place.house)]
    assert acts.count(VictimAct.FILE_UNTIED) == 1


def test_tying_again_takes_up_what_was_told_before(place, officer):
    _case, ref = a_case(place, officer, 1)
    code = tied(place, ref)
    tell_all(place, code)
    untied(place, code)
    with place.session() as session:
        tie_case(
            file(session, code, actor=place.officer), ref.lower(), actor=place.officer, now=NOW
        )
        session.commit()
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        assert len(view.ties) == 1
        assert view.ties[0].untied_at is None
        assert view.to_tell == ()
        assert [line.step for line in view.told] == [Step.RECEIVED]


def test_a_tie_of_another_file_is_not_undone(place, officer):
    _case, ref = a_case(place, officer, 1)
    codes = tied(place, ref), tied(place, ref)
    with place.session() as session:
        one, other = (file(session, code, actor=place.officer) for code in codes)
        tie = session.scalars(sa.select(CaseTie).where(CaseTie.root_id == other.id)).one()
        with pytest.raises(NotReady):
            untie_case(one, tie, actor=place.officer, now=NOW)
