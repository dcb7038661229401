"""The rule for reaching a person is new: files of an earlier release keep their words."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.db import make_engine

BEFORE = "d07c94e5b1a8"  # pragma: allowlist secret
TABLES = ("victim_files", "victim_follow_ups", "victim_told")


def columns(site):
    engine = make_engine(site.url)
    try:
        found = sa.inspect(engine)
        return {name: {c["name"] for c in found.get_columns(name)} for name in TABLES}
    finally:
        engine.dispose()


def words(site):
    engine = make_engine(site.url)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT id, safe_contact FROM victim_files ORDER BY id"))
        kept = [tuple(map(bytes_of, row)) for row in found]
    engine.dispose()
    return kept


def bytes_of(value):
    return bytes(value) if isinstance(value, (bytes, memoryview)) else value


def test_files_go_down_and_up_again_with_their_rows(laid_in):
    before, kept = laid_in.rows(), words(laid_in)
    assert all(before[table] for table in TABLES)
    laid_in.down(revision=BEFORE)
    kept_tables = laid_in.rows()
    there = columns(laid_in)
    assert "channel_rules" not in there["victim_files"]
    assert "despite" not in there["victim_follow_ups"] | there["victim_told"]
    laid_in.up()
    assert laid_in.keeps(before, among=kept_tables)
    assert words(laid_in) == kept
    assert not laid_in.differs()
