"""Working days: countries' holidays, their weekends, and lists of one's own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.clocks.calendars import (
    WEEKENDS_ONLY,
    Calendar,
    UnknownCalendarError,
    public_calendar,
    yearly_day,
)

NEAR = st.dates(date(1999, 1, 1), date(2035, 12, 31))


def test_a_public_holiday_of_the_place_is_no_working_day():
    geneva = public_calendar("CH", "GE")
    assert not geneva.is_working_day(date(2024, 9, 5))
    assert public_calendar("CH", "ZH").is_working_day(date(2024, 9, 5))
    assert not geneva.is_working_day(date(2024, 9, 7))


def test_a_country_brings_its_own_weekend():
    egypt = public_calendar("EG")
    assert not egypt.is_working_day(date(2024, 9, 6))
    assert egypt.is_working_day(date(2024, 9, 8))


def test_an_unknown_place_is_said_to_be_unknown():
    with pytest.raises(UnknownCalendarError):
        public_calendar("ZZ")
    with pytest.raises(UnknownCalendarError):
        public_calendar("CH", "QQ")


def test_a_list_of_ones_own_holds_recurring_and_single_days():
    ours = Calendar(
        yearly=frozenset({yearly_day("12-25"), yearly_day("02-29")}),
        days=frozenset({date(2024, 3, 1)}),
    )
    assert not ours.is_working_day(date(2025, 12, 25))
    assert not ours.is_working_day(date(2024, 2, 29))
    assert not ours.is_working_day(date(2024, 3, 1))
    assert ours.is_working_day(date(2025, 2, 28))
    assert ours.next_working_day(date(2024, 2, 29)) == date(2024, 3, 4)


@pytest.mark.parametrize("text", ["", "13-01", "02-30", "x-y", "1225"])
def test_a_recurring_day_must_be_a_month_and_a_day(text):
    with pytest.raises(ValueError):
        yearly_day(text)


@given(NEAR, st.integers(0, 900), st.sampled_from(["CH", "EG", "AF", None]))
def test_counting_working_days_agrees_with_looking_at_each_day(start, length, country):
    calendar = public_calendar(country) if country else WEEKENDS_ONLY
    until = start + timedelta(days=length)
    one_by_one = sum(
        calendar.is_working_day(start + timedelta(days=n)) for n in range(1, length + 1)
    )
    assert calendar.working_days(start, until) == one_by_one
    assert calendar.working_days(until, start) == 0
