"""An entity gets another time zone or other holidays, and its time limits follow."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from caseflow.cases.course.timing import clock
from caseflow.cases.models import Case
from caseflow.cases.services import limit_recount
from caseflow.errors import NotReady, Refused
from caseflow.jobs.models import Job, State
from caseflow.jobs.purposes import JobPurpose
from caseflow.jobs.services import run, take
from caseflow.reference.models import Entity
from caseflow.reference.recounts import recount_of
from caseflow.reference.services import EntityDays, change_days, days_of
from tests.support.house import NOW
from tests.support.trail import entries

PORTUGAL = EntityDays(time_zone="Europe/Lisbon", holiday_country="PT")
"""Where nobody works on the 1st and the 8th of December; a decision has sixty working days."""


@pytest.fixture
def keeper(office):
    return office.house.person("administrator")


@pytest.fixture(autouse=True)
def following(office):
    """The application's subscription to the days of entities."""
    events = office.house.info["events"]
    office.house.info["events"] = type(events)(*limit_recount.SUBSCRIPTIONS)


def change(office, keeper, days=PORTUGAL, reason="It moved to Lisbon."):
    with office.house.session(keeper) as session:
        entity = session.get_one(Entity, office.entity)
        change_days(entity, days=days, reason=reason, actor=keeper, now=NOW)
        session.commit()


def due(office):
    with office.house.system() as session:
        return dict(session.execute(sa.select(Case.reference, Case.due_on)).all())


def left(office, keeper):
    with office.house.session(keeper) as session:
        return recount_of(session, session.get_one(Entity, office.entity), actor=keeper)


def work(office):
    """Do the job that waits, as the worker does."""
    with office.house.system(JobPurpose.JOBS) as session:
        job = take(session, now=NOW)
        session.commit()
        run(session, job, now=lambda: NOW)
        return session.get_one(Job, job.id).state


def expected(office):
    """What each limit is by the entity as it is now."""
    with office.house.system() as session:
        entity = session.get_one(Entity, office.entity)
        cases = session.scalars(sa.select(Case)).all()
        readings = {case.reference: clock(case, entity, (), now=NOW) for case in cases}
        return {each: reading.due if reading else None for each, reading in readings.items()}


def test_limits_are_recounted_after_a_change_and_again_after_its_way_back(office, keeper):
    references = [office.log() for _n in range(3)]
    office.review(references[0])
    office.assess(references[1])
    before = due(office)
    with office.house.session(keeper) as session:
        entity = session.get_one(Entity, office.entity)
        was = days_of(entity)
        moving = limit_recount.limits_moving(session, entity, PORTUGAL, actor=keeper, now=NOW)
        session.commit()
    assert due(office) == before
    change(office, keeper)
    assert due(office) == before
    assert left(office, keeper).left == 3
    assert work(office) is State.DONE
    after = due(office)
    assert after == expected(office) != before
    moved = [(after[r] - before[r]).days for r in references if after[r]]
    assert (moving.later, moving.earlier) == (sum(n > 0 for n in moved), sum(n < 0 for n in moved))
    assert moving.later + moving.earlier + moving.same == len(moved) == 2
    assert moving.furthest == max(map(abs, moved)) > 0
    assert left(office, keeper) is None
    change(office, keeper, days=was, reason="It came back.")
    assert work(office) is State.DONE
    assert due(office) == before


def test_a_recount_that_is_killed_goes_on_where_it_was(office, keeper, monkeypatch):
    monkeypatch.setattr(limit_recount, "BATCH", 1)
    references = [office.log() for _n in range(3)]
    for reference in references[:2]:
        office.review(reference)
    before = due(office)
    change(office, keeper)

    class Killed(BaseException):
        pass

    counted = []
    real = limit_recount.recount_cases

    def dies(session, cases, *, now):
        if len(counted) == 1:
            raise Killed
        counted.append([case.reference for case in cases])
        return real(session, cases, now=now)

    monkeypatch.setattr(limit_recount, "recount_cases", dies)
    with pytest.raises(Killed):
        work(office)
    assert left(office, keeper).left == 2
    halfway = due(office)
    assert [r for r in references if halfway[r] != before[r]] == counted[0] == references[:1]
    again = []

    def goes_on(session, cases, *, now):
        again.extend(case.reference for case in cases)
        return real(session, cases, now=now)

    monkeypatch.setattr(limit_recount, "recount_cases", goes_on)
    with office.house.system(JobPurpose.JOBS) as session:
        job = session.scalars(sa.select(Job)).one()
        assert job.state is State.RUNNING
        job.state = State.QUEUED  # as after half an hour
        session.commit()
    assert work(office) is State.DONE
    assert again == references[1:]
    assert due(office) == expected(office)
    assert left(office, keeper) is None


def test_a_change_wants_a_reason_and_a_place_that_there_is(office, keeper):
    office.log()
    for days, reason, field in (
        (PORTUGAL, " ", "reason"),
        (replace(PORTUGAL, time_zone="Mars/Olympus"), "So.", "time_zone"),
        (replace(PORTUGAL, holiday_country="XX"), "So.", "holiday_country"),
        (replace(PORTUGAL, holiday_subdivision="Atlantis"), "So.", "holiday_subdivision"),
        (
            replace(PORTUGAL, holiday_country=None, holiday_subdivision="BY"),
            "So.",
            "holiday_country",
        ),
        (replace(PORTUGAL, holiday_list="un_common"), "So.", "holiday_list"),
    ):
        with pytest.raises(NotReady) as refused:
            change(office, keeper, days=days, reason=reason)
        assert refused.value.field == field
    with pytest.raises(Refused):
        change(office, office.officer)
    assert left(office, keeper) is None


def test_the_trail_tells_the_change_its_reason_and_each_limit_that_moved(office, keeper):
    office.review(office.log())
    change(office, keeper)
    work(office)
    changed = [each for _entry, each in entries(office.house, "entity:changed")]
    assert any("It moved to Lisbon." in str(detail) for detail in changed)
    moved = [each for _entry, each in entries(office.house, "case:changed")]
    assert any("recounted" in str(detail) for detail in moved)


@pytest.mark.parametrize(("zone", "ahead"), [("Pacific/Niue", 1), ("Pacific/Kiritimati", 0)])
def test_a_case_whose_day_of_receipt_has_not_come_there_is_told_before(office, keeper, zone, ahead):
    midnight = NOW.replace(hour=1)
    office.log(received_on=midnight.date())
    with office.house.session(keeper) as session:
        entity = session.get_one(Entity, office.entity)
        days = replace(days_of(entity), time_zone=zone)
        moving = limit_recount.limits_moving(session, entity, days, actor=keeper, now=midnight)
    assert moving.ahead == ahead
