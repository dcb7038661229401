"""Extensions that one person made under an earlier release go on counting, and are marked."""

from __future__ import annotations

from tests.migrations.test_categories_of_cases import ask

BEFORE = "c2a91f7be604"  # pragma: allowlist secret
EXTENDED = """
UPDATE clock_changes SET kind = 'extension', ground = NULL, ends_on = NULL, amount = 1,
    unit = 'months' WHERE id IN (SELECT id FROM clock_changes ORDER BY id LIMIT 1)
"""
CHANGES = "SELECT kind, agreed, by_one, settled_at FROM clock_changes ORDER BY id"
PROPOSED = """
UPDATE clock_changes SET agreed = NULL, by_one = (1 = 0) WHERE kind = 'extension'
"""
UNTIED = "UPDATE case_links SET untied_at = linked_at"


def test_an_extension_of_one_person_still_counts_and_is_marked(laid_in):
    laid_in.down(revision=BEFORE)
    ask(laid_in, EXTENDED)
    before = laid_in.rows()
    assert before["clock_changes"]
    assert before["case_links"]
    laid_in.up()
    assert laid_in.keeps(before)
    rows = ask(laid_in, CHANGES)
    extensions = [row for row in rows if row.kind == "extension"]
    assert [(bool(r.agreed), bool(r.by_one), r.settled_at) for r in extensions] == [
        (True, True, None)
    ]
    for row in rows:
        assert row in extensions or (row.agreed is None and not row.by_one)
    assert not laid_in.differs()


def test_what_an_earlier_release_cannot_show_goes_on_the_way_down(laid_in):
    laid_in.down(revision=BEFORE)
    ask(laid_in, EXTENDED)
    laid_in.up()
    before = laid_in.rows()
    ask(laid_in, PROPOSED)
    ask(laid_in, UNTIED)
    laid_in.down(revision=BEFORE)
    after = laid_in.rows()
    assert after["clock_changes"] == before["clock_changes"] - 1
    assert after["case_links"] == 0
    laid_in.up()
    assert not laid_in.differs()
