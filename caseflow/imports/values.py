"""Single values out of text: dates, times, ages; None where they cannot be."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time
from functools import lru_cache

from caseflow.days import day_written
from caseflow.facts.spans import EARLIEST, LATEST

OLDEST = 130
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AGE = re.compile(r"[0-9]{1,3}")


@lru_cache(maxsize=16_384)
def date_in(text: str, formats: tuple[str, ...], pivot: int | None = None) -> date | None:
    """The day that `text` names in the first of the formats (as of `strptime`) it fits.

    None when it fits none, or lies outside the years that a date here may have. A year of two
    digits up to `pivot` is of this century, a later one of the last.
    """
    if len(text) > 40 or not text.isascii():
        return None
    for form in formats:
        try:
            if form == "%Y-%m-%d":
                found = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
            else:
                found = day_written(datetime.strptime(text, form))  # noqa: DTZ007
        except ValueError:
            continue
        if found and pivot is not None and has_short_year(form):
            short = found.year % 100
            # 29 February may not be there a century away
            leap = (found.month, found.day) == (2, 29)
            year = short + (2000 if short <= pivot else 1900)
            if leap and not calendar.isleap(year):
                continue
            found = found.replace(year=year)
        if found and EARLIEST <= found.year <= LATEST:
            return found
    return None


def can_be_read(form: str) -> bool:
    """Whether a format (as of `strptime`) tells one whole day."""
    day = date(2031, 11, 28)
    try:
        return day_written(datetime.strptime(day.strftime(form), form)) == day  # noqa: DTZ007
    except ValueError:
        return False


def has_short_year(form: str) -> bool:
    """Whether a format holds a year of two digits, whose century somebody has to declare."""
    return any(code in form for code in ("%y", "%D", "%x", "%g"))


@lru_cache(maxsize=4_096)
def time_in(text: str, formats: tuple[str, ...]) -> time | None:
    """The time of day that `text` names in the first of the formats it fits, else None."""
    if len(text) > 40 or not text.isascii():
        return None
    for form in formats:
        try:
            return datetime.strptime(text, form).time()  # noqa: DTZ007  nor has a local time
        except ValueError:
            continue
    return None


def age_in(text: str) -> int | None:
    """A person's age in years, 0 to 130, else None."""
    age = int(text) if _AGE.fullmatch(text) else None
    return age if age is not None and age <= OLDEST else None
