"""Dates as people, files and spreadsheets write them: one reader for all rooms."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from caseflow.facts.dates import (
    Bad,
    BadDate,
    Declared,
    Exactness,
    Order,
    Span,
    read,
    read_each,
    says_no_date,
)
from caseflow.facts.months import MONTHS, READ_IN, month_named, plain_name

TODAY = date(2026, 11, 29)
DAY_FIRST, MONTH_FIRST = Declared(order=Order.DAY_FIRST), Declared(order=Order.MONTH_FIRST)

DAYS = [
    "1984-07-04",
    " 1984-7-4 ",
    "1984-07-04T00:00:00Z",
    "1984-07-04T12:30:15.123+02:00",
    "1984-07-04 00:00:00",
    "19840704",
    "19840704T000000Z",
    "1984/07/04",
    "1984.07.04",
    "4.7.1984",
    "04.07.1984",
    "4. 7. 1984",
    "4 Jul 1984",
    "04-Jul-1984",
    "4th of July, 1984",
    "July 4, 1984",
    "Jul. 4 1984",
    "1984 July 4",
    "Wednesday, 4 July 1984",
    "4 de julio de 1984",
    "4 juillet 1984",
    "4 июля 1984 г.",
    "4 يوليو 1984",
    "٤ يوليو ١٩٨٤",
    "4 تموز 1984",
    "4. Juli 1984",
    "1984年7月4日",
    "１９８４年７月４日",
    "1984년 7월 4일",
    "\u200e1984-07-04\u200f",
    "\ufeff4\u00a0July\u20031984",
    "04–Jul–1984",
    "DOB: 4 Jul 1984",
    "04JUL1984",
    "4.VII.1984",
    "1984 07 04",
    "1984-07-04+02:00",
    "Jul  4 1984 12:00AM",
    "Wed Jul 04 1984 00:00:00 GMT+0200 (CEST)",
    "'1984-07-04",
]


@pytest.mark.parametrize("text", DAYS)
def test_one_day_is_read_however_it_is_written(text):
    assert read(text) == Span.of(1984, 7, 4)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1984", "1984"),
        ("1984-00-00", "1984"),
        ("00/00/1984", "1984"),
        ("born in 1984", "1984"),
        ("1984年", "1984"),
        ("b. 1984", "1984"),
        ("1984-XX-XX", "1984"),
        ("??/07/1984", "1984-07"),
        ("1984-07", "1984-07"),
        ("1984-07-00", "1984-07"),
        ("00/07/1984", "1984-07"),
        ("07/1984", "1984-07"),
        ("7/1984", "1984-07"),
        ("1984/07", "1984-07"),
        ("July 1984", "1984-07"),
        ("juillet 1984", "1984-07"),
        ("circa 1960", "1960~"),
        ("c. 1960", "1960~"),
        ("c1960", "1960~"),
        ("approx. 1960", "1960~"),
        ("1960 (approx.)", "1960~"),
        ("about March 1960", "1960-03~"),
        ("1960?", "1960~"),
        ("vers 1960", "1960~"),
        ("около 1960", "1960~"),
        ("حوالي 1960", "1960~"),
        ("约1960年", "1960~"),
        ("between 1958 and 1960", "1958/1960"),
        ("1958-1960", "1958/1960"),
        ("1958 – 1960", "1958/1960"),
        ("1958-60", "1958/1960"),
        ("1955 to 1958", "1955/1958"),
        ("entre 1958 et 1960", "1958/1960"),
        ("между 1958 и 1960", "1958/1960"),
        ("1958年至1960年", "1958/1960"),
        ("between 4 and 8 July 1984", "1984-07-04/1984-07-08"),
        ("1984-07-04 - 1984-08-01", "1984-07-04/1984-08-01"),
        ("the 1960s", "1960/1969"),
    ],
)
def test_what_is_not_known_to_the_day_is_kept_as_exactly_as_it_is_known(text, kept):
    assert str(read(text)) == kept


@pytest.mark.parametrize(
    "text", ["07/08/1984", "7-8-1984", "7 8 1984", "07081984", "7/8/1984 0:00"]
)
def test_what_could_be_two_days_is_refused_with_both(text):
    with pytest.raises(BadDate) as refused:
        read(text)
    bad = refused.value
    assert bad.bad is Bad.AMBIGUOUS
    assert bad.sentence == "7 August or 8 July 1984? Write the month as a word"
    assert bad.readings == (Span.of(1984, 8, 7), Span.of(1984, 7, 8))
    assert bad.rest == Span.of(1984)


@pytest.mark.parametrize("text", ["14/07/1984", "07/14/1984", "07/07/1984"])
def test_slashes_are_no_riddle_where_only_one_number_can_be_the_month(text):
    assert read(text).is_day


def test_a_file_declares_which_comes_first_what_two_digits_mean_and_that_numbers_are_days():
    assert read("07/08/1984", declared=DAY_FIRST) == Span.of(1984, 8, 7)
    assert read("07/08/1984", declared=MONTH_FIRST) == Span.of(1984, 7, 8)
    assert read("07.08.1984", declared=MONTH_FIRST) == Span.of(1984, 7, 8)
    pivot = Declared(pivot=30)
    assert read("4.7.84", declared=pivot) == Span.of(1984, 7, 4)
    assert read("04-Jul-30", declared=pivot) == Span.of(2030, 7, 4)
    assert read("Jul-31", declared=pivot) == Span.of(1931, 7)
    with pytest.raises(BadDate):
        read("July 4", declared=pivot)
    assert read("30867", declared=Declared(serials=True)) == Span.of(1984, 7, 4)
    assert read("30867.5", declared=Declared(serials=True)) == Span.of(1984, 7, 4)


@pytest.mark.parametrize(
    ("text", "bad", "rest"),
    [
        ("4.7.84", Bad.SHORT_YEAR, None),
        ("04-Jul-84", Bad.SHORT_YEAR, None),
        ("30867", Bad.NUMBER, None),
        ("1984-02-30", Bad.IMPOSSIBLE, "1984-02"),
        ("31/02/1984", Bad.IMPOSSIBLE, "1984-02"),
        ("1984-13-01", Bad.IMPOSSIBLE, "1984"),
        ("1984-13", Bad.IMPOSSIBLE, "1984"),
        ("1066-10-14", Bad.IMPOSSIBLE, None),
        ("before 1960", Bad.UNREADABLE, None),
        ("in the rainy season", Bad.UNREADABLE, None),
        ("", Bad.UNREADABLE, None),
        ("9" * 5000, Bad.UNREADABLE, None),
        ("\ud800", Bad.UNREADABLE, None),
        ("2027-01-01", Bad.FUTURE, None),
        ("2027", Bad.FUTURE, None),
        ("2020 to 2030", Bad.FUTURE, None),
    ],
)
def test_what_cannot_be_taken_says_why_and_what_is_sure_all_the_same(text, bad, rest):
    with pytest.raises(BadDate) as refused:
        read(text, today=TODAY)
    assert refused.value.bad is bad
    assert (str(refused.value.rest) if refused.value.rest else None) == rest


def test_this_year_and_this_month_have_come():
    assert read("2026", today=TODAY) == Span.of(2026)
    assert read("November 2026", today=TODAY) == Span.of(2026, 11)
    assert read("2026-11-29", today=TODAY) == Span.of(2026, 11, 29)


def test_several_dates_are_all_read_and_one_bad_one_costs_no_other():
    found, wrong = read_each("1984-07-04 | circa 1985; 07/08/1986|", today=TODAY)
    assert list(map(str, found)) == ["1984-07-04", "1985~"]
    assert [bad.bad for bad in wrong] == [Bad.AMBIGUOUS]
    assert read_each("0000-00-00 | unknown | N/A") == ([], [])
    assert list(map(str, read_each("10 Dec 1948 or 12 Dec 1950")[0])) == [
        "1948-12-10",
        "1950-12-12",
    ]
    assert list(map(str, read_each("1948 or 1950")[0])) == ["1948/1950"]


def test_a_word_for_two_months_is_read_as_neither():
    numbers = defaultdict(set)
    for code in READ_IN:
        for context in Locale.parse(code).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    numbers[plain_name(name)].add(number)
    several = {name for name, each in numbers.items() if len(each) > 1}
    assert "listopada" in several
    assert {month_named(name) for name in several} == {None}
    languages = ("en", "fr", "es", "ru", "ar", "zh", "de", "pt")
    for code in languages:
        for number, name in Locale.parse(code).months["format"]["wide"].items():
            assert month_named(name) == number


days = st.dates(date(1880, 1, 1), date(2026, 11, 29))


@given(days)
def test_every_spelling_of_a_day_gives_that_day(day):
    month = MONTHS[day.month - 1]
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day:02}-{month[:3].upper()}-{day.year}",
        f"{day:%Y-%m-%d}T00:00:00Z",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert read(text, today=TODAY) == Span.of(day.year, day.month, day.day), text
    slashed = f"{day:%d/%m/%Y}"
    assert read(slashed, declared=DAY_FIRST).first == day
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(BadDate):
            read(slashed)


@given(days, days, st.sampled_from(list(Exactness)))
def test_what_is_kept_and_what_is_typed_again_read_as_the_same(one, other, exact):
    day = Span.of(one.year, one.month, one.day)
    first, last = sorted((day, Span.of(other.year, other.month, other.day)))
    span = {
        Exactness.DAY: day,
        Exactness.MONTH: Span.of(one.year, one.month),
        Exactness.YEAR: Span.of(one.year),
        Exactness.ABOUT: Span.of(one.year, one.month).about(),
        Exactness.BETWEEN: first.until(last),
    }[exact]
    assert read(str(span)) == span
    assert read(span.typed()) == span


@given(st.text(max_size=90))
def test_no_text_does_more_than_be_refused(text):
    found, wrong = read_each(text, today=TODAY)
    assert all(read(str(span)) == span for span in found)
    assert all(str(bad.sentence) for bad in wrong)
    assert found or wrong or all(map(says_no_date, re.split("[|;\n]", text)))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1º de janeiro de 1984", "1984-01-01"),
        ("1.º de março de 1984", "1984-03-01"),
        ("1º maio 1984", "1984-05-01"),
        ("1ª maio 1984", "1984-05-01"),
        ("1o de maio de 1984", "1984-05-01"),
        ("4º de julho de 1984", "1984-07-04"),
        ("4-го июля 1984", "1984-07-04"),
        ("4 o 5 luglio 1984", "1984-07-04/1984-07-05"),
        ("1984 o 1985", "1984/1985"),
    ],
)
def test_an_ordinal_sign_is_no_word(text, day):
    assert str(read(text)) == day


@pytest.mark.parametrize(
    "text",
    [
        "4 lipca 1984",
        "4 Temmuz 1984",
        "4 Ιουλίου 1984",
        "4 जुलाई 1984",
        "4 липня 1984",
        "4 Julai 1984",
        "4 juli 1984",
        "4. heinäkuuta 1984",
        "4 iulie 1984",
        "4. července 1984",
        "4 জুলাই 1984",
    ],
)
def test_months_are_read_in_many_languages(text):
    assert str(read(text)) == "1984-07-04"
