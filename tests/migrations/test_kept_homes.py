"""A home that an earlier release left is upgraded, opened and verified, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.access.acting import system_session
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.row_digests import deciding_models
from caseflow.crypto.errors import Erased
from caseflow.crypto.fields import places, sealed_models
from caseflow.crypto.opening import open_rows
from caseflow.db import make_engine
from caseflow.web.store import session_factory
from tests.support.databases import KINDS, Databases
from tests.support.homes import application
from tests.support.kept_homes import KEPT, RENAMED, bring_back
from tests.support.server import flask
from tests.support.visitor import visitor


@dataclass
class Kept:
    """A home brought back, and its database."""

    home: Path
    url: str
    before: dict[str, int]

    def flask(self, *words: str) -> str:
        """A command that must succeed, and what it printed."""
        done = flask(self.home, *words, DATABASE_URL=self.url)
        assert done.returncode == 0, f"{words}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        engine = make_engine(self.url)
        with engine.connect() as connection:
            counted = {
                RENAMED.get(name, name): connection.exec_driver_sql(
                    f'SELECT count(*) FROM "{name}"'
                ).scalar_one()
                for name in sa.inspect(engine).get_table_names()
            }
        engine.dispose()
        return counted


@pytest.fixture(scope="module", params=[(name, kind) for name in KEPT for kind in KINDS], ids=str)
def kept(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Kept]:
    """A kept home after the one command that README asks for after an upgrade."""
    name, kind = request.param
    home = tmp_path_factory.mktemp("kept") / "home"
    with databases.fresh("postgresql" if kind == "postgresql" else "sqlite") as fresh:
        url = fresh if kind == "postgresql" else f"sqlite:///{home}/caseflow.db"
        bring_back(name, home, url)
        found = Kept(home, url, {})
        found.before = found.rows()
        found.flask("db", "upgrade")
        yield found


def test_there_is_a_kept_home_to_look_at() -> None:
    assert KEPT


def test_its_trail_holds_after_the_upgrade(kept: Kept) -> None:
    assert "The trail holds." in kept.flask("audit", "verify")


def test_its_trail_tells_of_the_upgrade(kept: Kept) -> None:
    engine = make_engine(kept.url)
    with engine.connect() as connection:
        told = connection.exec_driver_sql(
            "SELECT count(*) FROM acts WHERE act = 'database:upgraded'"
        ).scalar_one()
    engine.dispose()
    assert told == 1


def test_who_sees_what_in_it_was_taken_in_once(kept: Kept) -> None:
    kept.flask("db", "upgrade")
    engine = make_engine(kept.url)
    with engine.connect() as connection:
        told = connection.exec_driver_sql(
            "SELECT act, count(*) FROM acts"
            " WHERE act IN ('state:adopting', 'state:adopted') GROUP BY act"
        ).fetchall()
    engine.dispose()
    assert dict(tuple(row) for row in told) == {
        "state:adopting": len(deciding_models()),
        "state:adopted": 1,
    }
    assert "The trail holds." in kept.flask("audit", "verify")


def test_no_row_of_it_is_lost(kept: Kept) -> None:
    after = kept.rows()
    lost = {
        name: (number, after.get(name))
        for name, number in kept.before.items()
        if after.get(name, 0) < number and name not in {"register_tokens", "register_owners"}
    }
    assert lost == {}


def test_every_sealed_value_in_it_opens(kept: Kept) -> None:
    opened = 0
    with (
        application(kept.home, DATABASE_URL=kept.url) as app,
        app.app_context(),
        system_session(session_factory(), TrailPurpose.TRAIL_VERIFICATION) as session,
    ):
        for model in sealed_models():
            rows = session.scalars(sa.select(model)).all()
            try:
                values = open_rows(session, rows, tuple(places(model)))
            except Erased:
                continue
            opened += sum(value is not None for row in values for value in row.values())
    assert opened > 300


def test_people_sign_in_and_work_in_it(kept: Kept) -> None:
    with application(kept.home, DATABASE_URL=kept.url) as app:
        officer = visitor(app, "officer")
        listed = officer.get("/cases")
        assert listed.status_code == 200
        reference = min(
            word.rpartition("/")[2]
            for word in listed.text.split('"')
            if word.startswith("/cases/") and "-20" in word and word.count("/") == 2
        )
        case = officer.get(f"/cases/{reference}")
        assert case.status_code == 200
        officer.get(f"/cases/{reference}/notes/new")
        kept_note = officer.post(f"/cases/{reference}/notes/new", {"words": "After the upgrade."})
        assert kept_note.status_code == 302
        assert visitor(app, "auditor").get("/audit").status_code == 200
    assert "The trail holds." in kept.flask("audit", "verify")
