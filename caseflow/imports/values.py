"""Single values out of text: dates, times, ages, codes of countries; None where they cannot be."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

EARLIEST, LATEST = 1900, 2199
OLDEST = 130
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AGE = re.compile(r"[0-9]{1,3}")
_COUNTRY = re.compile(r"[A-Za-z]{2}")


@lru_cache(maxsize=16_384)
def date_in(text: str, formats: tuple[str, ...]) -> date | None:
    """The day that `text` names in the first of the formats (as of `strptime`) it fits.

    None when it fits none, or lies outside the years 1900 to 2199: no register is older.
    """
    if len(text) > 40 or not text.isascii():
        return None
    for form in formats:
        try:
            if form == "%Y-%m-%d":
                found = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
            else:
                found = datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        if found and EARLIEST <= found.year <= LATEST:
            return found
    return None


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


def country_in(text: str) -> str | None:
    """An ISO 3166-1 alpha-2 code in capitals, by its shape, else None."""
    return text.upper() if _COUNTRY.fullmatch(text) else None
