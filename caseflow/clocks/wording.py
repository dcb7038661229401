"""A limit of time in words: every number with the unit in which its clock counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from caseflow.clocks.calendars import Calendar
from caseflow.clocks.limits import Extension, Limit, Unit
from caseflow.clocks.spans import counted
from caseflow.labels import Text, _, ngettext


def days_left(today: date, due: date, counts: Unit, calendar: Calendar) -> int:
    """Days that count until a limit is due; below zero, days late.

    It is what a clock that runs, or is late, has left: no stop lies after its last day.
    """
    if today <= due:
        return counted(today, due, counts, calendar, ())
    return -counted(due, today, counts, calendar, ())


def left_or_late(left: int, counts: Unit, *, due: date, today: date) -> Text:
    """How a running limit stands: “6 working days late”, “due today”, “19 calendar days left”."""
    if today == due:
        return _("due today")
    return _late(-left, counts) if today > due else _left(left, counts)


def _late(count: int, counts: Unit) -> Text:
    if count == 0:  # only days on which nobody works have passed
        return _("under 1 working day late")
    if counts is Unit.WORKING_DAYS:
        return ngettext("%(count)s working day late", "%(count)s working days late", count)
    return ngettext("%(count)s calendar day late", "%(count)s calendar days late", count)


def _left(count: int, counts: Unit) -> Text:
    if count == 0:
        return _("under 1 working day left")
    if counts is Unit.WORKING_DAYS:
        return ngettext("%(count)s working day left", "%(count)s working days left", count)
    return ngettext("%(count)s calendar day left", "%(count)s calendar days left", count)


def done_late(late: int, counts: Unit) -> Text:
    """How far out of time something was done."""
    if late == 0:
        return _("done under 1 working day late")
    if counts is Unit.WORKING_DAYS:
        return ngettext("done %(count)s working day late", "done %(count)s working days late", late)
    return ngettext("done %(count)s calendar day late", "done %(count)s calendar days late", late)


def stopped_with(left: int, counts: Unit) -> Text:
    """How much is left while a clock stands still."""
    if counts is Unit.WORKING_DAYS:
        return ngettext(
            "stopped with %(count)s working day left",
            "stopped with %(count)s working days left",
            left,
        )
    return ngettext(
        "stopped with %(count)s calendar day left",
        "stopped with %(count)s calendar days left",
        left,
    )


def used_of(used: int, allowed: int, counts: Unit) -> Text:
    """“41 of 60 working days”."""
    if counts is Unit.WORKING_DAYS:
        return ngettext(
            "%(used)s of %(count)s working day",
            "%(used)s of %(count)s working days",
            allowed,
            used=used,
        )
    return ngettext(
        "%(used)s of %(count)s calendar day",
        "%(used)s of %(count)s calendar days",
        allowed,
        used=used,
    )


def length_of(limit: Limit, extensions: Iterable[Extension] = ()) -> Text:
    """How long a limit is as its rule says it, extensions in its own unit among it: “6 months”."""
    given = tuple(extensions)
    amount = limit.amount + sum(each.amount for each in given if each.unit is limit.unit)
    match limit.unit:
        case Unit.MONTHS:
            length = ngettext("%(count)s month", "%(count)s months", amount)
        case Unit.WORKING_DAYS:
            length = ngettext("%(count)s working day", "%(count)s working days", amount)
        case _:
            length = ngettext("%(count)s calendar day", "%(count)s calendar days", amount)
    if any(each.unit is not limit.unit for each in given):
        return _("%(length)s, extended", length=length)
    return length
