"""A site with an auditor who is engaged for its entity, and one who is engaged for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine

from caseflow.app import create_app
from caseflow.web.store import engine, session_factory
from config import load, prepare
from tests.documents.asking import Reader, reader_of, with_auditors
from tests.support.databases import Databases
from tests.support.house import NOW, House, tables
from tests.support.site import CHEAP, STAFF, Site


@contextmanager
def open_site(url: str, home: Path) -> Iterator[Site]:
    """The application over a database of either kind, with its people, at a fixed time."""
    config = load({"CASEFLOW_HOME": str(home), "DATABASE_URL": url})
    prepare(config)
    app = create_app(config, password_cost=CHEAP)
    with time_machine.travel(NOW, tick=True):
        with app.app_context():
            session_factory()().close()  # makes the first keys
            info = dict(app.extensions["caseflow.edge"].info)
            house = House(engine(), info["secrets"], info)
        north, south = house.entity("NORTH"), house.entity("SOUTH")
        site = Site(app, house, north)
        for name, (role, full_name) in STAFF.items():
            entity = {"investigator": None, "officer-2": south}.get(name, north)
            site.people[name] = house.person(role, entity=entity, username=name, name=full_name)
        yield with_auditors(site)
        house.engine.dispose()


@pytest.fixture
def site(tables_url: str, tmp_path: Path) -> Iterator[Site]:
    """The application on each kind of database."""
    with open_site(tables_url, tmp_path / "home") as made:
        yield made


@pytest.fixture(scope="module")
def one_site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One application for tests that change nothing of each other's, on SQLite."""
    home = tmp_path_factory.mktemp("site") / "home"
    with tables(databases, "sqlite") as url, open_site(url, home) as made:
        yield made


@pytest.fixture
def reader(site: Site) -> Callable[[str], Reader]:
    """Somebody signed in."""
    return lambda name: reader_of(site, name)
