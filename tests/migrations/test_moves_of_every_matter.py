"""Every matter keeps its moves; those of an entry are written down as far as they are known."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.migrations.test_categories_of_cases import ask

BEFORE = "c41f8e20b7d3"  # pragma: allowlist secret
NOTED = "a83d5e1c7f20"  # pragma: allowlist secret
OFFICERS = (
    "(SELECT id FROM users ORDER BY id LIMIT 1)",
    "(SELECT id FROM users ORDER BY id DESC LIMIT 1)",
)
REF = "ref = (SELECT ref FROM register_entries WHERE stage = 'proposed' ORDER BY ref LIMIT 1)"
MOVES = """
SELECT m.name, m.start, m."end", m.happened_on, m.moved_by IS NOT NULL AS told, m.part_id
FROM moves m JOIN register_entries e ON e.id = m.root_id WHERE e.stage = 'withdrawn'
ORDER BY m.moved_at
"""


def day(value):
    return str(value)[:10]


def test_an_entry_gets_the_moves_that_it_tells_of_and_goes_down_again(laid_in):
    before = laid_in.rows()
    laid_in.down(revision=BEFORE)
    assert laid_in.keeps(before, among=laid_in.rows())
    ask(
        laid_in,
        f"""UPDATE register_entries SET stage = 'withdrawn', noticed_on = '2026-03-04',
        noticed_at = '2026-03-05 10:00:00', noticed_by = {OFFICERS[0]},
        proposed_by = {OFFICERS[0]}, published_at = '2026-03-20 22:30:00',
        published_by = {OFFICERS[1]}, withdrawal_asked_by = {OFFICERS[0]},
        withdrawal_asked_at = '2026-04-01 10:00:00',
        withdrawn_at = '2026-04-02 10:00:00', withdrawn_by = {OFFICERS[1]} WHERE {REF}""",
    )
    ask(laid_in, "UPDATE entities SET time_zone = 'Africa/Nairobi'")
    laid_in.up()
    assert not laid_in.differs()
    rows = ask(laid_in, MOVES)
    assert [(r.name, r.start, r.end, day(r.happened_on), bool(r.told)) for r in rows] == [
        ("notice", "proposed", "noticed", "2026-03-04", True),
        ("publish", "noticed", "published", "2026-03-21", True),
        ("confirm-withdrawal", "published", "withdrawn", "2026-04-02", True),
    ]
    assert laid_in.rows()["moves"] == before["moves"]
    laid_in.down(revision=BEFORE)
    assert ask(laid_in, "SELECT count(*) FROM moves")[0][0] == before["moves"]
    laid_in.up()
    assert len(ask(laid_in, MOVES)) == 3


def test_one_thing_moves_at_a_time(laid_in):
    with pytest.raises(IntegrityError):
        ask(laid_in, "UPDATE moves SET part_id = id")


def test_what_notes_said_before_has_a_table_and_their_words_stay(laid_in):
    words = "SELECT id, words, edits FROM notes ORDER BY id"
    before, notes = laid_in.rows(), ask(laid_in, words)
    assert before["note_versions"] == 3
    laid_in.down(revision=NOTED)
    assert "note_versions" not in laid_in.rows()
    laid_in.up()
    assert not laid_in.differs()
    assert ask(laid_in, words) == notes
    assert laid_in.rows()["note_versions"] == 0
