"""Landed final findings of old registers are tied to their decision, and fall with it."""

from __future__ import annotations

from tests.migrations.test_categories_of_cases import ask
from tests.migrations.test_what_old_registers_do_not_hold import bring_in

BEFORE = "b3e0c95d27a4"  # pragma: allowlist secret
OLD = """
SELECT f.step, f.decision_id IS NOT NULL AS tied, f.set_aside_at IS NOT NULL AS gone,
       d.id IS NOT NULL AS decided, d.set_aside_at IS NOT NULL AS annulled, c.category_proven
FROM findings f JOIN allegations a ON a.id = f.allegation_id JOIN cases c ON c.id = f.root_id
LEFT JOIN decisions d ON d.proceeding_id = a.proceeding_id AND d.admitted AND d.final
WHERE f.admitted
"""
ANNUL = """
UPDATE decisions SET set_aside_at = recorded_at WHERE admitted AND id IN (
    SELECT d.id FROM decisions d JOIN allegations a ON a.proceeding_id = d.proceeding_id
    JOIN findings f ON f.allegation_id = a.id JOIN cases c ON c.id = f.root_id
    WHERE f.step = 'decision' AND f.admitted AND c.category_proven ORDER BY d.id LIMIT 1)
"""


def test_they_are_tied_and_hold_no_more_where_the_decision_was_set_aside(laid_in, tmp_path):
    bring_in(laid_in, tmp_path / "problems.csv")
    tied = sorted(map(tuple, ask(laid_in, OLD)))
    laid_in.down(revision=BEFORE)
    assert not any(row.tied for row in ask(laid_in, OLD))
    ask(laid_in, ANNUL)
    before = laid_in.rows()
    laid_in.up()
    assert laid_in.keeps(before)
    rows = ask(laid_in, OLD)
    for row in rows:
        final = row.step == "decision"
        assert bool(row.tied) == (final and bool(row.decided))
        assert bool(row.gone) == (final and bool(row.annulled))
    annulled = [row for row in rows if row.annulled]
    assert annulled
    assert not any(row.category_proven for row in annulled)
    assert any(row.tied and not row.annulled for row in rows)
    assert len(rows) == len(tied)
    assert not laid_in.differs()
