"""Every page without a finding: each once in turn of look, the main ones in all four."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import NotFound
from werkzeug.serving import make_server

from caseflow.app import create_app
from config import load
from tests.browser.pages import MAIN, UNSEEN, names_in, others
from tests.support.browser import watched_page
from tests.support.homes import CHEAP, PASSWORD, Homes
from tests.support.pseudo import pseudo_catalogue

Axe = Callable[..., list[str]]
LOOKS = (("en", "light"), ("ar", "dark"), ("en", "dark"), ("ar", "light"))
NOWHERE = "/nothing-here"
WHOLE = os.environ.get("CASEFLOW_AXE") == "all"
"""`make axe`: every page in every look; otherwise the looks take turns on the lesser pages."""

STICKS_OUT = """() => [...document.querySelectorAll("main *")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 1 && !each.closest("svg, thead, .views, .visually-hidden")
        && (box.right > innerWidth + 1 || box.left < -1 || [...each.childNodes].some(words => {
            const panel = each.closest(".panel, .notice, .outcome");
            if (!panel || words.nodeType !== Node.TEXT_NODE) return false;
            const edge = panel.getBoundingClientRect(), range = new Range();
            range.selectNodeContents(words);
            const said = range.getBoundingClientRect();
            return said.width > 1 && (said.right > edge.right || said.left < edge.left);
        }));
}).map(each => each.outerHTML.slice(0, 120))"""
"""Words and boxes that reach over the edge of the page, or of the panel they stand in."""


WIDTHS = (320, 768, 1200)
"""Pixels: the narrowest page, a tablet held upright, the narrowest page with the whole menu."""


@dataclass(frozen=True)
class Site:
    """Where the application answers, and what stands in its addresses."""

    base: str
    names: dict[str, str]
    app: Flask


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
    yield Site(f"http://127.0.0.1:{server.server_port}", names_in(home), app)
    server.shutdown()
    thread.join()
    server.server_close()


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
    for user, paths in others(site.app).items():
        for look in LOOKS:
            mine = [
                (path, look)
                for n, path in enumerate(paths, turn)
                if WHOLE or LOOKS[n % len(LOOKS)] == look
            ]
            found += looked_at(browser, site, axe, user, mine)
        turn += len(paths)
    assert not found, "\n".join(found)


def test_there_is_no_page_that_is_not_looked_at(site: Site) -> None:
    routes = site.app.url_map.bind("localhost")
    seen = set(UNSEEN)
    for path in (path for paths in (*MAIN.values(), *others(site.app).values()) for path in paths):
        if path == NOWHERE:
            continue
        where, _, further = path.format(**site.names).partition(" > ")
        if further:
            seen.add(only_page(site.app, further))
            continue
        try:
            seen.add(routes.match(where.partition("?")[0], method="GET")[0])
        except NotFound:
            pytest.fail(f"nothing is at {where}")
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in rule.methods}
    assert sorted(pages - seen) == []


def only_page(app: Flask, part: str) -> str:
    """The endpoint of the one page whose address has this part."""
    (found,) = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and part in rule.rule
    }
    return found


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
    """What is wrong with a page: its answer, axe's findings, what has no room on it."""
    path, _, further = path.partition(" > ")
    answer = page.goto(site.base + path.format(**site.names))
    if further:
        link = page.locator(f'main a[href*="{further}"]').first.get_attribute("href")
        answer = page.goto(f"{site.base}{link}")
    assert answer is not None
    if answer.status != (404 if path == NOWHERE else 200):
        return [f"{path}: {answer.status}"]
    return [f"{path}: {fault}" for fault in axe(page) + without_room(page)]


def without_room(page: Page) -> list[str]:
    """What reaches over an edge where room is short."""
    found, usual = [], page.viewport_size
    assert usual is not None
    for width in (*WIDTHS, usual["width"]):
        page.set_viewport_size({**usual, "width": width})
        found += [f"at {width}px: {words}" for words in page.evaluate(STICKS_OUT)]
        if (wide := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            found.append(f"at {width}px: scrolls sideways by {wide}px")
    return found


def sign_in(page: Page, site: Site, user: str) -> None:
    page.goto(f"{site.base}/sign-in")
    page.fill("[name=username]", user)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    assert "/sign-in" not in page.url
