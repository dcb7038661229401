"""An index that nobody stands in needs no making anew; one with entries waits for it."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.db import make_engine
from caseflow.screening.matching import keys

BEFORE = "8c41d07ba9e2"  # pragma: allowlist secret


def ask(site, sql):
    engine = make_engine(site.url)
    with engine.begin() as connection:
        found = connection.execute(sa.text(sql))
        answer = found.scalar_one() if found.returns_rows else None
    engine.dispose()
    return answer


def version(site):
    return ask(site, "SELECT version FROM register_index")


def test_a_new_register_is_ready(site):
    site.up(revision=BEFORE)
    assert version(site) == 2
    site.up()
    assert version(site) == keys.VERSION


def test_a_register_with_entries_waits_to_be_made_anew(laid_in):
    assert version(laid_in) == keys.VERSION
    assert ask(laid_in, "SELECT count(*) FROM register_tokens") > 0
    laid_in.down(revision=BEFORE)
    assert ask(laid_in, "SELECT count(*) FROM register_tokens") == 0
    assert version(laid_in) == 1
    ask(laid_in, "UPDATE register_index SET version = 2")
    laid_in.up()
    assert version(laid_in) == 2
