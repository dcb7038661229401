"""Every matter may keep its moves; the moves of cases stay, and nothing is made up for others."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.migrations.test_categories_of_cases import ask

BEFORE = "c41f8e20b7d3"  # pragma: allowlist secret
NOTED = "a83d5e1c7f20"  # pragma: allowlist secret
OTHERS = "SELECT count(*) FROM moves WHERE proceeding_id IS NULL"
OF_CASES = "SELECT id, root_id, name, happened_on FROM moves WHERE proceeding_id IS NOT NULL"


def test_the_moves_of_cases_stay_and_the_others_go_with_the_step_down(laid_in):
    before, moves = laid_in.rows(), sorted(ask(laid_in, OF_CASES))
    assert moves
    ((others,),) = ask(laid_in, OTHERS)
    assert others > 0
    laid_in.down(revision=BEFORE)
    assert laid_in.keeps(before, among=laid_in.rows())
    assert ask(laid_in, "SELECT count(*) FROM moves") == [(len(moves),)]
    with pytest.raises(IntegrityError):
        ask(laid_in, "UPDATE moves SET proceeding_id = NULL")
    laid_in.up()
    assert not laid_in.differs()
    assert ask(laid_in, OTHERS) == [(0,)]
    assert sorted(ask(laid_in, OF_CASES)) == moves


def test_one_thing_moves_at_a_time(laid_in):
    with pytest.raises(IntegrityError):
        ask(laid_in, "UPDATE moves SET part_id = id")


def test_what_notes_said_before_has_a_table_and_their_words_stay(laid_in):
    words = "SELECT id, words, edits FROM notes ORDER BY id"
    before, notes = laid_in.rows(), ask(laid_in, words)
    assert before["note_versions"] == 4
    assert before["files"] == 2
    laid_in.down(revision=NOTED)
    assert not {"note_versions", "files", "file_pieces", "file_uploads"} & set(laid_in.rows())
    laid_in.up()
    assert not laid_in.differs()
    assert ask(laid_in, words) == notes
    assert laid_in.rows()["note_versions"] == laid_in.rows()["files"] == 0
