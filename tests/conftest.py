"""Fixtures that every test may ask for: real databases, a real browser, no network."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from caseflow.rooms import load as load_rooms
from tests.support import browser as chrome
from tests.support import postgres
from tests.support.databases import KINDS, Databases
from tests.support.homes import Homes
from tests.support.house import House, build_house, tables
from tests.support.network import network_off
from tests.support.places import quick_place
from tests.support.postgres import Postgres


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Load the rooms; keep what tests write in memory where that can be, and take it away."""
    load_rooms()
    place = quick_place(for_programs=True)
    if config.option.basetemp is None and place is not None:
        config.option.basetemp = tempfile.mkdtemp(prefix="cf-tests-", dir=place)
        config.add_cleanup(partial(shutil.rmtree, config.option.basetemp, ignore_errors=True))


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every address but this machine's."""
    with network_off():
        yield


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Maker of fresh databases; PostgreSQL starts at the first request for one."""
    started: list[Postgres] = []

    def server() -> Postgres:
        if not started:
            started.append(postgres.start())
        return started[0]

    yield Databases(tmp_path_factory.mktemp("databases"), server)
    for one in started:
        one.stop()


@pytest.fixture(scope="session")
def postgres_url(databases: Databases) -> str:
    """A database on a real PostgreSQL server, shared by the session."""
    return databases.server().create("shared")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """A fresh empty database: each test that asks runs once on SQLite, once on PostgreSQL."""
    with databases.fresh(request.param) as url:
        yield url


@pytest.fixture(params=KINDS)
def tables_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """A fresh database with every table and no row, of each kind in turn."""
    with tables(databases, request.param) as url:
        yield url


@pytest.fixture
def house(tables_url: str, tmp_path: Path) -> Iterator[House]:
    """An instance with tables and keys on each kind of database, without a web server."""
    built = build_house(tables_url, tmp_path)
    yield built
    built.engine.dispose()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Maker of homes on SQLite, seeded or empty, each a copy of one that was laid in once."""
    return Homes(tmp_path_factory.mktemp("homes"))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's path; fails with what to install when there is none."""
    return chrome.find_chromium()


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for the session."""
    with sync_playwright() as playwright:
        started = chrome.launch(playwright, chromium)
        yield started
        started.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page of its own, on which a broken policy, a failed script or a foreign request fails."""
    with chrome.watched_page(browser) as page:
        yield page


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """`axe(page)`: accessibility findings on a page, one line each."""
    return chrome.axe
