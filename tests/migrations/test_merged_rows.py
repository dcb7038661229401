"""Going down past what a merge took along keeps all of it, and the merge can be undone no more."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.access.acting import system_session
from caseflow.audit.purposes import TrailPurpose
from caseflow.cases.models import Case
from caseflow.cases.services.merges_undone import what_stands
from caseflow.db import make_engine
from caseflow.web.store import session_factory

BEFORE = "b83e1f6ac947"  # pragma: allowlist secret
HERE = "d07c94e5b1a8"  # pragma: allowlist secret


def count(site, statement):
    engine = make_engine(site.url)
    with engine.connect() as connection:
        found = connection.execute(sa.text(statement)).scalar_one()
    engine.dispose()
    return found


def test_a_merge_that_went_down_and_up_again_stays_and_says_why_it_is_not_undone(laid_in):
    laid_in.down(revision=HERE)  # later steps take their own rows away on the way down
    before = laid_in.rows()
    assert before["merged_rows"] > 0
    laid_in.down(revision=BEFORE)
    now = laid_in.rows()
    assert "merged_rows" not in now
    for table in ("parties", "proceedings", "allegations", "moves", "notes", "tasks", "case_links"):
        assert now[table] == before[table], table
    laid_in.up()
    assert not laid_in.differs()
    assert laid_in.rows()["merged_rows"] == 0
    assert count(laid_in, "SELECT count(*) FROM cases WHERE merged_into IS NOT NULL") > 0
    with (
        laid_in.app.app_context(),
        system_session(session_factory(), TrailPurpose.DOCTOR) as session,
    ):
        shell = session.scalars(sa.select(Case).where(Case.merged_into.is_not(None))).first()
        words = what_stands(session, shell, session.get_one(Case, shell.merged_into))
    assert "merged by an earlier release" in str(words[0])
