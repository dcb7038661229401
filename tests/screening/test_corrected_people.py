"""A listed person whom their case corrects goes before the registry; the dossier stays frozen."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.access.models import Exclusion
from caseflow.accounts.purposes import AccountPurpose
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.models import Decision
from caseflow.cases.services.decisions_set_aside import set_aside
from caseflow.cases.services.finding import withdraw_finding
from caseflow.cases.services.merging import merge
from caseflow.cases.services.moving import move
from caseflow.cases.services.people import add_person
from caseflow.cases.services.taking_back import take_back
from caseflow.cases.services.withdrawing import withdraw_person
from caseflow.crypto.opening import open_text
from caseflow.errors import AlreadyDone, NotFound, NotReady, Refused
from caseflow.events import EventTable
from caseflow.notices.models import Notice
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.matching.people import Candidate, Person, person
from caseflow.screening.models import CorrectedPerson, RegisterEntry
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.queries.register import entry, read_entry, register
from caseflow.screening.services import corrected_people, entry_bars, noticing
from caseflow.screening.services.comparing import likely
from caseflow.screening.services.corrected_people import leave_as_listed, take_correction_over
from caseflow.screening.services.entry_withdrawal import ask_withdrawal, confirm_withdrawal
from caseflow.screening.services.proposing import SUBSCRIPTIONS
from tests.cases.conftest import LATER
from tests.cases.test_correcting_people import correct, read
from tests.support.statements import count_statements

THEN = LATER + timedelta(minutes=5)
BORN = "1984-04-07"


@pytest.fixture(autouse=True)
def events(cases):
    """The room's lines of the table of events, as the application has them."""
    cases.house.info["events"] = EventTable(
        *SUBSCRIPTIONS,
        *noticing.SUBSCRIPTIONS,
        *entry_bars.SUBSCRIPTIONS,
        *corrected_people.SUBSCRIPTIONS,
    )


def view(cases, ref, actor=None):
    actor = actor or cases.registry
    with cases.house.session(actor) as session:
        return read_entry(session, ref, actor=actor)


def kept(cases, ref):
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        row = session.scalars(sa.select(RegisterEntry).where(RegisterEntry.ref == ref)).one()
        return (
            Person.from_json(open_text(session, row, "person")),
            json.loads(open_text(session, row, "dossier")),
        )


def deal(cases, ref, verb, *, actor=None, seen=None, reason="The passport was shown."):
    actor = actor or cases.registry
    seen = seen or view(cases, ref).corrected.noted_at
    with cases.house.session(actor) as session:
        this = entry(session, ref, actor=actor)
        verb(this, seen=seen, reason=reason, actor=actor, now=THEN)
        session.commit()


def looked_up(cases, **facts):
    with cases.house.system(ScreeningPurpose.MATCHING) as session:
        return [row.id for row, _person in likely(session, person(Candidate(**facts)))]


def test_a_corrected_birth_date_waits_for_the_registry_and_changes_nothing_listed(cases, listed):
    reference, ref = listed
    before = kept(cases, ref)
    correct(cases, reference, date_of_birth=BORN)
    assert kept(cases, ref) == before
    shown = view(cases, ref).corrected
    assert [(d.here, d.there) for d in shown.lines] == [("1984-07-04", BORN)]
    with cases.house.session(cases.registry) as session:
        told = set(
            session.scalars(sa.select(Notice.to_user_id).where(Notice.kind == "listed-corrected"))
        )
    assert told == {cases.registry.user_id, cases.second.user_id, cases.senior.user_id}


def test_whoever_corrects_the_case_learns_nothing_of_the_register(cases, listed):
    reference, ref = listed
    correct(cases, reference, date_of_birth=BORN)
    with cases.house.session(cases.officer) as session:
        assert session.scalars(sa.select(CorrectedPerson)).all() == []
        with pytest.raises(NotFound):
            read_entry(session, ref, actor=cases.officer)


