"""Landed findings are tied to their decisions, and those of a reopened case no longer hold."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.db import make_engine

BEFORE = "5d0b8f3e1c47"  # pragma: allowlist secret
FINDINGS = """
SELECT f.step, f.decision_id IS NOT NULL AS tied, f.set_aside_at IS NOT NULL AS gone,
       d.set_aside_at IS NOT NULL AS reopened, d.proceeding_id = a.proceeding_id AS own
FROM findings f JOIN allegations a ON a.id = f.allegation_id
LEFT JOIN decisions d ON d.id = f.decision_id
WHERE NOT f.admitted
"""


def asked(url, statement):
    engine = make_engine(url)
    with engine.begin() as connection:
        result = connection.execute(sa.text(statement))
        found = list(result.all()) if result.returns_rows else []
    engine.dispose()
    return found


def test_final_findings_are_tied_to_the_decision_that_made_them(laid_in):
    laid_in.down(revision=BEFORE)
    first = asked(laid_in.url, "SELECT id FROM decisions WHERE NOT admitted ORDER BY id LIMIT 1")
    engine = make_engine(laid_in.url)
    with engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE decisions SET set_aside_at = recorded_at WHERE id = :id"),
            {"id": first[0].id},
        )
    engine.dispose()
    laid_in.up()
    rows = asked(laid_in.url, FINDINGS)
    assert any(row.step == "decision" for row in rows)
    for row in rows:
        assert bool(row.tied) == (row.step == "decision")
        if row.tied:
            assert row.own
            assert bool(row.gone) == bool(row.reopened)
    assert any(row.gone for row in rows)
    assert not laid_in.differs()


def test_landed_decisions_get_their_row_beside_the_wall_and_entries_stay_as_they_are(laid_in):
    before = laid_in.rows()
    laid_in.down(revision="e58038ee4c7f")  # pragma: allowlist secret
    engine = make_engine(laid_in.url)
    with engine.begin() as connection:
        several = connection.execute(
            sa.text("SELECT id FROM decisions WHERE NOT admitted ORDER BY id")
        ).all()
        connection.execute(
            sa.text("UPDATE decisions SET set_aside_at = recorded_at WHERE id = :id"),
            {"id": several[0].id},
        )
        listed = connection.execute(sa.text("SELECT id FROM register_entries LIMIT 1")).one()
        connection.execute(
            sa.text("UPDATE register_entries SET stage = 'withdrawn' WHERE id = :id"),
            {"id": listed.id},
        )
    engine.dispose()
    laid_in.up()
    states = asked(
        laid_in.url, "SELECT state, count(*) AS n FROM decision_standings GROUP BY state"
    )
    assert {row.state: row.n for row in states} == {"stands": len(several) - 1, "set-aside": 1}
    (alone,) = asked(laid_in.url, "SELECT id FROM register_entries WHERE withdrawn_alone")
    assert alone.id == listed.id
    kept = ("cases", "decisions", "findings", "register_entries", "register_categories")
    after = laid_in.rows()
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert not laid_in.differs()
