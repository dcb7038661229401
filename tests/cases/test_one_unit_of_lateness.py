"""How late a case is: the same words, with their unit, in the list and on its page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from caseflow.cases.lists.queue import QueueFilters, queue
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.timekeeping import (
    agree_extension,
    propose_extension,
    stop_clock,
)
from caseflow.clocks.limits import Unit
from caseflow.reference.models import Entity
from caseflow.reference.services import EntityDays, change_days
from tests.cases.conftest import LATER
from tests.support.house import NOW

HOLIDAYS = EntityDays(time_zone="Africa/Nairobi", holiday_country="KE")


def said(office, reference, now):
    """What the list and the page of a case say of its limit at a moment."""
    with office.house.session(office.officer, now=now) as session:
        page = queue(session, QueueFilters(), actor=office.officer, now=now)
        view = open_case(session, reference, actor=office.officer, now=now)
        session.commit()
    row = next(row for row in page.rows if row.reference == reference)
    return row, (view.clocks[0].reading if view.clocks else None)


@pytest.fixture
def cases(office):
    """A case at each stage where a limit runs; the entity keeps a country's holidays."""
    keeper = office.house.person("administrator")
    with office.house.session(keeper) as session:
        entity = session.get_one(Entity, office.entity)
        change_days(entity, days=HOLIDAYS, reason="It is there.", actor=keeper, now=NOW)
        session.commit()
    received, investigated, grave, reviewed = (
        office.log(),
        office.log(),
        office.log(conduct=("sexual_exploitation",)),
        office.log(),
    )
    office.investigate(investigated)
    office.investigate(grave)
    office.review(reviewed)
    return {"months": received, "long": investigated, "days": grave, "working days": reviewed}


def test_the_list_says_what_the_page_of_the_case_says_on_every_day(office, cases):
    units = set()
    for days in (0, 1, 5, 9, 40, 62, 80, 83, 84, 85, 90, 91, 92, 120, 200):
        for reference in cases.values():
            row, reading = said(office, reference, LATER + timedelta(days=days))
            assert row.left == reading.sentence, (reference, days)
            assert (row.due_on, row.late) == (reading.due, reading.breached), (reference, days)
            units.add(str(reading.counts))
    assert units == {"days", "working_days"}


def test_every_number_of_days_says_which_days_are_meant(office, cases):
    for name, reference in cases.items():
        for days in (1, 400):
            row, _reading = said(office, reference, LATER + timedelta(days=days))
            kind = "working day" if name == "working days" else "calendar day"
            assert kind in row.left, row.left
            assert row.left.endswith("late") is (days == 400)


def test_a_limit_of_months_is_named_in_months_and_by_its_end(office, cases):
    _row, reading = said(office, cases["long"], LATER)
    assert (reading.used, reading.length) == (0, "6 months")
    assert reading.usage == f"6 months, ends {reading.due}"
    extending = {"amount": 3, "unit": Unit.MONTHS, "reason": "More witnesses."}
    proposal = office.do(office.officer, cases["long"], propose_extension, **extending)
    office.do(office.senior, cases["long"], agree_extension, proposal.id)
    row, reading = said(office, cases["long"], LATER)
    assert (reading.length, row.left) == ("9 months", reading.sentence)


def test_a_clock_that_stands_still_names_no_day_and_no_number_that_moves(office, cases):
    stopping = {"ground": "subject_unavailable", "reason": "Ill."}
    office.do(office.officer, cases["days"], stop_clock, **stopping)
    for days in (1, 200):
        row, reading = said(office, cases["days"], LATER + timedelta(days=days))
        assert (row.clock_stopped, row.left) == (True, None)
        assert reading.sentence == "stopped with 90 calendar days left"
