"""Landed steps happened on the day they were entered at their entity; a report when it came."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.db import UTCDateTime, make_engine

BEFORE = "b7d40e91c6f3"  # pragma: allowlist secret
HERE = "c2a91f7be604"  # pragma: allowlist secret
BEFORE_SUBJECTS = "b1d6035e9ac7"  # pragma: allowlist secret
BEFORE_TOLD = "3e91b7a4c05d"  # pragma: allowlist secret
SERVICES = "SELECT stage_on, stage_since FROM victim_services"
MOVES = """
SELECT m.id, m.name, m.happened_on, m.moved_at, m.moved_by, c.received_on, c.logged_at, c.admitted,
    e.time_zone
FROM moves m JOIN cases c ON c.id = m.root_id LEFT JOIN entities e ON e.id = c.entity_id
"""


def ask(site, statement):
    engine = make_engine(site.url)
    typed = sa.text(statement)
    if statement == SERVICES:
        typed = typed.columns(stage_on=sa.Date(), stage_since=UTCDateTime())
    if statement == MOVES:
        typed = typed.columns(
            happened_on=sa.Date(),
            received_on=sa.Date(),
            moved_at=UTCDateTime(),
            logged_at=UTCDateTime(),
        )
    try:
        with engine.begin() as connection:
            found = connection.execute(typed)
            return list(found.all()) if found.returns_rows else []
    finally:
        engine.dispose()


def expected(row) -> date | None:
    if row.moved_at is None:
        return None
    if row.name == "receive" and row.moved_at == row.logged_at and not row.admitted:
        return row.received_on
    moment: datetime = row.moved_at
    zone = "UTC" if row.admitted and row.moved_by is None else row.time_zone or "UTC"
    return moment.astimezone(ZoneInfo(zone)).date()


def test_landed_steps_happened_when_they_were_entered_and_every_row_stays(laid_in):
    laid_in.down(revision=BEFORE)
    before = laid_in.rows()
    far, early = "Pacific/Auckland", "America/Los_Angeles"
    codes = [code for (code,) in ask(laid_in, "SELECT code FROM entities ORDER BY code")]
    for zone, code in ((far, codes[0]), (early, codes[-1])):
        ask(laid_in, f"UPDATE entities SET time_zone = '{zone}' WHERE code = '{code}'")
    for zone, code in zip((far, early) * len(codes), codes, strict=False):
        ask(laid_in, f"UPDATE entities SET time_zone = '{zone}' WHERE code = '{code}'")
    laid_in.up()
    assert laid_in.keeps(before)
    assert not laid_in.differs()
    rows = ask(laid_in, MOVES)
    assert len(rows) > 20
    assert {row.id: row.happened_on for row in rows} == {row.id: expected(row) for row in rows}
    utc = {row.id: row.moved_at.date() for row in rows if row.moved_at}
    assert any(row.happened_on != utc[row.id] for row in rows if row.name != "receive")
    with pytest.raises(IntegrityError):
        ask(laid_in, "UPDATE moves SET happened_on = NULL")


def test_the_step_goes_down_and_up_again_with_its_checks_and_indexes(laid_in):
    laid_in.down(revision=HERE)
    made = schema(laid_in)
    laid_in.down(revision=BEFORE)
    assert "happened_on" not in str(schema(laid_in))
    laid_in.up(revision=HERE)
    assert schema(laid_in) == made
    with pytest.raises(IntegrityError):
        ask(laid_in, "UPDATE moves SET moved_at = NULL WHERE name = 'receive'")


def test_a_landed_step_of_a_referral_was_taken_on_the_day_of_its_entry(laid_in):
    laid_in.down(revision=BEFORE_TOLD)
    before = laid_in.rows()
    ask(laid_in, "UPDATE entities SET time_zone = 'Pacific/Auckland'")
    laid_in.up()
    assert laid_in.keeps(before)
    assert not laid_in.differs()
    rows = ask(laid_in, SERVICES)
    assert rows
    zone = ZoneInfo("Pacific/Auckland")
    for row in rows:
        assert row.stage_on == row.stage_since.astimezone(zone).date()
    assert ask(laid_in, "SELECT count(*) FROM victim_told WHERE recorded_at IS NOT NULL")[0][0] == 0
    laid_in.down(revision=BEFORE_TOLD)
    assert laid_in.keeps(before)


def test_who_wrote_down_that_a_subject_was_told_goes_down_and_up_with_its_key(laid_in):
    before = laid_in.rows()
    told = "SELECT count(*) FROM decisions WHERE notified_on IS NOT NULL"
    some_user = "(SELECT id FROM users ORDER BY id LIMIT 1)"
    ask(laid_in, f"UPDATE decisions SET notified_on = decided_on, told_by = {some_user}")
    ((days,),) = ask(laid_in, told)
    assert days > 0
    laid_in.down(revision=BEFORE_SUBJECTS)
    assert laid_in.keeps(before, among=laid_in.rows()), "tables that came later are gone"
    assert ask(laid_in, told) == [(days,)]
    laid_in.up()
    assert not laid_in.differs()
    assert ask(laid_in, "SELECT count(*) FROM decisions WHERE told_by IS NOT NULL") == [(0,)]
    assert "users" in str(foreign_keys(laid_in)["told_by"])


def foreign_keys(site):
    """By column of the decisions, the table that it points to."""
    engine = make_engine(site.url)
    keys = sa.inspect(engine).get_foreign_keys("decisions")
    engine.dispose()
    return {key["constrained_columns"][0]: key["referred_table"] for key in keys}


def schema(site):
    """The columns, checks, keys and indexes of the table of moves."""
    engine = make_engine(site.url)
    look = sa.inspect(engine)
    found = {
        "columns": sorted(str(c["name"]) for c in look.get_columns("moves")),
        "checks": sorted(str(c["name"]) for c in look.get_check_constraints("moves")),
        "keys": sorted(str(k["referred_table"]) for k in look.get_foreign_keys("moves")),
        "indexes": sorted(str(i["name"]) for i in look.get_indexes("moves")),
    }
    engine.dispose()
    return found
