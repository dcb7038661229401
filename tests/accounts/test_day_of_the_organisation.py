"""Roles and accounts go by the organisation's day, whatever the entity or the reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from caseflow.access.actor import SYSTEM
from caseflow.accounts.models import User
from caseflow.accounts.services import give_role
from caseflow.cases.permissions import CasePermission
from caseflow.days import DEFAULT_ZONE, day_in, office_day, use_office_zone
from config import ConfigError, load

LAST = date(2026, 11, 29)
ZONES = ("Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "UTC")


@pytest.fixture
def office(request):
    """The organisation's zone, as the setting gives it to the application."""
    use_office_zone(request.param)
    yield request.param
    use_office_zone(DEFAULT_ZONE)


@pytest.mark.parametrize("office", ZONES, indirect=True)
def test_a_role_ends_with_its_last_day_at_the_organisation(house, office):
    away = house.entity("AWAY", time_zone="Asia/Kathmandu")
    person = house.person("conduct-officer", entity=away, until=LAST + timedelta(days=1))
    end = datetime.combine(LAST + timedelta(days=1), time(), ZoneInfo(office)).astimezone(UTC)
    for moment, held in ((end - timedelta(minutes=1), True), (end, False)):
        actor = house.actor(person.user_id, now=moment)
        assert actor.may(CasePermission.READ) is held
        assert actor.today == day_in(office, moment) == office_day(moment)


@pytest.mark.parametrize("office", ZONES, indirect=True)
@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_role_given_today_holds_at_once_on_both_sides_of_midnight(house, office, minutes):
    home = house.entity("HOME")
    nobody = house.person(None)
    now = datetime.combine(LAST, time(), ZoneInfo(office)) + timedelta(minutes=minutes)
    now = now.astimezone(UTC)
    with house.system() as session:
        session.info["now"] = now
        user = session.get_one(User, nobody.user_id)
        give_role(user, "conduct-officer", entity_id=home, actor=SYSTEM, now=now)
        session.commit()
    assert house.actor(nobody.user_id, now=now).may(CasePermission.READ)


def test_the_setting_names_a_zone_that_there_is(tmp_path):
    settings = tmp_path / "settings.toml"
    environ = {"CASEFLOW_HOME": str(tmp_path)}
    assert load(environ).time_zone == "UTC"
    settings.write_text('time_zone = "Africa/Nairobi"\n')
    assert load(environ).time_zone == "Africa/Nairobi"
    for wrong in ('"Nairobi"', '"Mars/Olympus"', "3"):
        settings.write_text(f"time_zone = {wrong}\n")
        with pytest.raises(ConfigError, match=r"settings\.toml: time_zone: must be"):
            load(environ)
