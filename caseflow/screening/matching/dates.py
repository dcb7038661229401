"""Dates of birth as exactly as they are known, and how two of them compare."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from caseflow.facts.dates import (
    UNDECLARED,
    BadDate,
    Declared,
    Exactness,
    Span,
    read_each,
)
from caseflow.labels import Labelled, _

AROUND = 2
"""How many years before and after "about" may mean."""
MOST_YEARS = 6
"""How many years a span may have to be found by each of them."""
WIDEST = 10
"""How many years two spans may have together for their overlap to say anything."""


class Verdict(Labelled):
    """What two dates of birth say about whether two records are of one person."""

    NOTHING = "nothing", _("Birth date not known on both sides")
    SAME = "same", _("Same date of birth")
    SWAPPED = "swapped", _("Same date of birth with day and month swapped")
    ONE_DIGIT = "one-digit", _("Date of birth differs in one digit")
    SAME_MONTH = "same-month", _("Born in the same month")
    SAME_YEAR = "same-year", _("Born in the same year")
    IN_SPAN = "in-span", _("The dates of birth may be the same")
    YEAR_APART = "year-apart", _("Born one year apart")
    SAME_YEAR_OTHER_DAY = "same-year-other-day", _("Same year of birth, other day")
    FAR = "far", _("Dates of birth are far apart")


RANK = tuple(Verdict)[1:]


def births_in(
    text: str, *, today: date | None = None, declared: Declared = UNDECLARED
) -> tuple[tuple[Span, ...], list[BadDate]]:
    """What is sure of the dates of birth in a text, and what is wrong with some.

    Of one that cannot be taken whole its year may be sure, and is kept.
    """
    found, wrong = _births_in(text, today, declared)
    return found, list(wrong)


@lru_cache(maxsize=256)
def _births_in(
    text: str, today: date | None, declared: Declared
) -> tuple[tuple[Span, ...], tuple[BadDate, ...]]:
    """Kept for a moment: a row is read, and then asked what of it could not be."""
    found, wrong = read_each(text, today=today, declared=declared)
    rests = [bad.rest for bad in wrong if bad.rest]
    come = [rest for rest in rests if today is None or rest.first <= today]
    return tuple(dict.fromkeys([*found, *come])), tuple(wrong)


def years(birth: Span) -> range:
    """The years in which somebody may be born; those of "about" reach a little further."""
    more = AROUND if birth.exact is Exactness.ABOUT else 0
    return range(birth.first.year - more, birth.last.year + more + 1)


def says_much(birth: Span) -> bool:
    """Whether a date of birth tells people of one name apart."""
    return len(years(birth)) <= MOST_YEARS


def few_years(births: tuple[Span, ...]) -> set[int]:
    """The years by which somebody is found: those of spans of not too many."""
    return {y for b in births if says_much(b) for y in years(b)}


def compare(one: Span, other: Span) -> Verdict:
    """What two dates say: where they overlap they agree, as far as they are exact."""
    if one.is_day and other.is_day:
        return _days(one.first, other.first)
    if one.first <= other.last and other.first <= one.last:
        within = min(one.first, other.first), max(one.last, other.last)
        if within[0].year == within[1].year:
            same_month = within[0].month == within[1].month
            return Verdict.SAME_MONTH if same_month else Verdict.SAME_YEAR
    elif one.first.year == one.last.year == other.first.year == other.last.year:
        return Verdict.SAME_YEAR_OTHER_DAY
    return _spans(years(one), years(other))


def _spans(one: range, other: range) -> Verdict:
    """What the years of two spans say."""
    apart = max(one[0] - other[-1], other[0] - one[-1])
    if apart <= 0:
        together = max(one[-1], other[-1]) - min(one[0], other[0]) + 1
        return Verdict.IN_SPAN if together <= WIDEST else Verdict.NOTHING
    return Verdict.YEAR_APART if apart == 1 else Verdict.FAR


def _days(one: date, other: date) -> Verdict:
    if one == other:
        return Verdict.SAME
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return Verdict.SWAPPED
    if sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1:
        return Verdict.ONE_DIGIT
    if one.year == other.year:
        return Verdict.SAME_YEAR_OTHER_DAY
    same_day = (one.month, one.day) == (other.month, other.day)
    return Verdict.YEAR_APART if same_day and abs(one.year - other.year) == 1 else Verdict.FAR


def best(ones: tuple[Span, ...], others: tuple[Span, ...]) -> Verdict:
    """The verdict that speaks most for one person, of all pairs of dates."""
    found = {compare(one, other) for one in ones for other in others}
    return next((verdict for verdict in RANK if verdict in found), Verdict.NOTHING)
