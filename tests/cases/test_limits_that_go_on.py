"""A limit runs as long as somebody stands at its stage, whoever came or left meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from caseflow.cases import queries
from caseflow.cases.models import ClockRecord, RunningLimit
from caseflow.cases.records.entries import DecisionEntry, FindingEntry
from caseflow.cases.services.correcting_days import correct_move_day, move_day
from caseflow.cases.services.deciding import decide
from caseflow.cases.services.finding import record_finding
from caseflow.cases.services.merges_undone import undo_merge
from caseflow.cases.services.merging import merge
from caseflow.cases.services.moving import move
from caseflow.cases.services.timekeeping import stop_clock
from caseflow.clocks.reading import State
from caseflow.matters.models import Move
from tests.cases.conftest import LATER, Office, allegations
from tests.cases.test_limits_apart import case_of, proceedings, rows, view_of

NAMES = ("Mia Holm", "Jon Dahl", "Kai Berg")


def on(days: int) -> datetime:
    return LATER + timedelta(days=days)


class Walk:
    """One case, and what is done in it on which day after it came under review."""

    def __init__(self, office: Office, subjects: int) -> None:
        self.office = office
        people = tuple(office.subject(name) for name in NAMES[:subjects])
        self.reference = office.log(people=people)
        office.review(self.reference)

    def move(self, name: str, who: int, days: int, **given) -> None:
        opened = proceedings(self.office, self.reference)[who]
        actor = {"send-to-review": self.office.investigator}.get(name, self.office.senior)
        how = {"proceeding_id": opened.id, "now": on(days), **given}
        self.office.do(actor, self.reference, move, name, **how)

    def find(self, who: int, days: int) -> None:
        office, now = self.office, on(days)
        subject = proceedings(office, self.reference)[who].subject_id
        with office.house.session(office.investigator, now=now) as session:
            case = queries.case(session, self.reference, actor=office.investigator)
            for allegation_id in allegations(session, case, subject):
                entry = FindingEntry(
                    allegation_id=allegation_id,
                    outcome="substantiated",
                    standard="clear_and_convincing",
                    evidence="Ledger.",
                )
                record_finding(case, entry, actor=office.investigator, now=now)
            session.commit()

    def decide(self, who: int, days: int) -> None:
        office, now = self.office, on(days)
        subject = proceedings(office, self.reference)[who].subject_id
        entry = DecisionEntry(subject_id=subject, reasons="Facts, law, proportion.")
        with office.house.session(office.decider, now=now) as session:
            case = queries.case(session, self.reference, actor=office.decider)
            decide(case, entry, actor=office.decider, now=now)
            session.commit()

    def again(self, who: int, days: int) -> None:
        """Decide about somebody, close and reopen their proceeding, on three days."""
        self.decide(who, days)
        self.move("close", who, days)
        self.move("reopen", who, days + 1, reason="New evidence.")

    def correct(self, name: str, who: int, before: int, now: int) -> None:
        """Let the last such step of somebody have happened so many days after."""
        opened = proceedings(self.office, self.reference)[who]
        every = rows(self.office, self.reference, Move)
        step = [m for m in every if m.name == name and m.proceeding_id == opened.id][-1]
        how = {"day": on(before).date(), "reason": "Wrong day.", "version": move_day(step).version}
        self.office.do(
            self.office.senior, self.reference, correct_move_day, step.id, now=on(now), **how
        )

    def records(self, limit: str = "decision") -> list[tuple]:
        every = rows(self.office, self.reference, ClockRecord)
        return [(r.started_on, r.ended_on, r.breached) for r in every if r.limit == limit]

    def decision(self, now: int):
        """How the limit of the decision stands."""
        every = [each.reading for each in view_of(self.office, self.reference, on(now)).clocks]
        (reading,) = (each for each in every if each.limit.name == "decision")
        return reading


@pytest.fixture
def late(office: Office) -> Walk:
    """Two subjects at review, the second since day 100: the limit of the first has passed."""
    walk = Walk(office, 2)
    walk.again(1, 1)
    walk.move("open-investigation", 1, 3)
    walk.find(1, 99)
    walk.move("send-to-review", 1, 100)
    reading = walk.decision(100)
    assert (reading.started, reading.state) == (LATER.date(), State.LATE)
    return walk


def test_one_who_leaves_makes_nobody_punctual(late: Walk):
    late.decide(0, 101)
    assert (late.decision(101).started, late.decision(101).state) == (LATER.date(), State.LATE)
    assert late.records() == []
    late.move("close", 0, 102)
    late.move("reopen", 0, 103, reason="New evidence.")
    (row,) = rows(late.office, late.reference, RunningLimit)
    assert (row.stage, row.started_on) == ("under-review", LATER.date())
    assert late.decision(103).state is State.LATE
    assert case_of(late.office, late.reference).due_on == row.due_on


def test_a_limit_leaves_one_record_when_the_last_has_left(late: Walk):
    late.decide(0, 101)
    late.decide(1, 110)
    assert late.records() == [(LATER.date(), on(110).date(), True)]


def test_who_comes_first_to_a_stage_apart_counts_after_they_left(office: Office):
    walk = Walk(office, 3)
    walk.again(1, 1)
    walk.move("open-investigation", 1, 3)
    walk.find(1, 99)
    walk.again(2, 4)
    walk.move("send-to-review", 1, 100)
    assert case_of(office, walk.reference).stage == "assessed"
    walk.decide(0, 101)
    assert (walk.decision(101).started, walk.decision(101).state) == (LATER.date(), State.LATE)
    walk.decide(1, 110)
    assert walk.records() == [(LATER.date(), on(110).date(), True)]


def test_one_who_goes_back_ends_no_limit_of_others(office: Office):
    walk = Walk(office, 2)
    walk.again(0, 10)
    assert walk.records() == []
    assert walk.decision(20).started == LATER.date()
    walk.decide(1, 150)
    assert walk.records() == [(LATER.date(), on(150).date(), True)]


def test_another_day_of_another_step_changes_no_limit(late: Walk):
    late.decide(0, 101)
    late.correct("open-investigation", 1, 4, 102)
    assert (late.decision(102).started, late.decision(102).state) == (LATER.date(), State.LATE)
    assert case_of(late.office, late.reference).limit_since == LATER.date()


def test_the_record_of_a_limit_that_went_on_follows_a_corrected_day(late: Walk):
    late.decide(0, 101)
    late.move("return-for-investigation", 1, 110, reason="A gap.")
    assert late.records() == [(LATER.date(), on(110).date(), True)]
    late.correct("return-for-investigation", 1, 108, 111)
    assert late.records() == [(LATER.date(), on(108).date(), True)]


def test_a_merge_that_is_undone_lets_the_limit_go_on(late: Walk):
    office, other = late.office, late.office.log()

    def both(verb, days, **given):
        with office.house.session(office.senior, now=on(days)) as session:
            first, second = (
                queries.case(session, each, actor=office.senior) for each in (late.reference, other)
            )
            verb(first, second, actor=office.senior, now=on(days), **given)
            session.commit()

    both(merge, 101, reason="One matter.")
    assert late.records() == []
    assert case_of(office, late.reference).due_on is None
    both(undo_merge, 102, reason="They are two.")
    assert (late.decision(102).started, late.decision(102).state) == (LATER.date(), State.LATE)


def test_a_stop_ends_with_the_stay_at_the_stage(office: Office):
    reference = office.log()
    office.investigate(reference)
    how = {"ground": "subject_unavailable", "reason": "Ill.", "now": on(5)}
    office.do(office.officer, reference, stop_clock, **how)
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review", now=on(10))
    office.do(
        office.senior, reference, move, "return-for-investigation", reason="A gap.", now=on(20)
    )
    (clock,) = view_of(office, reference, on(21)).clocks
    assert (clock.reading.state, clock.open_stop) == (State.RUNNING, False)
    assert not case_of(office, reference).clock_stopped
    office.do(office.officer, reference, stop_clock, **{**how, "now": on(21)})
    (clock,) = view_of(office, reference, on(22)).clocks
    assert (clock.reading.state, clock.open_stop) == (State.STOPPED, True)
