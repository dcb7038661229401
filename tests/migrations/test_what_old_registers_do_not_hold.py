"""Days and decisions that a register does not hold may be missing, and going back fills them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.access.acting import system_session
from caseflow.db import make_engine
from caseflow.imports import reader
from caseflow.imports.profile import load
from caseflow.imports.runner import Import
from caseflow.imports.vocabulary import vocabulary
from caseflow.web.store import session_factory

BEFORE = "b27e94c1d6f0"  # pragma: allowlist secret
FIRST = "e58038ee4c7f"  # pragma: allowlist secret
"""The migration that lets them be missing; those after it have tables and rows of their own."""
REGISTER = Path(__file__).parents[1] / "imports" / "police-oversight"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CHANGED = ("ck_cases_owner_or_desk", "ck_cases_closing_date_only_when_closed")
"""Constraints that later migrations word anew."""
WIDER_NOW = {"ix_cases_received_on_id", "ix_cases_entity_received"}
"""Indexes in whose place later ones came that hold the reference, too."""
INDEXED_ANEW = ("ix_cases_unowned",)
REFUSED = (
    "UPDATE cases SET reporting = NULL WHERE NOT admitted",
    "UPDATE cases SET stage_since = NULL WHERE NOT admitted",
    "UPDATE moves SET moved_at = NULL WHERE moved_by IS NOT NULL",
    "UPDATE measures SET decision_id = NULL WHERE NOT recommended AND kind IS NOT NULL",
    "UPDATE measures SET proceeding_id = root_id WHERE decision_id IS NOT NULL",
)


def bring_in(site, problems):
    with site.app.app_context():
        profile = load("police-oversight", vocabulary())
        job = Import(lambda purpose: system_session(session_factory(), purpose), profile, now=NOW)
        with pytest.MonkeyPatch.context() as patch:  # the days of this register are those of 2031
            patch.setattr(reader, "today", lambda: date(2040, 1, 1))
            return job.run(REGISTER, problems, lambda *_figures: None)


def ask(site, sql):
    engine = make_engine(site.url)
    try:
        with engine.begin() as connection:
            found = connection.execute(sa.text(sql))
            return found.scalar_one() if found.returns_rows else found.rowcount
    finally:
        engine.dispose()


def statements(site):
    """The statement of each of SQLite's tables and indexes, as in the file."""
    if site.url.startswith("postgresql"):
        return {}
    engine = make_engine(site.url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT name, sql FROM sqlite_master")).all()
    engine.dispose()
    return {name: " ".join((sql or "").replace('"', "").split()) for name, sql in rows}


def schema(site):
    """Every column, constraint and index of SQLite's tables, in any order."""
    return {
        name: sorted(sql.removesuffix(" )").replace(" ( ", ", ", 1).split(", "))
        for name, sql in statements(site).items()
    }


def missing(site):
    return (
        ask(site, "SELECT count(*) FROM cases WHERE reporting IS NULL"),
        ask(site, "SELECT count(*) FROM moves WHERE moved_at IS NULL"),
        ask(site, "SELECT count(*) FROM measures WHERE decision_id IS NULL"),
    )


def test_a_register_goes_back_and_comes_up_again_with_every_row(laid_in, tmp_path):
    assert bring_in(laid_in, tmp_path / "problems.csv").created == 6
    assert all(missing(laid_in))
    made = schema(laid_in)
    laid_in.down(revision=FIRST)
    before = laid_in.rows()
    invented = ask(laid_in, "SELECT count(DISTINCT proceeding_id) FROM measures")
    laid_in.down(revision=BEFORE)
    after = laid_in.rows()
    assert after == {**before, "decisions": before["decisions"] + invented}
    assert ask(laid_in, "SELECT count(*) FROM measures WHERE decision_id IS NULL") == 0
    assert ask(laid_in, "SELECT count(*) FROM moves WHERE moved_at IS NULL") == 0
    laid_in.up(revision=FIRST)
    assert laid_in.rows() == after
    laid_in.up()
    assert schema(laid_in) == made
    assert not laid_in.differs()


def test_only_an_old_register_may_leave_them_out(laid_in, tmp_path):
    bring_in(laid_in, tmp_path / "problems.csv")
    for statement in REFUSED:
        with pytest.raises(IntegrityError):
            ask(laid_in, statement)


def test_no_constraint_is_lost_where_tables_are_written_anew(laid_in):
    laid_in.down(revision=BEFORE)
    old = statements(laid_in)
    laid_in.up()
    for table in ("cases", "moves", "measures", "proceedings"):
        if old:
            new = statements(laid_in)[table]
            wanted = [w.rstrip(" ,)") for w in old[table].split("CONSTRAINT ")[1:]]
            assert len(wanted) > 2
            wanted = [w.split(" ")[0] if w.startswith(CHANGED) else w for w in wanted]
            assert all(f"CONSTRAINT {w}" in new for w in wanted)
            indexes = {k: v for k, v in old.items() if f" ON {table} " in v and k not in WIDER_NOW}
            now = {k: statements(laid_in)[k] for k in indexes}
            for name in INDEXED_ANEW:
                now[name] = indexes.get(name, now.get(name))
            assert {k: now[k] for k in indexes} == indexes
