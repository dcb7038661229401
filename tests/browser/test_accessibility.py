"""Every page without a finding of axe: each once in turn of look, the main ones in all four."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from caseflow.app import create_app
from config import load
from tests.support.browser import watched_page
from tests.support.homes import CHEAP, PASSWORD, Homes
from tests.support.pseudo import pseudo_catalogue

Axe = Callable[..., list[str]]
LOOKS = (("en", "light"), ("ar", "dark"), ("en", "dark"), ("ar", "light"))
WHOLE = os.environ.get("CASEFLOW_AXE") == "all"
"""`make axe`: every page in every look; otherwise the looks take turns on the lesser pages."""
MAIN = {
    "officer": ("/cases", "/cases/{ref}", "/cases/new", "/cases/{ref}/move/assess"),
    "victim-officer": ("/victims", "/victims/{victim}"),
    "recruiter": ("/screening",),
    "auditor": ("/audit",),
    "": ("/sign-in", "/verify"),
}
OTHERS = {
    "officer": (
        "/cases/all",
        "/cases/{ref}/access",
        "/cases/{ref}/notes/new",
        "/cases/{ref}/tasks/new",
        "/cases/{ref}/people/new",
        "/cases/{ref}/allegations/new",
        "/cases/{ref}/merge",
        "/cases/{ref}/summary",
        "/cases/views/new",
        "/cases/join",
        "/cases/break-glass",
        "/me",
        "/notices",
        "/nothing-here",
    ),
    "victim-officer": ("/victims/new", "/victims/{victim}/need", "/victims/{victim}/identity"),
    "registry": (
        "/screening/register",
        "/screening/register/new",
        "/screening/matches",
        "/screening/thresholds",
    ),
    "administrator": (
        "/people",
        "/people/new",
        "/people/officer",
        "/entities",
        "/entities/new",
        "/organizations/new",
    ),
    "auditor": ("/audit/cases",),
}


@dataclass(frozen=True)
class Site:
    """Where the application answers, and what stands in its addresses."""

    base: str
    names: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application in English and in made-up Arabic, on a port that the system chose."""
    home = Homes(tmp_path_factory.mktemp("homes")).fresh()
    words = pseudo_catalogue(tmp_path_factory.mktemp("words"))
    app = create_app(
        load({"CASEFLOW_HOME": str(home)}),
        password_cost=CHEAP,
        BABEL_TRANSLATION_DIRECTORIES=str(words),
        CASEFLOW_LOCALES=("en", "ar"),
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", names_in(home))
    server.shutdown()
    thread.join()
    server.server_close()


def names_in(home: Path) -> dict[str, str]:
    with sqlite.connect(f"file:{home / 'caseflow.db'}?mode=ro", uri=True) as database:
        (ref,) = database.execute(
            "SELECT reference FROM cases WHERE stage = 'received' AND reference LIKE 'NOR-%'"
            " AND owner_id IS NOT NULL ORDER BY reference LIMIT 1"
        ).fetchone()
        (victim,) = database.execute("SELECT code FROM victim_files LIMIT 1").fetchone()
    return {"ref": ref, "victim": victim}


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_the_main_pages_have_no_finding_in_any_look(
    look: tuple[str, str], site: Site, browser: Browser, axe: Axe
) -> None:
    found = [
        fault
        for user, paths in MAIN.items()
        for fault in looked_at(browser, site, axe, user, [(path, look) for path in paths])
    ]
    assert not found, "\n".join(found)


def test_every_other_page_has_no_finding(site: Site, browser: Browser, axe: Axe) -> None:
    found, turn = [], 0
    for user, paths in OTHERS.items():
        for look in LOOKS:
            mine = [
                (path, look)
                for n, path in enumerate(paths, turn)
                if WHOLE or LOOKS[n % len(LOOKS)] == look
            ]
            found += looked_at(browser, site, axe, user, mine)
        turn += len(paths)
    assert not found, "\n".join(found)


def looked_at(
    browser: Browser, site: Site, axe: Axe, user: str, pages: list[tuple[str, tuple[str, str]]]
) -> list[str]:
    """What axe finds on these pages, all in one look, as this person."""
    if not pages:
        return []
    language, theme = pages[0][1]
    with watched_page(browser, color_scheme=theme, locale=language) as page:
        if user:
            sign_in(page, site, user)
        return [fault for path, _look in pages for fault in checked(page, site, axe, path)]


def checked(page: Page, site: Site, axe: Axe, path: str) -> list[str]:
    page.goto(site.base + path.format(**site.names))
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    faults = [f"{path}: {fault}" for fault in axe(page)]
    return faults + ([f"{path}: scrolls sideways by {wide}px"] if wide > 0 else [])


def sign_in(page: Page, site: Site, user: str) -> None:
    page.goto(f"{site.base}/sign-in")
    page.fill("[name=username]", user)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    assert "/sign-in" not in page.url
