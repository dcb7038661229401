"""Whose day it is: that of the organisation, or that of the place where something happens.

A moment is one for everybody; the day it falls on is not. What happens in a case falls on the day
of its entity, everything else on the day of the organisation. Nothing else in the code turns a
moment into a day, so that a form, its field and its verb speak of the same one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

DEFAULT_ZONE = "UTC"
SQLITE_NAME = "day_in_zone"
_office = {"zone": ZoneInfo(DEFAULT_ZONE)}


def use_office_zone(name: str) -> None:
    """Say in which time zone the organisation's days begin and end; the application does at start.

    Raises ZoneInfoNotFoundError or ValueError for what is no zone.
    """
    _office["zone"] = ZoneInfo(name)


def office_zone() -> ZoneInfo:
    """The time zone in which the organisation's days begin and end."""
    return _office["zone"]


def office_day(moment: datetime) -> date:
    """The day of a moment for the organisation. Raises ValueError for one without a zone."""
    return day_in(office_zone(), moment)


def day_in(zone: tzinfo | str, moment: datetime) -> date:
    """The day of a moment in a time zone. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


def day_there(zone: tzinfo | str | None, moment: datetime) -> date:
    """The day of a moment where a thing belongs: in its entity's zone, else for the organisation.

    `zone` is None for what belongs to no entity.
    """
    return office_day(moment) if zone is None else day_in(zone, moment)


def day_written(moment: datetime) -> date:
    """The day that somebody wrote, where it was kept or read as a moment; no zone changes it."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def days_anywhere(moment: datetime) -> tuple[date, date]:
    """The first and the last of the days that it is somewhere on earth at this moment."""
    return day_in("Etc/GMT+12", moment), day_in("Pacific/Kiritimati", moment)


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Every time zone that can be chosen: places by continent, and UTC."""
    return frozenset(z for z in available_timezones() if "/" in z and not _odd(z)) | {DEFAULT_ZONE}


def _odd(zone: str) -> bool:
    return zone.startswith(("Etc/", "SystemV/", "posix/", "right/", "US/"))


def day_for_sqlite(zone: str | None, moment: str | None) -> str | None:
    """What SQLite's own function answers: moments are kept there in UTC, without a zone."""
    if zone is None or moment is None:
        return None
    if zone == DEFAULT_ZONE:
        return moment[:10]
    return day_in(zone, datetime.fromisoformat(moment).replace(tzinfo=UTC)).isoformat()