def test_what_is_taken_over_is_compared_and_the_ground_stays_frozen(cases, listed):
    reference, ref = listed
    _person, dossier = kept(cases, ref)
    correct(cases, reference, name="Lucia Montero", other_names="", date_of_birth=BORN)
    assert looked_up(cases, name="Lucia Montero") == []
    deal(cases, ref, take_correction_over)
    person, after = kept(cases, ref)
    assert (person.names, str(person.births[0]), after) == (("Lucia Montero",), BORN, dossier)
    assert len(looked_up(cases, name="Lucia Montero")) == 1
    assert looked_up(cases, name="Elena Duarte") == []
    assert view(cases, ref).corrected is None
    with pytest.raises(AlreadyDone):
        deal(cases, ref, leave_as_listed, seen=THEN)


def test_an_officer_with_the_new_name_is_kept_out_of_the_entry(cases, listed):
    reference, ref = listed
    namesake = cases.house.person("registry-officer", name="Montero Lucia")
    assert view(cases, ref, namesake).ref == ref
    correct(cases, reference, name="Lucia Montero")
    deal(cases, ref, take_correction_over)
    with pytest.raises(NotFound):
        view(cases, ref, namesake)
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        users = session.scalars(sa.select(Exclusion.user_id)).all()
    assert users.count(namesake.user_id) >= 1


def test_an_entry_that_is_left_is_told_again_only_when_the_case_changes_again(cases, listed):
    reference, ref = listed
    before = kept(cases, ref)
    correct(cases, reference, date_of_birth=BORN)
    with pytest.raises(NotReady) as refused:
        deal(cases, ref, leave_as_listed, reason=" ")
    assert refused.value.field == "reason"
    deal(cases, ref, leave_as_listed)
    assert (kept(cases, ref), view(cases, ref).corrected) == (before, None)
    correct(cases, reference, rank="P-4")
    assert view(cases, ref).corrected is None
    correct(cases, reference, date_of_birth="1985-01-01")
    assert [d.there for d in view(cases, ref).corrected.lines] == ["1985-01-01"]


def test_a_correction_that_is_taken_back_leaves_nothing_to_deal_with(cases, listed):
    reference, ref = listed
    correct(cases, reference, date_of_birth=BORN)
    correct(cases, reference, date_of_birth="1984-07-04")
    assert view(cases, ref).corrected is None


def test_nobody_takes_over_what_they_did_not_read(cases, listed):
    reference, ref = listed
    correct(cases, reference, date_of_birth=BORN)
    with pytest.raises(NotReady, match="once more"):
        deal(cases, ref, take_correction_over, seen=THEN + timedelta(days=1))
    assert str(kept(cases, ref)[0].births[0]) == "1984-07-04"


def test_who_corrected_the_case_does_not_take_it_over_alone(cases, listed):
    reference, ref = listed
    correct(cases, reference, actor=cases.senior, date_of_birth=BORN)
    with pytest.raises(Refused, match="another officer"):
        deal(cases, ref, take_correction_over, actor=cases.senior)
    assert str(kept(cases, ref)[0].births[0]) == "1984-07-04"
    with cases.house.system(AccountPurpose.DEMONSTRATION) as session:
        row = session.scalars(sa.select(CorrectedPerson)).one()
        with (
            pytest.raises(IntegrityError),
            act(session, ScreeningAct.REGISTER_CORRECTED, thing=row),
        ):
            row.settled_at, row.settled_by, row.taken_over = THEN, row.noted_by, True
            session.flush()
        session.rollback()


def test_a_fact_that_no_entry_has_tells_the_registry_nothing(cases, listed):
    reference, ref = listed
    correct(cases, reference, rank="P-5", description="Tall")
    assert view(cases, ref).corrected is None


