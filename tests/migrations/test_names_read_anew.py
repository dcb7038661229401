"""Names of an earlier release stay findable through an upgrade, and a command reads them again."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.cases.names.naming import READING
from caseflow.db import make_engine

BEFORE = "a7310be58c64"  # pragma: allowlist secret


def ask(site, sql):
    engine = make_engine(site.url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text(sql)).scalars().all()
    engine.dispose()
    return rows


def test_names_are_read_again_once_and_bar_nobody_twice(laid_in):
    owners = laid_in.rows()["name_owners"]
    assert owners > 0
    laid_in.down(revision=BEFORE)
    laid_in.up()
    assert laid_in.rows()["name_owners"] == owners
    assert set(ask(laid_in, "SELECT reading FROM name_owners")) == {1}
    barred = laid_in.rows()["exclusions"]
    runner = laid_in.app.test_cli_runner()
    done = runner.invoke(args=["cases", "reread-names"])
    assert f"{owners} names read again." in done.output
    assert set(ask(laid_in, "SELECT reading FROM name_owners")) == {READING}
    assert laid_in.rows()["exclusions"] == barred
    assert ask(laid_in, "SELECT count(*) FROM acts WHERE act = 'names:reread'") == [1]
    assert "0 names read again." in runner.invoke(args=["cases", "reread-names"]).output
    assert laid_in.rows()["exclusions"] == barred
