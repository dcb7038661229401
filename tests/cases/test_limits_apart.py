"""The limits of subjects who stand elsewhere than their case: it is due with the first of all."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.lists.queue import QueueFilters, View, queue
from caseflow.cases.models import (
    Case,
    ClockChange,
    ClockRecord,
    Proceeding,
    RunningLimit,
)
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services.limit_rule_recount import recount_limits
from caseflow.cases.services.merging import merge
from caseflow.cases.services.moving import move
from caseflow.cases.services.timekeeping import (
    agree_extension,
    propose_extension,
    restart_clock,
    stop_clock,
)
from caseflow.clocks.limits import Unit
from caseflow.db import new_id
from caseflow.errors import NotFound, NotReady
from tests.cases.conftest import LATER, Office, subjects

LATE = LATER + timedelta(days=400)
ABUSE = "sexual_abuse"


@pytest.fixture
def apart(office: Office) -> str:
    """A case of two subjects: one is investigated again, the other waits for a decision."""
    reference = office.log(people=(office.subject("Mia Holm"), office.subject("Jon Dahl")))
    office.review(reference)
    office.decide(reference)
    first, _second = proceedings(office, reference)
    office.do(office.senior, reference, move, "close", proceeding_id=first.id)
    how = {"reason": "New evidence.", "proceeding_id": first.id}
    office.do(office.senior, reference, move, "reopen", **how)
    office.do(office.officer, reference, move, "open-investigation")
    return reference


def rows(office, reference, model):
    with office.house.system() as session:
        root = sa.select(Case.id).where(Case.reference == reference).scalar_subquery()
        return session.scalars(sa.select(model).where(model.root_id == root)).all()


def proceedings(office, reference):
    """The proceedings of the first and of the second subject."""
    with office.house.system() as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        order = subjects(session, case)
    by_subject = {row.subject_id: row for row in rows(office, reference, Proceeding)}
    return [by_subject[each] for each in order]


def case_of(office, reference):
    with office.house.system() as session:
        return session.scalars(sa.select(Case).where(Case.reference == reference)).one()


def view_of(office, reference, now=LATER):
    with office.house.session(office.officer, now=now) as session:
        view = open_case(session, reference, actor=office.officer, now=now)
        session.commit()
    return view


def of_second(office, reference):
    return proceedings(office, reference)[1].id


def test_a_case_is_due_with_the_first_of_its_limits(office: Office, apart):
    (row,) = rows(office, apart, RunningLimit)
    assert (row.track, row.stage, row.limit, row.stopped) == (
        "staff",
        "under-review",
        "decision",
        False,
    )
    case = case_of(office, apart)
    assert case.stage == "under-investigation"
    assert (case.due_on, case.due_limit) == (row.due_on, "decision")
    own, theirs = view_of(office, apart).clocks
    assert own.reading.limit.name == "investigation"
    assert theirs.is_of(of_second(office, apart))
    assert theirs.reading.due == row.due_on < own.reading.due


def test_the_list_names_the_limit_of_those_who_stand_elsewhere(office: Office, apart):
    with office.house.session(office.officer, now=LATER) as session:
        page = queue(session, QueueFilters(view=View.MINE), actor=office.officer, now=LATER)
        session.commit()
    (line,) = (row for row in page.rows if row.reference == apart)
    (kept,) = rows(office, apart, RunningLimit)
    assert line.due_on == kept.due_on
    assert str(line.due_limit) == str(view_of(office, apart).clocks[1].reading.limit.label)


def test_their_clock_stops_and_runs_again_and_that_of_the_case_does_not(office: Office, apart):
    of, before = of_second(office, apart), case_of(office, apart)
    ground = next(iter(sorted(view_of(office, apart).clocks[1].reading.limit.stops)))
    how = {"ground": ground, "reason": "They are ill.", "of": of}
    office.do(office.senior, apart, stop_clock, **how)
    own, theirs = view_of(office, apart).clocks
    assert (own.open_stop, theirs.open_stop) == (False, True)
    case = case_of(office, apart)
    assert (case.due_on, case.due_limit) == (own.reading.due, None)
    assert not case.clock_stopped
    with pytest.raises(NotReady):
        office.do(office.senior, apart, stop_clock, **how)
    office.do(office.senior, apart, restart_clock, of=of)
    assert case_of(office, apart).due_limit == before.due_limit
    with pytest.raises(NotFound):
        office.do(office.senior, apart, restart_clock, of=new_id())


def test_their_limit_is_lengthened_by_two_people(office: Office):
    reference = office.log(people=(office.subject("Mia Holm"), office.subject("Jon Dahl")))
    office.review(reference)
    office.decide(reference)
    first, second = proceedings(office, reference)
    office.do(office.senior, reference, move, "close", proceeding_id=first.id)
    office.do(office.senior, reference, move, "return-for-investigation", reason="A gap.")
    how = {"reason": "New evidence.", "proceeding_id": first.id}
    office.do(office.senior, reference, move, "reopen", **how)
    (before,) = rows(office, reference, RunningLimit)
    assert (case_of(office, reference).stage, before.stage) == ("assessed", "under-investigation")
    asked = {"amount": 1, "unit": Unit.MONTHS, "reason": "More to read.", "of": second.id}
    with pytest.raises(NotReady, match="No time limit"):
        office.do(office.officer, reference, propose_extension, **{**asked, "of": None})
    office.do(office.officer, reference, propose_extension, **asked)
    with pytest.raises(NotReady, match="waits already"):
        office.do(office.officer, reference, propose_extension, **asked)
    (change,) = rows(office, reference, ClockChange)
    assert (change.track, change.stage) == ("staff", "under-investigation")
    (clock,) = view_of(office, reference).clocks
    assert clock.waiting is not None
    office.do(office.senior, reference, agree_extension, change.id)
    (after,) = rows(office, reference, RunningLimit)
    assert after.due_on > before.due_on
    assert case_of(office, reference).due_on == after.due_on


def test_what_ends_for_them_leaves_a_record(office: Office, apart):
    known = {row.id for row in rows(office, apart, ClockRecord)}
    second = proceedings(office, apart)[1]
    office.decide(apart, subject_id=second.subject_id)
    (record,) = (row for row in rows(office, apart, ClockRecord) if row.id not in known)
    assert (record.limit, record.breached) == ("decision", False)
    assert rows(office, apart, RunningLimit) == []
    case = case_of(office, apart)
    assert (case.stage, case.due_limit) == ("under-investigation", None)


def test_a_limit_goes_on_when_the_case_comes_to_their_stage(office: Office, apart):
    (theirs,) = rows(office, apart, RunningLimit)
    known = len(rows(office, apart, ClockRecord))
    office.find(apart, of=proceedings(office, apart)[0].subject_id)
    office.do(office.investigator, apart, move, "send-to-review", now=LATE)
    case = case_of(office, apart)
    assert case.stage == "under-review"
    assert case.stage_since > theirs.started_on
    assert (case.limit_since, case.due_on) == (theirs.started_on, theirs.due_on)
    assert rows(office, apart, RunningLimit) == []
    (clock,) = view_of(office, apart, LATE).clocks
    assert (clock.reading.started, clock.reading.breached) == (theirs.started_on, True)
    ended = rows(office, apart, ClockRecord)[known:]
    assert [row.limit for row in ended] == ["investigation"]


def test_limits_are_counted_anew_where_they_are_not_kept(office: Office, apart):
    before = case_of(office, apart)
    (kept,) = rows(office, apart, RunningLimit)
    with office.house.system() as session:
        case = session.scalars(sa.select(Case).where(Case.reference == apart)).one()
        with act(session, CaseAct.CHANGED, thing=case):
            session.delete(session.scalars(sa.select(RunningLimit)).one())
            case.due_on = case.due_limit = None
        session.commit()
    with office.house.system(CasePurpose.RECOUNTING) as session:
        recount_limits(session, step=lambda _last, _done: session.commit())
    after = case_of(office, apart)
    assert (after.due_on, after.due_limit) == (before.due_on, before.due_limit)
    (again,) = rows(office, apart, RunningLimit)
    assert (again.stage, again.due_on) == (kept.stage, kept.due_on)


def test_no_limit_runs_in_a_merged_case(office: Office, apart):
    into = office.log()
    with office.house.session(office.officer, now=LATER) as session:
        first, second = (queries.case(session, r, actor=office.officer) for r in (apart, into))
        merge(first, second, reason="One matter.", actor=office.officer, now=LATER)
        session.commit()
    assert rows(office, apart, RunningLimit) == []
    case = case_of(office, apart)
    assert (case.due_on, case.due_limit, case.limit_since) == (None, None, None)