def test_the_registry_hears_that_a_case_has_withdrawn_a_listed_person(cases, listed):
    reference, ref = listed
    before, case = kept(cases, ref), read(cases, reference)
    wrong, why = case.subjects[0].id, {"reason": "Two people have this name."}
    with pytest.raises(NotReady, match="stands"):
        cases.do(cases.officer, reference, withdraw_person, wrong, **why)
    cases.do(cases.senior, reference, set_aside, case.decisions[0].id, **why)
    cases.do(cases.senior, reference, move, "return-for-investigation", **why)
    finding = read(cases, reference).matrix[0].cells[0].finding_id
    cases.do(cases.investigator, reference, withdraw_finding, finding, **why)
    cases.do(cases.officer, reference, add_person, cases.subject("Samir Haddad"))
    withdrawn = cases.do(cases.officer, reference, withdraw_person, wrong, **why)
    assert (kept(cases, ref), view(cases, ref).corrected) == (before, None)
    assert told(cases) == [cases.registry.user_id]
    cases.do(cases.officer, reference, take_back, withdrawn.id, **why)
    assert told(cases) == [cases.registry.user_id] * 2


def told(cases):
    with cases.house.session(cases.registry) as session:
        people = sa.select(Notice.to_user_id).where(Notice.kind == "listed-withdrawn")
        return [each for each in session.scalars(people) if each == cases.registry.user_id]


def test_a_person_of_a_merged_case_is_still_the_one_who_is_listed(cases, listed):
    """A decision was set aside, its case merged: what is corrected there reaches the registry."""
    reference, ref = listed
    with cases.house.session(cases.senior) as session:
        case = queries.case(session, reference, actor=cases.senior)
        decision = session.scalars(sa.select(Decision.id).where(Decision.root_id == case.id)).one()
        set_aside(case, decision, reason="Anew", actor=cases.senior, now=LATER)
        session.commit()
    other = cases.log(people=(cases.subject("Ada Nowak"),))
    with cases.house.session(cases.officer) as session:
        one, two = (queries.case(session, r, actor=cases.officer) for r in (reference, other))
        merge(one, two, reason="The same", actor=cases.officer, now=LATER)
        session.commit()
    correct(cases, other, which=1, date_of_birth=BORN)
    shown = view(cases, ref).corrected
    assert [(d.here, d.there) for d in shown.lines] == [("1984-07-04", BORN)]
    correct(cases, other, which=0, date_of_birth="1970-01-01")
    assert view(cases, ref).corrected.lines == shown.lines  # of somebody else


def listed_now(cases, **wanted):
    """The references of the list, those marked as corrected, and how many it says there are."""
    actor = cases.registry
    with cases.house.session(actor) as session:
        page = register(session, actor=actor, **wanted)
        session.rollback()
    marked = [line.ref for line in page.lines if line.corrected]
    return [line.ref for line in page.lines], marked, page.corrected


def test_the_list_marks_what_a_case_corrects_until_it_is_dealt_with(cases, listed):
    reference, ref = listed
    assert listed_now(cases) == ([ref], [], 0)
    assert listed_now(cases, corrected=True) == ([], [], 0)
    correct(cases, reference, date_of_birth=BORN)
    assert listed_now(cases) == ([ref], [ref], 1)
    assert listed_now(cases, corrected=True) == ([ref], [ref], 1)
    deal(cases, ref, leave_as_listed)
    assert listed_now(cases) == ([ref], [], 0)


def test_the_mark_costs_no_statement_an_entry(cases, listed):
    reference, _ref = listed
    correct(cases, reference, date_of_birth=BORN)
    with cases.house.session(cases.registry) as session:
        register(session, actor=cases.registry)
        session.rollback()
        with count_statements(cases.house.engine) as said:
            register(session, actor=cases.registry)
        session.rollback()
    assert sum("register_corrections" in each for each in said) == 2  # the list, and how many


def test_a_withdrawn_entry_waits_for_nothing(cases, listed):
    reference, ref = listed
    correct(cases, reference, date_of_birth=BORN)
    second = cases.house.person("registry-officer", name="Sam Second")
    with cases.house.session(cases.registry) as session:
        this = entry(session, ref, actor=cases.registry)
        ask_withdrawal(this, reason="Annulled", actor=cases.registry, now=THEN)
        session.commit()
    with cases.house.session(second) as session:
        confirm_withdrawal(entry(session, ref, actor=second), seen=THEN, actor=second, now=THEN)
        session.commit()
    assert listed_now(cases) == ([ref], [], 0)
