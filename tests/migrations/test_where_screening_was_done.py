"""Landed look-ups and judgements get the entity of the role, where it can be worked out."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.db import Id, make_engine

BEFORE = "c1f04d8e72a9"  # pragma: allowlist secret
PLACES = """
SELECT i.entity_id AS asked, r.entity_id AS root, j.entity_id AS judged
FROM inquiries i JOIN roots r ON r.id = i.id JOIN judgements j ON j.root_id = i.id
"""
GIVE = """
UPDATE memberships SET entity_id = (SELECT id FROM entities WHERE code = :code)
WHERE user_id = (SELECT id FROM users WHERE username = :name)
"""


def run(url, statement, **values):
    engine = make_engine(url)
    types = [sa.column(name, Id()) for name in ("asked", "root", "judged", "id")]
    with engine.begin() as connection:
        asked = sa.text(statement)
        if statement.startswith(("\nSELECT i.", "SELECT id")):
            asked = asked.columns(*(t for t in types if f" {t.name}" in statement))
        result = connection.execute(asked, values)
        found = list(result.all()) if result.returns_rows else []
    engine.dispose()
    return found


def entity(url, code):
    return run(url, "SELECT id FROM entities WHERE code = :code", code=code)[0][0]


def trail(url):
    engine = make_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT seq, entity_id, hash FROM acts ORDER BY seq"))
        found = [tuple(map(bytes_of, row)) for row in rows]
    engine.dispose()
    return found


def bytes_of(value):
    return bytes(value) if isinstance(value, memoryview) else value


def test_they_lie_where_the_one_role_was_held_and_the_trail_stays_as_it_was(laid_in):
    laid_in.down(revision=BEFORE)
    run(laid_in.url, GIVE, code="NOR", name="recruiter")
    run(laid_in.url, GIVE, code="SOU", name="registry")
    before = trail(laid_in.url)
    laid_in.up()
    nor, sou = entity(laid_in.url, "NOR"), entity(laid_in.url, "SOU")
    assert {tuple(row) for row in run(laid_in.url, PLACES)} == {(nor, nor, sou)}
    assert trail(laid_in.url)[: len(before)] == before
    assert not laid_in.differs()


def test_what_cannot_be_worked_out_stays_open(laid_in):
    """Held for everywhere, and held for two entities on the same day."""
    laid_in.down(revision=BEFORE)
    run(laid_in.url, GIVE, code="NOR", name="recruiter")
    run(
        laid_in.url,
        "UPDATE memberships SET role = 'recruiter',"
        " user_id = (SELECT id FROM users WHERE username = 'recruiter')"
        " WHERE user_id = (SELECT id FROM users WHERE username = 'officer-2')",
    )
    laid_in.up()
    assert {tuple(row) for row in run(laid_in.url, PLACES)} == {(None, None, None)}
