"""The dates of a register: by the formats its profile declares, else as anybody writes them."""

from __future__ import annotations

from datetime import date

from caseflow.facts.dates import Bad, BadDate, Span, read, says_no_date
from caseflow.imports.shape import Profile
from caseflow.imports.values import date_in
from caseflow.labels import Text, _


def span_in(text: str, profile: Profile, *, today: date) -> Span | None:
    """The date that a cell holds, as exactly as it is known; None where it says nothing.

    Raises BadDate; for a date after `today` where the profile declares no reason for such.
    """
    day = _declared(text, profile, today)
    if day is not None:
        return Span.of(day.year, day.month, day.day)
    return _undeclared(text, profile, today)


def day_in(text: str, profile: Profile, *, today: date) -> date | None:
    """The one day that a cell holds; None where it says nothing. Raises BadDate, as `span_in`."""
    day = _declared(text, profile, today)
    if day is not None:
        return day
    found = _undeclared(text, profile, today)
    if found is not None and not found.is_day:
        raise BadDate("day", _("The date needs a day"), Bad.NO_DAY, found)
    return found.first if found is not None else None


def _declared(text: str, profile: Profile, today: date) -> date | None:
    """The day by the first of the profile's own formats that fits."""
    day = date_in(text, profile.dates, profile.declared.pivot) if text else None
    if day is not None and day > today and not profile.future:
        raise BadDate("year", _("This date has not come yet"), Bad.FUTURE)
    return day


def _undeclared(text: str, profile: Profile, today: date) -> Span | None:
    """The date as anybody writes it."""
    if says_no_date(text):
        return None
    return read(text, today=None if profile.future else today, declared=profile.declared)


WHY = {
    Bad.AMBIGUOUS: _("“%(column)s” could be two days: declare format.order in the profile"),
    Bad.SHORT_YEAR: _("“%(column)s” has a year of two digits: declare format.pivot in the profile"),
    Bad.FUTURE: _("“%(column)s” lies after today: declare format.future in the profile, if it may"),
    Bad.NUMBER: _(
        "“%(column)s” is a number: declare format.serial_dates in the profile, if it counts days"
    ),
    Bad.IMPOSSIBLE: _("“%(column)s” names a day that cannot be"),
    Bad.NO_DAY: _("“%(column)s” names no day, only a month or a year"),
    Bad.UNREADABLE: _("“%(column)s” is not a date"),
}


def why(column: str, bad: BadDate, *, kept: bool = False) -> Text:
    """What is wrong with the date in a column, without saying which date it is.

    `kept` says that its words are kept all the same.
    """
    sentence = _(WHY[bad.bad].msgid, column=column)
    return _("%(why)s; it is kept as it is", why=sentence) if kept else sentence
