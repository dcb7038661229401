"""Words that two people cover have tables of their own; the rest stays as it is."""

from __future__ import annotations

from tests.migrations.test_categories_of_cases import ask

BEFORE = "4c9e17d0b35a"  # pragma: allowlist secret
KEPT = "SELECT id, before, reason FROM corrections ORDER BY id"


def test_the_tables_of_covered_words_come_and_go_and_corrections_stay(laid_in):
    before, kept = laid_in.rows(), ask(laid_in, KEPT)
    assert before["coverings"]
    assert before["covered_words"]
    laid_in.down(revision=BEFORE)
    assert not {"coverings", "covered_words"} & set(laid_in.rows())
    laid_in.up()
    assert ask(laid_in, KEPT) == kept
    assert laid_in.keeps(before, among=set(before) - {"coverings", "covered_words"})
    assert not laid_in.differs()
