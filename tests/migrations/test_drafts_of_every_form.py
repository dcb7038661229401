"""Landed drafts of "Log a case" go on at the step they stood at."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.db import Id, make_engine

BEFORE = "5a0e7c93d41f"  # pragma: allowlist secret
DRAFTS = sa.table(
    "drafts",
    sa.column("id", Id()),
    sa.column("form", sa.String()),
    sa.column("step", sa.Integer()),
    sa.column("page", sa.String()),
    sa.column("version", sa.Integer()),
    sa.column("content", sa.LargeBinary()),
)


def test_a_landed_draft_says_its_page_and_keeps_its_words(laid_in):
    engine = make_engine(laid_in.url)
    laid_in.down(revision=BEFORE)
    with engine.begin() as connection:
        before = dict(connection.execute(sa.select(DRAFTS.c.id, DRAFTS.c.content)).all())
        assert before
        connection.execute(sa.update(DRAFTS).values(step=3))
        other = min(before)
        connection.execute(sa.update(DRAFTS).where(DRAFTS.c.id == other).values(form="NoteForm"))
    laid_in.up()
    with engine.begin() as connection:
        rows = connection.execute(sa.select(DRAFTS)).all()
    pages = {row.id: (row.form, row.page, row.version) for row in rows}
    assert pages.pop(other) == ("NoteForm", "/gone", 1)
    assert set(pages.values()) <= {("log-a-case", "/cases/new?step=3", 1)}
    assert {row.id: row.content for row in rows} == before
    engine.dispose()
    assert not laid_in.differs()
