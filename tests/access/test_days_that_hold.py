"""What holds on a day: the rule for a row that was read, and for a statement, are one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from caseflow.access import dated

START = date(2026, 2, 27)
DAYS = [START + timedelta(days=n) for n in range(5)]
ROWS = [
    (first, last) for first, last in product(DAYS, [*DAYS, None]) if last is None or last >= first
]
TABLE = sa.table("spans", sa.column("valid_from", sa.Date), sa.column("valid_to", sa.Date))


@pytest.fixture(scope="module")
def connection():
    with sa.create_engine("sqlite://").connect() as connection:
        connection.execute(sa.text("CREATE TABLE spans (valid_from DATE, valid_to DATE)"))
        connection.execute(
            sa.insert(TABLE), [{"valid_from": first, "valid_to": last} for first, last in ROWS]
        )
        yield connection


def chosen(connection, condition):
    statement = sa.select(TABLE.c.valid_from, TABLE.c.valid_to).where(condition)
    return {tuple(row) for row in connection.execute(statement)}


@pytest.mark.parametrize("day", [START - timedelta(days=1), *DAYS])
def test_a_row_and_a_statement_say_the_same(connection, day):
    rows = connection.execute(sa.select(TABLE)).all()
    pairs = [
        (lambda row: dated.is_in_force(row, day), dated.in_force(TABLE, day)),
        (lambda row: not dated.has_ended(row, day), dated.not_ended(TABLE, day)),
        (dated.has_no_end, dated.without_end(TABLE)),
        (
            lambda row: dated.is_in_force(row, day) or dated.ends_on(row, day),
            dated.in_force_or_ended(TABLE, day),
        ),
        (
            lambda row: any(dated.is_in_force(row, each) for each in lasting(day)),
            dated.in_force_from(TABLE, day),
        ),
        (
            lambda row: any(dated.is_in_force(row, each) for each in lasting(day)[:3]),
            dated.in_force_between(TABLE, day, lasting(day)[2]),
        ),
    ]
    for said, condition in pairs:
        assert chosen(connection, condition) == {tuple(row) for row in rows if said(row)}


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 1), (1, 2), (0, 2)])
@pytest.mark.parametrize("day", DAYS)
def test_one_that_holds_all_around_holds_where_it_is(connection, day, first, last):
    earth = [day - timedelta(days=first), day + timedelta(days=last - first)]
    rows = connection.execute(sa.select(TABLE)).all()
    held = {tuple(row) for row in rows if dated.is_in_force(row, day)}
    assert chosen(connection, dated.in_force_where(TABLE, day, *earth)) == held
    unknown = chosen(connection, dated.in_force_where(TABLE, sa.literal(None, sa.Date), *earth))
    assert unknown == {
        tuple(row) for row in rows if all(dated.is_in_force(row, each) for each in earth)
    }


def lasting(day):
    return [day + timedelta(days=n) for n in range(9)]


def test_a_thing_holds_from_its_first_day_to_the_day_before_its_last():
    span = Span(date(2026, 2, 27), date(2026, 3, 1))
    held = [day.isoformat() for day in lasting(date(2026, 2, 25)) if dated.is_in_force(span, day)]
    assert held == ["2026-02-27", "2026-02-28"]


class Span:
    def __init__(self, valid_from, valid_to):
        self.valid_from, self.valid_to = valid_from, valid_to


def test_one_that_goes_on_outlasts_whatever_ends():
    ends = Span(DAYS[0], DAYS[2])
    assert dated.outlasts(None, ends)
    assert dated.outlasts(DAYS[3], ends)
    assert not dated.outlasts(DAYS[2], ends)
    assert not dated.outlasts(None, Span(DAYS[0], None))


def test_a_day_that_goes_back_asks_again_of_what_began_or_ended_between(connection):
    found = chosen(connection, dated.differs_between(TABLE, DAYS[1], DAYS[3]))
    rows = [Span(*row) for row in ROWS]
    assert found >= {
        (row.valid_from, row.valid_to)
        for row in rows
        if dated.is_in_force(row, DAYS[1]) != dated.is_in_force(row, DAYS[3])
    }
    assert (DAYS[0], None) not in found
    assert (DAYS[0], DAYS[1]) not in found
