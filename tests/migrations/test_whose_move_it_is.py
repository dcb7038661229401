"""Cases that are there say whose move it is once the database has been brought up."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.db import make_engine
from caseflow.upgrade_steps import finish_upgrade
from caseflow.web.store import session_factory

BEFORE = "e987699ea0af"  # pragma: allowlist secret
KEPT = "SELECT reference, stage, whose_move, next_move, not_for, waits_for FROM cases"


def ask(site, statement):
    engine = make_engine(site.url)
    try:
        with engine.begin() as connection:
            return {row.reference: row for row in connection.execute(sa.text(statement))}
    finally:
        engine.dispose()


def test_landed_cases_say_whose_move_it_is_as_the_program_does(laid_in):
    derived = ask(laid_in, KEPT)
    assert {row.whose_move for row in derived.values()} >= {
        None,
        "cases:assess",
        "cases:investigate",
        "cases:decide",
        "cases:close",
    }
    assert any(row.not_for for row in derived.values())
    assert any(row.waits_for for row in derived.values())
    before = laid_in.rows()
    laid_in.down(revision=BEFORE)
    kept_tables = laid_in.rows()
    laid_in.up()
    assert laid_in.keeps(before, among=kept_tables)
    assert not laid_in.differs()
    with laid_in.app.app_context():
        finish_upgrade(session_factory())
    assert ask(laid_in, KEPT) == derived
    closed = [row for row in derived.values() if row.stage == "closed"]
    assert closed
    assert all(row.whose_move is None for row in closed)
