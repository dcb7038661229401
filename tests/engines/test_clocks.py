"""Clocks: used, left and due, over holidays, stops, extensions, month ends and summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.clocks.calendars import WEEKENDS_ONLY, Calendar, public_calendar
from caseflow.clocks.limits import Extending, Extension, Limit, Unit, load_limits
from caseflow.clocks.reading import State, read
from caseflow.clocks.spans import Stop, add_days, add_months, local_day
from caseflow.clocks.wording import days_left, left_or_late
from caseflow.errors import NotReady
from caseflow.packs import PackError

GENEVA = public_calendar("CH", "GE")


def limit(amount: int, unit: Unit, *, rolls=False, extending=None) -> Limit:
    return Limit(
        name="x",
        label="X",
        anchor="received",
        until="done",
        amount=amount,
        unit=unit,
        stops=frozenset({"sick", "court"}),
        rolls=rolls,
        extending=extending,
    )


WORKING_60 = limit(60, Unit.WORKING_DAYS)
DAYS_30 = limit(30, Unit.DAYS)
MONTHS_3 = limit(3, Unit.MONTHS)


def test_the_day_it_starts_does_not_count():
    assert read(DAYS_30, date(2024, 3, 1), date(2024, 3, 1)).used == 0
    assert read(DAYS_30, date(2024, 3, 1), date(2024, 3, 1)).due == date(2024, 3, 31)


def test_working_days_leave_out_weekends_and_holidays():
    one = limit(1, Unit.WORKING_DAYS)
    assert read(one, date(2024, 9, 4), date(2024, 9, 4), calendar=GENEVA).due == date(2024, 9, 6)
    assert read(one, date(2024, 9, 6), date(2024, 9, 6), calendar=GENEVA).due == date(2024, 9, 9)


def test_the_page_says_how_much_is_used_and_left():
    reading = read(WORKING_60, date(2024, 1, 2), date(2024, 2, 28), calendar=GENEVA)
    assert reading.usage == "41 of 60 working days"
    assert reading.sentence == "19 working days left"
    assert reading.share == pytest.approx(41 / 60)
    assert (reading.state, reading.breached) == (State.RUNNING, False)


def test_one_day_is_said_in_the_singular_and_can_be_translated_so():
    sentence = read(DAYS_30, date(2024, 3, 1), date(2024, 3, 30)).sentence
    assert sentence == "1 calendar day left"
    forms = ("%(count)s calendar day left", "%(count)s calendar days left")
    assert (sentence.msgid, sentence.plural) == forms
    assert sentence.params == {"count": 1}


def test_a_clock_is_due_then_late():
    assert read(DAYS_30, date(2024, 3, 1), date(2024, 3, 31)).sentence == "due today"
    late = read(DAYS_30, date(2024, 3, 1), date(2024, 4, 6))
    assert late.sentence == "6 calendar days late"
    assert (late.state, late.left, late.breached, late.share) == (State.LATE, -6, True, 1.0)


def test_late_by_days_on_which_nobody_works_is_late_all_the_same():
    one = limit(1, Unit.WORKING_DAYS)  # from a Thursday, due on the Friday
    saturday = read(one, date(2024, 9, 12), date(2024, 9, 14), calendar=GENEVA)
    assert (saturday.state, saturday.sentence) == (State.LATE, "under 1 working day late")
    monday = read(one, date(2024, 9, 12), date(2024, 9, 16), calendar=GENEVA)
    assert monday.sentence == "1 working day late"
    missed = read(one, date(2024, 9, 12), date(2024, 9, 20), ended=date(2024, 9, 14))
    assert missed.sentence == "done under 1 working day late"
    extended = [Extension(2, Unit.DAYS)]  # the last day is a Sunday
    before = read(one, date(2024, 9, 12), date(2024, 9, 14), extensions=extended)
    assert before.sentence == "under 1 working day left"


def test_an_extension_is_named_in_the_length_of_a_limit():
    day = date(2024, 1, 31)
    own = read(MONTHS_3, day, day, extensions=[Extension(2, Unit.MONTHS)])
    assert own.usage == "5 months, ends 2024-06-30"
    other = read(MONTHS_3, day, day, extensions=[Extension(2, Unit.DAYS)])
    assert other.usage == "3 months, extended, ends 2024-05-02"


def test_a_clock_that_ended_stays_as_it_stood():
    met = read(DAYS_30, date(2024, 3, 1), date(2026, 1, 1), ended=date(2024, 3, 31))
    assert (met.state, met.used, met.sentence) == (State.MET, 30, "done in time")
    missed = read(DAYS_30, date(2024, 3, 1), date(2026, 1, 1), ended=date(2024, 4, 1))
    assert (missed.state, missed.sentence) == (State.MISSED, "done 1 calendar day late")
    assert missed.breached


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 3, date(2024, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 8, 15), 6, date(2025, 2, 15)),
        (date(9999, 12, 1), 3, date.max),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    assert add_months(start, months) == end


def test_a_limit_of_months_counts_the_days_it_spans():
    reading = read(MONTHS_3, date(2024, 1, 31), date(2024, 3, 1))
    assert reading.due == date(2024, 4, 30)
    assert (reading.used, reading.allowed) == (30, 90)
    assert reading.usage == "3 months, ends 2024-04-30"
    assert reading.sentence == "60 calendar days left"


def test_a_leap_day_is_a_day():
    assert read(DAYS_30, date(2024, 2, 10), date(2024, 2, 10)).due == date(2024, 3, 11)
    assert read(DAYS_30, date(2023, 2, 10), date(2023, 2, 10)).due == date(2023, 3, 12)


@pytest.mark.parametrize(
    ("anchor", "now"),
    [
        ("2024-03-30T23:30", "2024-04-29T00:30"),
        ("2024-10-26T23:30", "2024-11-25T00:30"),
    ],
)
def test_summer_time_neither_adds_nor_takes_a_day(anchor, now):
    zone = ZoneInfo("Europe/Zurich")
    start, moment = (
        datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC) for text in (anchor, now)
    )
    reading = read(DAYS_30, start, moment, zone=zone)
    assert reading.started == date.fromisoformat(anchor[:10])
    assert reading.sentence == "due today"


def test_days_begin_where_the_entity_is():
    moment = datetime(2024, 5, 1, 22, 30, tzinfo=UTC)
    assert local_day(moment, ZoneInfo("Asia/Dili")) == date(2024, 5, 2)
    assert local_day(moment, ZoneInfo("America/New_York")) == date(2024, 5, 1)
    with pytest.raises(ValueError, match="time zone"):
        local_day(moment.replace(tzinfo=None), UTC)


def test_stopped_days_do_not_count_and_move_the_due_date():
    stop = Stop("sick", date(2024, 3, 11), date(2024, 3, 21))
    reading = read(DAYS_30, date(2024, 3, 1), date(2024, 3, 25), stops=[stop])
    assert reading.due == date(2024, 4, 10)
    assert (reading.used, reading.allowed, reading.stopped_days) == (14, 30, 10)


def test_overlapping_stops_are_counted_once():
    stops = [
        Stop("court", date(2024, 3, 15), date(2024, 3, 21)),
        Stop("sick", date(2024, 3, 11), date(2024, 3, 18)),
        Stop("sick", date(2024, 3, 12), date(2024, 3, 13)),
        Stop("court", date(2024, 3, 21), date(2024, 3, 23)),
    ]
    reading = read(DAYS_30, date(2024, 3, 1), date(2024, 3, 25), stops=stops)
    assert (reading.due, reading.stopped_days) == (date(2024, 4, 12), 12)


def test_while_stopped_it_stands_still_and_the_due_date_moves_on():
    stop = [Stop("sick", datetime(2024, 3, 11, 9, tzinfo=UTC))]
    first = read(DAYS_30, date(2024, 3, 1), date(2024, 3, 11), stops=stop)
    later = read(DAYS_30, date(2024, 3, 1), date(2024, 6, 1), stops=stop)
    assert first.state is later.state is State.STOPPED
    assert later.sentence == "stopped with 21 calendar days left"
    assert (first.used, later.used) == (9, 9)
    assert later.due > first.due


def test_a_stop_that_begins_after_it_fell_due_excuses_nothing():
    stop = [Stop("sick", date(2024, 5, 1))]
    reading = read(DAYS_30, date(2024, 3, 1), date(2024, 5, 10), stops=stop)
    assert (reading.state, reading.left) == (State.LATE, -40)


def test_a_stop_on_a_ground_the_rule_does_not_know_changes_nothing():
    stop = [Stop("holiday mood", date(2024, 3, 11))]
    assert read(DAYS_30, date(2024, 3, 1), date(2024, 3, 25), stops=stop).used == 24


def test_a_stop_of_many_years_is_read_at_once():
    stop = [Stop("court", date(1990, 3, 11), date(2020, 3, 11))]
    reading = read(WORKING_60, date(1990, 3, 1), date(2020, 3, 31), stops=stop, calendar=GENEVA)
    assert reading.state is State.RUNNING


def test_extensions_in_the_same_unit_lengthen_the_limit_itself():
    one = limit(1, Unit.MONTHS)
    extended = read(
        one, date(2024, 1, 31), date(2024, 2, 1), extensions=[Extension(1, Unit.MONTHS)]
    )
    assert extended.due == date(2024, 3, 31)


def test_extensions_in_another_unit_follow_from_the_due_date():
    extended = read(
        DAYS_30,
        date(2024, 3, 1),
        date(2024, 3, 2),
        extensions=[Extension(5, Unit.WORKING_DAYS), Extension(1, Unit.DAYS)],
    )
    assert extended.due == date(2024, 4, 8)


def test_a_last_day_on_which_nobody_works_moves_on_where_the_rule_says_so():
    rolls = limit(30, Unit.DAYS, rolls=True)
    ours = Calendar(days=frozenset({date(2024, 4, 1)}))
    assert read(rolls, date(2024, 3, 1), date(2024, 3, 1), calendar=ours).due == date(2024, 4, 2)
    assert read(DAYS_30, date(2024, 3, 1), date(2024, 3, 1), calendar=ours).due == date(2024, 3, 31)


def test_a_date_at_the_end_of_time_is_clamped_and_does_not_fail():
    assert add_days(date(9999, 12, 30), 30) == date.max
    assert read(WORKING_60, date(9999, 12, 1), date(2024, 1, 1)).used == 0
    assert read(DAYS_30, date(9999, 12, 20), date(9999, 12, 30)).due == date.max


@pytest.mark.parametrize(
    ("extending", "given_before", "asked", "wrong"),
    [
        (None, 0, Extension(1, Unit.DAYS), "cannot be extended"),
        (Extending(times=1, amount=5, unit=Unit.DAYS), 1, Extension(1, Unit.DAYS), "again"),
        (Extending(times=None, amount=5, unit=Unit.DAYS), 9, Extension(6, Unit.DAYS), "not by"),
        (Extending(times=None, amount=5, unit=Unit.DAYS), 0, Extension(0, Unit.DAYS), "at least 1"),
        (
            Extending(times=None, amount=None, unit=Unit.DAYS),
            0,
            Extension(0, Unit.DAYS),
            "at least 1",
        ),
        (Extending(times=1, amount=5, unit=Unit.DAYS), 0, Extension(1, Unit.MONTHS), "Calendar"),
    ],
)
def test_an_extension_the_rule_does_not_allow_is_refused_with_a_sentence(
    extending, given_before, asked, wrong
):
    rule = limit(30, Unit.DAYS, extending=extending)
    with pytest.raises(NotReady, match=wrong):
        rule.check_extension([Extension(1, Unit.DAYS)] * given_before, asked)


def test_an_extension_within_the_rule_is_let_through():
    rule = limit(30, Unit.DAYS, extending=Extending(times=2, amount=5, unit=Unit.DAYS))
    rule.check_extension([Extension(5, Unit.DAYS)], Extension(5, Unit.DAYS))


def test_limits_are_read_from_data():
    data = {"label": "A", "anchor": "x", "until": "y", "amount": 10, "unit": "working_days"}
    found = load_limits({"a": data | {"extending": {"times": 1, "amount": 5}}})["a"]
    assert found.extending == Extending(times=1, amount=5, unit=Unit.WORKING_DAYS)
    with pytest.raises(PackError, match=r"a\.unit: 'weeks' is none of working_days, days, months"):
        load_limits({"a": data | {"unit": "weeks"}})


DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))
STOPS = st.lists(
    st.builds(
        lambda start, length: Stop("sick", start, start + timedelta(days=length)),
        DAYS,
        st.integers(0, 60),
    ),
    max_size=6,
)


def by_hand(rule: Limit, anchor: date, stops: list[Stop], calendar: Calendar) -> date:
    """The due date found by looking at every day in turn."""
    if rule.unit is Unit.MONTHS:
        left = (add_months(anchor, rule.amount) - anchor).days
    else:
        left = rule.amount
    day = anchor
    while left:
        day += timedelta(days=1)
        stopped = any(stop.start <= day < stop.end for stop in stops)
        working = rule.unit is not Unit.WORKING_DAYS or calendar.is_working_day(day)
        left -= working and not stopped
    return day


@given(st.sampled_from([WORKING_60, DAYS_30, MONTHS_3]), DAYS, STOPS)
def test_the_due_date_is_the_one_found_by_looking_at_every_day(rule, anchor, stops):
    reading = read(rule, anchor, anchor, stops=stops, calendar=GENEVA)
    assert reading.due == by_hand(rule, anchor, stops, GENEVA)


@given(st.sampled_from([WORKING_60, DAYS_30, MONTHS_3]), DAYS, STOPS, st.integers(0, 200))
def test_a_clock_never_runs_backwards_and_is_late_just_after_it_is_due(rule, anchor, stops, days):
    readings = [
        read(rule, anchor, anchor + timedelta(days=days + n), stops=stops, calendar=WEEKENDS_ONLY)
        for n in range(3)
    ]
    for earlier, later in pairwise(readings):
        assert earlier.used <= later.used <= earlier.used + 1
    due = readings[0].due
    assert read(rule, anchor, due, stops=stops, calendar=WEEKENDS_ONLY).left == 0
    after = read(rule, anchor, due + timedelta(days=1), stops=stops, calendar=WEEKENDS_ONLY)
    assert after.breached


@given(st.sampled_from([WORKING_60, DAYS_30, MONTHS_3]), DAYS, STOPS, st.integers(0, 400))
def test_a_list_says_of_a_limit_what_its_clock_says(rule, anchor, stops, days):
    today = anchor + timedelta(days=days)
    stops = [stop for stop in stops if stop.end is not None and stop.end <= today]  # none ahead
    reading = read(rule, anchor, today, stops=stops, calendar=GENEVA)
    if reading.state in {State.RUNNING, State.LATE}:
        left = days_left(today, reading.due, reading.counts, GENEVA)
        said = left_or_late(left, reading.counts, due=reading.due, today=today)
        assert (left, said) == (reading.left, reading.sentence)
