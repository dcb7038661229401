"""A subject leaves: from that day on measures are only warranted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Measure, Party
from caseflow.cases.records.entries import MeasureEntry
from caseflow.cases.services.decisions_set_aside import set_aside
from caseflow.cases.services.departures import record_departure
from caseflow.errors import NotReady, Refused
from tests.cases.conftest import LATER, Office, subjects
from tests.support.house import NOW
from tests.support.trail import entries

GONE, TODAY = date(2026, 10, 1), NOW.date()


def the_subject(office, reference):
    with office.house.session(office.officer) as session:
        return subjects(session, queries.case(session, reference, actor=office.officer))[0]


def leave(office, reference, day, actor=None, **more):
    who = the_subject(office, reference)
    actor = actor or office.officer
    office.do(actor, reference, record_departure, who, on=day, **more)


def test_a_day_of_leaving_is_corrected_with_a_reason_and_taken_back(office: Office):
    reference = office.log()
    leave(office, reference, GONE)
    with pytest.raises(NotReady) as wrong:
        leave(office, reference, TODAY, before=GONE, reason=" ")
    assert wrong.value.field == "reason"
    with pytest.raises(NotReady, match="recorded already"):
        leave(office, reference, GONE, before=GONE, reason="Again")
    with pytest.raises(NotReady, match="Somebody changed"):
        leave(office, reference, TODAY, before=None, reason="I saw none")
    leave(office, reference, TODAY, before=GONE, reason="The letter says so")
    leave(office, reference, None, before=TODAY, reason="It was a namesake")
    with office.house.system() as session:
        assert session.scalars(sa.select(Party.left_on)).all() == [None]
    told = [detail.get("facts", {}) for _entry, detail in entries(office.house, CaseAct.CHANGED)]
    facts = [each for each in told if "left" in each]
    assert [(f["before"], f["on"]) for f in facts] == [
        (None, str(GONE)),
        (str(GONE), str(TODAY)),
        (str(TODAY), None),
    ]


def test_a_day_long_before_the_report_says_how_it_is_known(office: Office):
    reference = office.log()
    with pytest.raises(NotReady) as wrong:
        leave(office, reference, date(1990, 1, 1), reason=" ")
    assert wrong.value.field == "reason"
    leave(office, reference, date(1990, 1, 1), reason="The personnel file says so")


def test_nobody_leaves_tomorrow_and_only_who_edits_says_that_somebody_left(office: Office):
    reference = office.log()
    with pytest.raises(NotReady) as wrong:
        leave(office, reference, TODAY + timedelta(days=1))
    assert wrong.value.field == "left_on"
    with pytest.raises(NotReady, match="look at the year"):
        leave(office, reference, date(1900, 1, 1))
    with pytest.raises(Refused):
        leave(office, reference, GONE, actor=office.decider)
    unknown = office.log(people=())
    with pytest.raises(NotReady, match="identified subject"):
        leave(office, unknown, GONE)


def test_what_was_imposed_before_somebody_left_stays_imposed(office: Office):
    reference = office.log()
    office.review(reference)
    leave(office, reference, TODAY)
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(NotReady, match="rests on a finding"):
        office.decide(reference, decided_on=yesterday)
    office.decide(reference, measures=(MeasureEntry(kind="dismissal"),))
    with office.house.system() as session:
        assert session.scalars(sa.select(Measure.warranted)).all() == [True]


def test_a_day_on_which_measures_rest_does_not_change_under_them(office: Office):
    reference = office.log()
    office.review(reference)
    decision = office.decide(reference, measures=(MeasureEntry(kind="dismissal"),))
    with pytest.raises(NotReady, match="has to be set aside first") as wrong:
        leave(office, reference, GONE)
    assert wrong.value.field == "left_on"
    office.do(office.senior, reference, set_aside, decision.id, reason="Had left", now=LATER)
    leave(office, reference, GONE)
    office.decide(reference, measures=(MeasureEntry(kind="dismissal"),))
    with office.house.system() as session:
        assert sorted(session.scalars(sa.select(Measure.warranted))) == [False, True]
    with pytest.raises(NotReady, match="has to be set aside first"):
        leave(office, reference, None, before=GONE, reason="No")
