"""Who was let in or is kept out, is so by the day at the entity of the case, to the minute."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from caseflow.access.acting import past_the_wall
from caseflow.access.bare_lines import barred_roots
from caseflow.access.bars import bars_of
from caseflow.access.capacities import AccessCapacity
from caseflow.access.checks import barred, granted
from caseflow.access.holders import sees
from caseflow.access.models import Classification
from caseflow.access.root_days import day_at, day_of
from caseflow.audit.purposes import TrailPurpose
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import Case
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.records.entries import LogEntry
from caseflow.cases.services import limit_recount
from caseflow.cases.services.access import end_access, keep_out, let_in
from caseflow.cases.services.entity_day_adoption import adopt_entity_days
from caseflow.cases.services.receiving import log_case
from caseflow.cases.services.transferring import transfer
from caseflow.db import new_id
from caseflow.reference import services as reference
from caseflow.reference.models import Entity
from caseflow.reference.services import EntityDays
from tests.audit.test_who_sees_what import verified
from tests.support.house import House, build_house

ZONES = ("Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati")
LAST = date(2026, 11, 29)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(tables_url, tmp_path):
    built = build_house(tables_url, tmp_path, subscribers=limit_recount.SUBSCRIPTIONS)
    yield built
    built.engine.dispose()


def midnight_after(day, zone):
    """The moment at which a day ends in a zone, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def logged(house, entity, officer, now):
    with house.session(officer, now=now) as session:
        entry = LogEntry(
            entity_id=entity,
            title="Falsified fuel receipts",
            received_on=date(2026, 11, 1),
            classification=Classification.CONFIDENTIAL,
            conduct=("forgery",),
        )
        case = log_case(session, entry, actor=officer, now=now)
        session.commit()
        return case.id


def acts(house, actor, case_id, verb, *args, now, **given):
    actor = house.actor(actor.user_id, now=now)
    with house.session(actor, now=now) as session:
        case = session.get_one(Case, case_id)
        made = verb(case, *args, actor=actor, now=now, **given)
        session.commit()
        return made


def sight(house, person, case_id, now):
    """Whether somebody sees a case: through the wall, by a verb's check, and as asked of others."""
    actor = house.actor(person.user_id, now=now)
    with house.session(actor, now=now) as session:
        walled = session.scalar(sa.select(Case.id).where(Case.id == case_id)) is not None
    with house.system() as session:
        case = session.get_one(Case, case_id)
        other = sees(session, case, person.user_id, now=now)
        let = granted(session, actor, case, looking=True) and not barred(session, actor, case)
    assert walled == other == let, (walled, other, let, now)
    return walled


@pytest.mark.parametrize("zone", ZONES)
def test_access_until_a_day_ends_with_that_day_at_the_entity(house: House, zone):
    entity = house.entity("FAR", time_zone=zone)
    senior = house.person("senior-conduct-officer", entity=entity)
    reader = house.person("investigator", entity=entity)
    end = midnight_after(LAST, zone)
    given = end - timedelta(days=3)
    case = logged(house, entity, senior, given)
    acts(
        house, senior, case, let_in, now=given,
        user_id=reader.user_id, capacity=CaseCapacity.INVESTIGATOR, until=LAST + timedelta(days=1),
    )  # fmt: skip
    assert sight(house, reader, case, given)
    assert sight(house, reader, case, end - MINUTE)
    assert not sight(house, reader, case, end)
    assert not sight(house, reader, case, end + timedelta(hours=23))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hours", [-1, 1])
def test_what_begins_or_ends_today_does_so_at_once_on_both_sides_of_midnight(house, zone, hours):
    entity = house.entity("FAR", time_zone=zone)
    senior = house.person("senior-conduct-officer", entity=entity)
    reader = house.person("investigator", entity=entity)
    now = midnight_after(LAST, zone) + timedelta(hours=hours)
    case = logged(house, entity, senior, now)
    who = {"user_id": reader.user_id, "capacity": CaseCapacity.INVESTIGATOR}
    grant = acts(house, senior, case, let_in, now=now, **who)
    assert grant.valid_from == now.astimezone(ZoneInfo(zone)).date()
    assert sight(house, reader, case, now)
    acts(house, senior, case, end_access, grant.id, now=now)
    assert not sight(house, reader, case, now)
    acts(house, senior, case, let_in, now=now, **who)
    acts(house, senior, case, keep_out, user_id=reader.user_id, reason="A cousin.", now=now)
    assert not sight(house, reader, case, now)
    reader = house.actor(reader.user_id, now=now)
    with house.session(reader, now=now) as session:
        assert barred_roots(session, reader) == {case}
        with past_the_wall(session, CasePurpose.NAMESAKES):
            assert bars_of(session, case, now=now).users_out() == {reader.user_id}


