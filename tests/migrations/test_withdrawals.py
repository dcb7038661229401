"""People and allegations of an earlier release count on; it never counts what was withdrawn."""

from __future__ import annotations

from tests.migrations.test_categories_of_cases import ask

BEFORE = "a90f3d6be127"  # pragma: allowlist secret
TABLES = ("parties", "proceedings", "allegations")
STANDING = "SELECT count(*) AS n FROM {} WHERE withdrawal_id IS NULL"
WITHDRAWN = "SELECT count(*) AS n FROM {} WHERE withdrawal_id IS NOT NULL"
SUBJECT = """
UPDATE parties SET withdrawal_id = (SELECT min_id.id FROM withdrawals AS min_id
    WHERE min_id.undone_at IS NULL) WHERE part = 'subject'
    AND id = (SELECT subject_id FROM proceedings ORDER BY id LIMIT 1)
"""
PROCEEDING = """
UPDATE proceedings SET withdrawal_id = (SELECT withdrawal_id FROM parties
    WHERE parties.id = proceedings.subject_id)
"""
ALLEGATIONS = """
UPDATE allegations SET withdrawal_id = (SELECT withdrawal_id FROM proceedings
    WHERE proceedings.id = allegations.proceeding_id)
"""


def count(laid_in, statement):
    return {table: ask(laid_in, statement.format(table))[0].n for table in TABLES}


def test_what_is_withdrawn_is_not_counted_by_an_earlier_release(laid_in):
    for statement in (SUBJECT, PROCEEDING, ALLEGATIONS):
        ask(laid_in, statement)
    standing, withdrawn = count(laid_in, STANDING), count(laid_in, WITHDRAWN)
    assert all(withdrawn.values())
    before = laid_in.rows()
    laid_in.down(revision=BEFORE)
    after = laid_in.rows()
    assert {table: after[table] for table in TABLES} == standing
    assert "withdrawals" not in after
    gone = {*TABLES, "moves", "findings", "decisions", "measures", "withdrawals"}
    gone |= {"name_owners", "name_tokens"}
    assert laid_in.keeps(before, among=set(before) & set(after) - gone)
    laid_in.up()
    assert count(laid_in, STANDING) == standing
    assert not laid_in.differs()
