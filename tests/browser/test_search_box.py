"""The search box in a real browser: one question a pause, keys, roles for those who listen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import Site
from tests.browser.test_accessibility import site as site  # noqa: PLC0414  # a fixture
from tests.support.browser import watched_page
from tests.support.homes import PASSWORD

Axe = Callable[..., list[str]]


@contextmanager
def signed_in(browser: Browser, at: Site, user: str, path: str, **look) -> Iterator[Page]:
    """A page of somebody who has signed in."""
    look = {"viewport": {"width": 1360, "height": 900}, **look}
    with watched_page(browser, **look) as page:
        page.goto(f"{at.base}/sign-in")
        page.locator("[name=username]").fill(user)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit], main form button:not([type])").first.click()
        page.goto(f"{at.base}{path}")
        yield page


def questions(page: Page) -> list[str]:
    """The answers that were asked for; what was typed stands in no address."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_a_pause_asks_once_and_keys_lead_to_what_was_found(browser, site, axe):
    reference = site.names["ref"]
    with signed_in(browser, site, "officer", "/cases") as page:
        page.keyboard.press("Control+k")
        words = page.get_by_role("combobox", name="Find or do")
        expect(words).to_be_focused()
        page.wait_for_timeout(500)
        asked = questions(page)
        page.keyboard.type(reference[-5:], delay=40)
        line = page.get_by_role("option").filter(has_text=reference)
        expect(line).to_be_visible()
        assert [url.rpartition("/")[2] for url in asked] == ["answers"]
        assert not [url for url in asked if reference[-5:] in url]
        assert axe(page) == []
        chosen = words.get_attribute("aria-activedescendant")
        assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
        for _step in range(30):
            if page.locator("[aria-selected=true]").filter(has_text=reference).count():
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/cases/{reference}")


def test_acts_of_the_open_case_and_what_was_opened_last_are_offered(browser, site, axe):
    reference = site.names["ref"]
    with signed_in(browser, site, "officer", f"/cases/{reference}") as page:
        page.keyboard.press("Control+k")
        box = page.get_by_role("listbox")
        expect(box.get_by_role("group", name="On this page")).to_be_visible()
        expect(box.get_by_role("group", name="Opened lately")).to_contain_text(reference)
        page.keyboard.type("write a no")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/cases/{reference}/notes/new")


def test_escape_closes_and_nothing_found_is_said(browser, site, axe):
    with signed_in(browser, site, "recruiter", "/screening") as page:
        page.keyboard.press("Control+k")
        page.keyboard.type("zzqq")
        said = page.get_by_text("Nothing found. Names are found by whole words")
        expect(said).to_be_visible()
        expect(page.locator("[data-palette-said]")).to_have_text("Nothing found")
        assert axe(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("#palette")).to_be_hidden()
        page.keyboard.press("Control+k")
        expect(page.get_by_role("combobox", name="Find or do")).to_have_value("")
        page.keyboard.type("zzqq")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/search\?w="))
        assert "zzqq" not in page.url
        expect(page.get_by_role("heading", name="Nothing found that you may see")).to_be_visible()
        page.go_back()
        page.go_forward()
        expect(page.locator("#search-words")).to_have_value("zzqq")


def test_what_is_heard_is_what_is_seen_and_nothing_stands_there_twice(browser, site):
    with signed_in(browser, site, "officer", "/cases") as page:
        page.keyboard.press("Control+k")
        for typed in ("settings", "record"):
            page.get_by_role("combobox", name="Find or do").fill(typed)
            said = page.locator("[data-palette-said]")
            expect(said).to_have_text(re.compile(r"Lines: [1-9]"))
            shown = page.locator("#palette li:not([hidden]) a:visible")
            assert said.inner_text() == f"Lines: {shown.count()}"
            leads = [shown.nth(n).get_attribute("href") for n in range(shown.count())]
            assert len(leads) == len(set(leads))


def test_a_session_that_ended_is_said_and_no_answer_made_up(browser, site):
    with signed_in(browser, site, "officer", "/cases") as page:
        page.context.clear_cookies()
        page.keyboard.press("Control+k")
        page.keyboard.type("zzqq")
        expect(page.get_by_text("The search did not answer")).to_be_visible()


@pytest.mark.parametrize(("locale", "width"), [("ar", 390), ("en", 320), ("ar", 1360)])
def test_the_box_and_its_page_fit_in_both_directions(browser, site, axe, locale, width):
    look = {"viewport": {"width": width, "height": 800}, "locale": locale}
    with signed_in(browser, site, "officer", "/search", **look) as page:
        assert axe(page) == []
        page.locator("#palette").evaluate("sheet => sheet.showPopover()")
        page.keyboard.type(site.names["ref"][-5:])
        expect(page.get_by_role("option").filter(has_text=site.names["ref"])).to_be_visible()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_box_works_without_scripts(browser, site):
    with signed_in(browser, site, "officer", "/cases", java_script_enabled=False) as page:
        page.get_by_role("button", name=re.compile("Find a case")).click()
        words = page.locator("#palette [name=q]")
        words.fill(site.names["ref"])
        words.press("Enter")
        page.wait_for_url(f"**/cases/{site.names['ref']}")
