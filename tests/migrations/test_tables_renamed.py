"""A table that gets another name keeps its rows, its seals and its history in the trail."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.access.acting import system_session
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.seal_check import values_that_do_not_open
from caseflow.cases.models import Occurrence
from caseflow.crypto.fields import places
from caseflow.db import make_engine, trail_table
from caseflow.web.store import session_factory
from tests.support.server import flask

BEFORE = "8d5f20c3b7a1"  # pragma: allowlist secret


def names_of(site, table):
    """The table's columns, indexes and constraints as the database calls them."""
    engine = make_engine(site.url)
    look = sa.inspect(engine)
    named = [
        look.get_pk_constraint(table)["name"],
        *(index["name"] for index in look.get_indexes(table)),
        *(key["name"] for key in look.get_foreign_keys(table)),
        *(check["name"] for check in look.get_check_constraints(table)),
    ]
    engine.dispose()
    return sorted(named)


def test_what_happened_is_there_under_its_new_name_and_back(laid_in):
    before, named = laid_in.rows(), names_of(laid_in, "occurrences")
    assert before["occurrences"] > 1
    assert len(named) == 8
    assert not [name for name in named if "incidents" in name]
    laid_in.down(revision=BEFORE)
    assert names_of(laid_in, "incidents") == [
        name.replace("occurrences", "incidents") for name in named
    ]
    laid_in.up()
    assert not laid_in.differs()
    assert laid_in.keeps(before)
    assert names_of(laid_in, "occurrences") == named


def test_its_seals_open_and_the_trail_knows_its_rows(laid_in, tmp_path):
    assert trail_table(Occurrence) == "incidents"
    assert {place.table for place in places(Occurrence).values()} == {"incidents"}
    with (
        laid_in.app.app_context(),
        system_session(session_factory(), TrailPurpose.TRAIL_VERIFICATION) as session,
    ):
        assert list(values_that_do_not_open(session)) == []
    verified = flask(tmp_path / "home", "audit", "verify", DATABASE_URL=laid_in.url)
    assert verified.returncode == 0, verified.stdout + verified.stderr