def test_the_database_and_the_program_name_the_same_day(house: House):
    zones = (*ZONES, "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC")
    places = {house.entity(f"Z{n}", time_zone=zone): zone for n, zone in enumerate(zones)}
    moments = [datetime(2026, 11, 29, hour, 59, 59, tzinfo=UTC) for hour in range(24)]
    with house.system() as session:
        for now in moments:
            for place, zone in places.items():
                said = session.scalar(sa.select(day_at(place, now)))
                assert said == day_of(session, place, now) == now.astimezone(ZoneInfo(zone)).date()
            nowhere = session.scalar(sa.select(day_at(None, now)))
            assert nowhere == day_of(session, None, now) == now.date()


@pytest.mark.parametrize("how", ["transfer", "zone"])
def test_a_day_that_goes_back_opens_and_bars_nothing_again(house: House, how):
    east, west = house.entity("EAST", time_zone="Asia/Tokyo"), None
    west = house.entity("WEST", time_zone="America/Los_Angeles")
    senior = house.person("senior-conduct-officer", entity=None)
    house.person("senior-conduct-officer", entity=west)
    keeper = house.person("administrator")
    ended, barred_one, kept = (house.person("investigator", entity=None) for _n in range(3))
    now = datetime(2026, 11, 29, 16, 0, tzinfo=UTC)  # the 30th in Tokyo, the 29th in Los Angeles
    case = logged(house, east, senior, now - timedelta(days=2))
    who = {"capacity": CaseCapacity.INVESTIGATOR, "now": now - timedelta(days=2)}
    grant = acts(house, senior, case, let_in, user_id=ended.user_id, **who)
    acts(house, senior, case, let_in, user_id=barred_one.user_id, **who)
    acts(house, senior, case, end_access, grant.id, now=now)
    acts(house, senior, case, keep_out, user_id=barred_one.user_id, reason="A cousin.", now=now)
    acts(house, senior, case, let_in, user_id=kept.user_id, capacity=AccessCapacity.READER, now=now)
    later = now + MINUTE
    if how == "transfer":
        acts(house, senior, case, transfer, to=west, reason="It happened there.", now=later)
    else:
        keeper = house.actor(keeper.user_id, now=later)
        with house.session(keeper, now=later) as session:
            entity = session.get_one(Entity, east)
            days = EntityDays(time_zone="America/Los_Angeles")
            reference.change_days(entity, days=days, reason="Moved.", actor=keeper, now=later)
            session.commit()
    assert not sight(house, ended, case, later)
    assert not sight(house, barred_one, case, later)
    assert sight(house, kept, case, later)
    verdict = verified(house)  # the rows are as the trail saw them last
    assert verdict.ok, verdict.faults


def test_an_upgrade_takes_over_once_what_had_ended_and_begun_by_the_day_of_utc(house: House):
    west = house.entity("WEST", time_zone="America/Los_Angeles")
    senior = house.person("senior-conduct-officer", entity=west)
    ended, out, until = (house.person("investigator", entity=west) for _n in range(3))
    now = datetime(2026, 11, 29, 5, 0, tzinfo=UTC)  # the 28th in Los Angeles
    case = logged(house, west, senior, now - timedelta(days=2))
    who = {"capacity": CaseCapacity.INVESTIGATOR, "now": now - timedelta(days=2)}
    for person in (ended, until):
        acts(house, senior, case, let_in, user_id=person.user_id, **who)
    acts(house, senior, case, keep_out, user_id=out.user_id, reason="A cousin.", now=now)
    with closing(house.engine.raw_connection()) as raw:  # as an earlier release wrote them
        for table, column, person in (
            ("grants", "valid_to", ended),
            ("exclusions", "valid_from", out),
        ):
            sqlite = house.engine.dialect.name == "sqlite"
            mark, key = ("?", person.user_id.bytes) if sqlite else ("%s", person.user_id)
            statement = f"UPDATE {table} SET {column} = {mark} WHERE user_id = {mark}"
            raw.cursor().execute(statement, (str(LAST), key))
        raw.commit()
    for _again in range(2):
        with house.system(TrailPurpose.UPGRADE) as session:
            adopt_entity_days(session, now=now)
        assert not sight(house, ended, case, now)
        assert sight(house, until, case, now)
        with house.system() as session:
            assert bars_of(session, case, now=now).users_out() == {out.user_id}
    acts(
        house, senior, case, let_in, now=now,
        user_id=ended.user_id, capacity=AccessCapacity.READER, until=LAST,
    )  # fmt: skip
    with house.system(TrailPurpose.UPGRADE) as session:
        adopt_entity_days(session, now=now)  # another upgrade, on the evening before
    assert sight(house, ended, case, now)


def test_a_bar_without_an_entity_goes_by_the_day_of_the_organisation(house: House):
    """Such as of an entry that no entity proposed."""
    now = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
    with house.system() as session:
        assert day_of(session, None, now) == LAST
        assert day_of(session, new_id(), now) == LAST
