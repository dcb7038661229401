"""Landed cases are listed under what was proven in them, and go back to what was alleged first."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.cases.records.case_category import derive_category
from caseflow.db import make_engine
from caseflow.reference.taxonomy import conduct

BEFORE = "a47c2e9b61f8"  # pragma: allowlist secret
FINAL = """
SELECT a.root_id, a.id, a.type, f.outcome FROM allegations a LEFT JOIN findings f
ON f.allegation_id = a.id AND f.step = 'decision'
AND f.withdrawn_at IS NULL AND f.set_aside_at IS NULL
ORDER BY f.recorded_at, f.id
"""


def ask(site, statement):
    engine = make_engine(site.url)
    try:
        with engine.begin() as connection:
            found = connection.execute(sa.text(statement))
            return list(found.all()) if found.returns_rows else []
    finally:
        engine.dispose()


def test_landed_cases_are_listed_under_the_gravest_that_was_proven_else_alleged(laid_in):
    laid_in.down(revision=BEFORE)
    named = ask(laid_in, "SELECT id, category FROM cases WHERE category IS NOT NULL")
    several = ask(laid_in, "SELECT root_id FROM allegations GROUP BY root_id HAVING count(*) > 1")
    assert several
    ask(laid_in, "UPDATE cases SET category = 'other_infraction'")
    before = laid_in.rows()
    laid_in.up()
    assert laid_in.keeps(before)
    wanted = {}
    for case_id, allegation_id, type_, outcome in ask(laid_in, FINAL):
        wanted.setdefault(case_id, {})[allegation_id] = (type_, outcome)
    cases = ask(laid_in, "SELECT id, category, category_proven, strict_limits FROM cases")
    for row in cases:
        if row.id in wanted:
            category, proven, _strict = derive_category(wanted[row.id].values())
            assert (row.category, bool(row.category_proven)) == (category, proven)
    assert {bool(row.category_proven) for row in cases} == {True, False}
    assert not laid_in.differs()
    laid_in.down(revision=BEFORE)
    again = ask(laid_in, "SELECT id, category FROM cases WHERE category IS NOT NULL")
    assert sorted(map(tuple, again), key=str) == sorted(map(tuple, named), key=str)


def test_the_limits_that_ran_for_a_landed_case_go_on(laid_in):
    laid_in.down(revision=BEFORE)
    landed = dict(map(tuple, ask(laid_in, "SELECT id, category FROM cases")))
    laid_in.up()
    rows = ask(laid_in, "SELECT id, strict_limits FROM cases")
    with laid_in.app.app_context():
        grave = {
            case_id
            for case_id, category in landed.items()
            if (found := conduct(category)) is not None and found.area == "sea"
        }
    assert {row.id for row in rows if row.strict_limits} == grave
    assert 0 < len(grave) < len(rows)
