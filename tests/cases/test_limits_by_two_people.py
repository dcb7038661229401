"""A limit stands still from the day it did, and is longer only once a second person agrees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case, ChangeKind, ClockChange
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.moving import move
from caseflow.cases.services.noticing import SUBSCRIPTIONS
from caseflow.cases.services.timekeeping import (
    agree_extension,
    decline_extension,
    propose_extension,
    restart_clock,
    stop_clock,
)
from caseflow.clocks.limits import Unit
from caseflow.clocks.reading import State
from caseflow.db import make_engine
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import EventTable
from caseflow.notices.models import Notice
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW

TODAY = NOW.date()
MONTHS = {"amount": 2, "unit": Unit.MONTHS, "reason": "A witness is abroad"}


def read(office, reference, actor=None, now=LATER):
    actor = actor or office.officer
    with office.house.session(actor, now=now) as session:
        view = open_case(session, reference, actor=actor, now=now)
        session.commit()
    return view


def clock(office, reference, now=LATER):
    (found,) = read(office, reference, now=now).clocks
    return found


def due_in_lists(office, reference):
    with office.house.system() as session:
        return session.scalars(sa.select(Case.due_on).where(Case.reference == reference)).one()


def investigated(office):
    reference = office.log()
    office.investigate(reference)
    return reference


def test_an_extension_counts_once_somebody_else_agreed(office: Office):
    reference = investigated(office)
    before = clock(office, reference).reading.due
    proposal = office.do(office.investigator, reference, propose_extension, **MONTHS)
    waiting = clock(office, reference).waiting
    assert (waiting.id, waiting.amount, waiting.unit) == (proposal.id, 2, Unit.MONTHS)
    assert (waiting.by.name, waiting.reason) == ("Ravi Menon", "A witness is abroad")
    assert clock(office, reference).reading.due == before == due_in_lists(office, reference)
    office.do(office.officer, reference, agree_extension, proposal.id)
    after = clock(office, reference)
    assert (after.reading.due, after.waiting) == (date(2027, 7, 23), None)
    assert due_in_lists(office, reference) == date(2027, 7, 23)
    told = [(e.label, e.by.name) for e in read(office, reference).timeline if e.kind == "clock"]
    assert set(told) == {
        ("Extension of the time limit proposed", "Ravi Menon"),
        ("Time limit extended", "Ines Okafor"),
    }
    with pytest.raises(NotReady, match="settled already"):
        office.do(office.senior, reference, agree_extension, proposal.id)


def test_nobody_agrees_to_what_they_proposed(office: Office):
    reference = investigated(office)
    proposal = office.do(office.officer, reference, propose_extension, **MONTHS)
    with pytest.raises(Refused, match="somebody else agrees"):
        office.do(office.officer, reference, agree_extension, proposal.id)
    with pytest.raises(Refused):
        office.do(office.investigator, reference, agree_extension, proposal.id)
    other = office.log()
    with pytest.raises(NotFound):
        office.do(office.senior, other, agree_extension, proposal.id)
    office.do(office.senior, reference, agree_extension, proposal.id)


@pytest.mark.parametrize("second", ["nobody", "oneself"])
def test_the_database_refuses_an_extension_of_one_person(office: Office, second: str):
    reference = investigated(office)
    office.do(office.officer, reference, propose_extension, **MONTHS)
    by = "made_by" if second == "oneself" else "NULL"
    raw = make_engine(office.house.engine.url.render_as_string(hide_password=False))
    agreed = f"UPDATE clock_changes SET agreed = (1 = 1), settled_at = made_at, settled_by = {by}"
    with pytest.raises(IntegrityError), raw.begin() as connection:
        connection.execute(sa.text(agreed))
    raw.dispose()


def test_one_proposal_waits_at_a_time_and_is_declined_with_a_reason(office: Office):
    reference = investigated(office)
    before = clock(office, reference).reading.due
    first = office.do(office.investigator, reference, propose_extension, **MONTHS)
    with pytest.raises(NotReady, match="waits already"):
        office.do(office.officer, reference, propose_extension, **MONTHS)
    with pytest.raises(NotReady) as wrong:
        office.do(office.senior, reference, decline_extension, first.id, reason=" ")
    assert wrong.value.field == "reason"
    with pytest.raises(Refused):
        office.do(office.decider, office.log(), propose_extension, **MONTHS)
    office.do(office.senior, reference, decline_extension, first.id, reason="No new witness")
    second = office.do(office.officer, reference, propose_extension, **MONTHS)
    with pytest.raises(Refused):
        office.do(office.investigator, reference, decline_extension, second.id, reason="Mine")
    office.do(office.officer, reference, decline_extension, second.id, reason="Not needed")
    assert clock(office, reference).reading.due == before
    labels = {e.label for e in read(office, reference).timeline}
    assert {"Extension declined", "Extension taken back"} <= labels


def test_a_proposal_keeps_to_its_rule_and_lapses_with_its_stage(office: Office):
    reference = investigated(office)
    for wrong, field in (({"reason": " "}, "reason"), ({"amount": 4}, "amount")):
        with pytest.raises(NotReady) as told:
            office.do(office.officer, reference, propose_extension, **{**MONTHS, **wrong})
        assert told.value.field == field
    late = office.do(office.officer, reference, propose_extension, **MONTHS)
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review")
    assert clock(office, reference).waiting is None
    with pytest.raises(NotReady):
        office.do(office.senior, reference, agree_extension, late.id)
    back = NOW + timedelta(days=3)
    office.do(office.senior, reference, move, "return-for-investigation", reason="x", now=back)
    with pytest.raises(NotReady, match="no longer runs"):
        office.do(office.senior, reference, agree_extension, late.id, now=back)
    anew = office.do(office.officer, reference, propose_extension, **MONTHS, now=back)
    office.do(office.senior, reference, agree_extension, anew.id, now=back)


def test_whoever_oversees_is_told_of_a_proposal_and_the_proposer_what_came_of_it(office: Office):
    office.house.info["events"] = EventTable(*SUBSCRIPTIONS)
    reference = investigated(office)
    proposal = office.do(office.investigator, reference, propose_extension, **MONTHS)
    office.do(office.senior, reference, agree_extension, proposal.id)
    with office.house.system() as session:
        rows = session.execute(sa.select(Notice.kind, Notice.to_user_id)).all()
    told = {(row.kind, row.to_user_id) for row in rows}
    assert ("extension-proposed", office.officer.user_id) in told
    assert ("extension-proposed", office.senior.user_id) in told
    assert ("extension-settled", office.investigator.user_id) in told


def test_a_limit_stands_still_from_the_day_it_did(office: Office):
    reference = investigated(office)
    five, ten = LATER + timedelta(days=5), LATER + timedelta(days=10)
    stop = {"ground": "subject_unavailable", "reason": "Sick leave"}
    for day, words in (
        (TODAY + timedelta(days=11), "has not come yet"),
        (TODAY - timedelta(days=1), "cannot stop before"),
    ):
        with pytest.raises(NotReady, match=words) as wrong:
            office.do(office.officer, reference, stop_clock, **stop, on=day, now=ten)
        assert wrong.value.field == "on"
    with pytest.raises(NotReady) as wrong:
        office.do(office.officer, reference, stop_clock, **{**stop, "reason": " "}, now=ten)
    assert wrong.value.field == "reason"
    office.do(office.officer, reference, stop_clock, **stop, on=five.date(), now=ten)
    found = clock(office, reference, now=ten)
    assert (found.reading.state, found.stop_since) == (State.STOPPED, five.date())
    labels = [e.label for e in read(office, reference, now=ten).timeline]
    assert "Clock stopped from 2026-11-28 on: the subject cannot take part" in labels
    with pytest.raises(NotReady, match="did not run before") as wrong:
        office.do(office.officer, reference, restart_clock, on=TODAY, now=ten)
    assert wrong.value.field == "on"
    eight = TODAY + timedelta(days=8)
    office.do(office.officer, reference, restart_clock, on=eight, reason="Back", now=ten)
    assert clock(office, reference, now=ten).reading.due == date(2027, 5, 23) + timedelta(days=3)
    with pytest.raises(NotReady, match="The clock is running"):
        office.do(office.officer, reference, restart_clock, now=ten)
    with pytest.raises(NotReady, match="cannot stop before"):
        office.do(office.officer, reference, stop_clock, **stop, on=five.date(), now=ten)
    office.do(office.officer, reference, stop_clock, **stop, now=ten)


def test_a_limit_that_passed_is_not_excused_afterwards_by_one_person(office: Office):
    reference = investigated(office)
    late = NOW + timedelta(days=200)
    assert clock(office, reference, now=late).reading.state is State.LATE
    yesterday = late.date() - timedelta(days=1)
    with pytest.raises(NotReady, match="days gone by") as wrong:
        office.do(
            office.officer,
            reference,
            stop_clock,
            ground="subject_unavailable",
            reason="Sick leave",
            on=yesterday,
            now=late,
        )
    assert wrong.value.field == "on"


def test_who_must_agree_are_those_who_see_the_case_and_edit_or_review_it(office: Office):
    reference = investigated(office)
    with office.house.session(office.investigator) as session:
        case = queries.case(session, reference, actor=office.investigator)
        found = queries.those_who_agree(session, case, actor=office.investigator, now=LATER)
    assert {office.officer.user_id, office.senior.user_id, office.decider.user_id} <= found
    assert office.investigator.user_id not in found


def test_extensions_of_earlier_releases_go_on_counting(office: Office):
    reference = investigated(office)
    with office.house.system() as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        with act(session, CaseAct.CHANGED, thing=case):
            session.add(
                ClockChange(
                    root_id=case.id,
                    data_key_id=case.data_key_id,
                    kind=ChangeKind.EXTENSION,
                    limit="investigation",
                    starts_on=TODAY,
                    amount=1,
                    unit=Unit.MONTHS,
                    made_by=office.officer.user_id,
                    made_at=NOW,
                    agreed=True,
                    by_one=True,
                )
            )
        session.commit()
    assert clock(office, reference).reading.due == date(2027, 6, 23)
    told = [e.label for e in read(office, reference).timeline if e.kind == "clock"]
    assert told == ["Time limit extended"]
