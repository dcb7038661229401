"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from caseflow.facts.dates import BadDate
from caseflow.web.dates import Typed, read_day, read_span

READABLE = [
    (("19", "8", "2026"), date(2026, 8, 19)),
    (("19", "August", "2026"), date(2026, 8, 19)),
    (("19", "aug.", "2026"), date(2026, 8, 19)),
    (("1", "sept", "2026"), date(2026, 9, 1)),
    (("1", "août", "2026"), date(2026, 8, 1)),
    (("1", "agosto", "2026"), date(2026, 8, 1)),
    (("1", "августа", "2026"), date(2026, 8, 1)),
    (("1", "август", "2026"), date(2026, 8, 1)),
    (("1", "أغسطس", "2026"), date(2026, 8, 1)),
    (("1", "8月", "2026"), date(2026, 8, 1)),
    (("١٩", "٨", "٢٠٢٦"), date(2026, 8, 19)),
    (("१९", "८", "२०२६"), date(2026, 8, 19)),
    ((" 29 ", "02", "2024"), date(2024, 2, 29)),
    (("2026-11-23", "", ""), date(2026, 11, 23)),
    (("23 Nov 2026", "", ""), date(2026, 11, 23)),
    (("23.11.2026", "", ""), date(2026, 11, 23)),
    (("November 23, 2026", "", ""), date(2026, 11, 23)),
    (("20261123", "", ""), date(2026, 11, 23)),
    (("2026年11月23日", "", ""), date(2026, 11, 23)),
]


@pytest.mark.parametrize(("typed", "meant"), READABLE)
def test_a_date_is_read_in_any_of_our_languages_and_digits(typed, meant):
    assert read_day(Typed(*typed)) == meant


@pytest.mark.parametrize(
    ("typed", "part", "sentence"),
    [
        (("31", "November", "2026"), "day", "The day cannot be 31: November has 30 days"),
        (("29", "2", "2025"), "day", "The day cannot be 29: February 2025 has 28 days"),
        (("0", "2", "2025"), "day", "The day cannot be 0: February 2025 has 28 days"),
        (("x", "2", "2025"), "day", "Write the day as a number, such as 19"),
        (("", "2", "2025"), "day", "The date needs a day"),
        (("1", "", "2025"), "month", "The date needs a month"),
        (("1", "13", "2025"), "month", "The month cannot be 13: a year has 12"),
        (("1", "Brumaire", "2025"), "month", "No month is called “Brumaire”"),
        (("1", "9" * 25, "2025"), "month", "The month cannot be 999999999"),
        (("1", "2", ""), "year", "The date needs a year"),
        (("1", "2", "26"), "year", "Write the year with four digits, such as 2026"),
        (("1", "2", "1066"), "year", "The year must lie between 1880 and 2199"),
        (("7/8/2026", "", ""), "day", "7 August or 8 July 2026? Write the month as a word"),
        (("31.11.2026", "", ""), "day", "The day cannot be 31: November has 30 days"),
        (("19", "", ""), "month", "The date needs a month"),
        (("November 2026", "", ""), "day", "The date needs a day"),
        (("\ud800", "2", "2025"), "day", "Write the day as a number"),
        (("1", "\x00", "2025"), "month", "No month is called"),
    ],
)
def test_an_impossible_date_names_the_box_and_the_remedy(typed, part, sentence):
    with pytest.raises(BadDate) as found:
        read_day(Typed(*typed))
    assert found.value.part == part
    assert sentence in found.value.sentence


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        (("", "8", "2026"), date(2026, 8, 1), date(2026, 8, 31)),
        (("", "", "2026"), date(2026, 1, 1), date(2026, 12, 31)),
        (("19", "8", "2026"), date(2026, 8, 19), date(2026, 8, 19)),
    ],
)
def test_about_then_means_the_whole_month_or_year(typed, first, last):
    assert read_span(Typed(*typed)) == (first, last)


def test_a_day_without_its_month_is_no_date():
    with pytest.raises(BadDate, match="needs a month"):
        read_span(Typed("3", "", "2026"))
