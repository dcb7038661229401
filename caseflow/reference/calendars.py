"""Which days count for an entity: its country's holidays, its own list, and its time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from caseflow import packs
from caseflow.clocks.calendars import WEEKENDS_ONLY, Calendar, public_calendar, yearly_day
from caseflow.packs import Part
from caseflow.reference.models import Entity
from caseflow.reference.terms import SHIPPED, Term, Vocabulary, common

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, kw_only=True)
class HolidayList(Term):
    """An organisation's own list of days off."""

    calendar: Calendar


def holiday_lists() -> Vocabulary[HolidayList]:
    """Every list of days off that is kept by hand. Raises PackError."""
    return _kept(packs.config_folder().absolute())


@lru_cache(maxsize=64)
def _kept(folder: Path) -> Vocabulary[HolidayList]:
    part = packs.load("holidays", SHIPPED / "holidays.toml", folder=folder)
    lists: Mapping[str, HolidayList] = {code: _list(code, table) for code, table in part.parts()}
    return Vocabulary("holidays", lists)


class KeepsHolidays(Protocol):
    """An entity, or a row with its facts about days off."""

    @property
    def holiday_list(self) -> str | None:
        """Its own list of days off."""

    @property
    def holiday_country(self) -> str | None:
        """The country whose public holidays count."""

    @property
    def holiday_subdivision(self) -> str | None:
        """The part of that country."""


def calendar_of(entity: KeepsHolidays) -> Calendar:
    """The entity's own list if it names one, else its country's calendar, else weekends only.

    Raises UnknownCalendarError when the country is not known any more, KeyError when the list
    was taken out of the organisation's file.
    """
    if entity.holiday_list is not None:
        return holiday_lists()[entity.holiday_list].calendar
    if entity.holiday_country is not None:
        return public_calendar(entity.holiday_country, entity.holiday_subdivision)
    return WEEKENDS_ONLY


def zone_of(entity: Entity) -> ZoneInfo:
    """The time zone in which the entity's days begin and end."""
    return ZoneInfo(entity.time_zone)


def _list(code: str, table: Part) -> HolidayList:
    named = table.codes("weekend")
    for day in named:
        if day not in WEEKDAYS:
            raise table.wrong("weekend", f"{day!r} is none of {', '.join(WEEKDAYS)}")
    found = HolidayList(
        **common(code, table),
        calendar=Calendar(
            weekend=frozenset(WEEKDAYS.index(day) for day in named),
            yearly=frozenset(_yearly(table)),
            days=frozenset[date](table.days("days")),
        ),
    )
    table.done()
    return found


def _yearly(table: Part) -> list[tuple[int, int]]:
    days = []
    for text in table.codes("yearly"):
        try:
            days.append(yearly_day(text))
        except ValueError as problem:
            raise table.wrong("yearly", f"{text!r} is not a month and day like 12-25") from problem
    return days
