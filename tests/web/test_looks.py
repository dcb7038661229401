"""The furniture in a real browser: no axe finding, no policy message, no sideways scroll."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import axe, watched_page

PAGES = ("pattern", "queue", "case", "log", "sign-in", "refused")
ALTERNATING = [
    (
        page,
        *(("en", "light", 1360), ("ar", "dark", 320), ("en", "dark", 900), ("ar", "light", 1360))[
            i % 4
        ],
    )
    for i, page in enumerate(PAGES)
]


@pytest.mark.parametrize(("name", "lang", "theme", "width"), ALTERNATING)
def test_a_page_is_sound_in_each_direction_theme_and_width(
    browser, address, name, lang, theme, width
):
    with watched_page(browser, viewport={"width": width, "height": 900}) as page:
        page.goto(f"{address}/{name}?lang={lang}&theme={theme}")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_errors_take_the_focus_and_lead_into_the_field(browser, address):
    with watched_page(browser) as page:
        page.goto(f"{address}/log")
        page.check("#happened-precision-0")
        page.fill("#title", "Fuel")
        page.get_by_role("button", name="Continue").click()
        summary = page.locator("[data-errors]")
        expect(summary).to_be_focused()
        expect(page).to_have_title("Error: What happened · CaseFlow")
        assert axe(page) == []
        summary.get_by_role("link", name="Say what happened").click()
        expect(page.locator("#account")).to_be_focused()
        expect(page.locator("#title")).to_have_value("Fuel")


def test_how_sure_a_date_is_decides_which_boxes_are_shown(browser, address):
    with watched_page(browser) as page:
        page.goto(f"{address}/log")
        page.check("#happened-precision-1")
        expect(page.locator("#happened-last-day")).to_be_visible()
        page.check("#happened-precision-3")
        expect(page.locator("#happened-first-day")).to_be_hidden()
        expect(page.locator("#happened-last-day")).to_be_hidden()
        # what does not count is not sent, and is there again as soon as it counts
        page.check("#happened-precision-1")
        page.fill("#happened-last-day", "19")
        sent = "[...new FormData(document.querySelector('form:has(#happened-last-day)')).keys()]"
        assert "happened-last-day" in page.evaluate(sent)
        page.check("#happened-precision-0")
        assert "happened-last-day" not in page.evaluate(sent)
        page.check("#happened-precision-1")
        expect(page.locator("#happened-last-day")).to_have_value("19")


def test_the_bulk_bar_counts_what_is_ticked(browser, address):
    with watched_page(browser, viewport={"width": 1360, "height": 900}) as page:
        page.goto(f"{address}/queue")
        bar = page.locator("[data-bulk]")
        expect(bar).to_be_hidden()
        page.get_by_label("Select CF-2026-00361").check()
        page.get_by_label("Select CF-2026-00405").check()
        expect(bar).to_contain_text("2 of 48 selected")
        assert axe(page) == []
        page.get_by_label("Select all").check()
        expect(bar).to_contain_text("6 of 48 selected")
        bar.get_by_role("button", name="Clear").click()
        expect(bar).to_be_hidden()


def test_the_palette_narrows_and_goes(browser, address):
    with watched_page(browser, viewport={"width": 1360, "height": 900}) as page:
        page.goto(f"{address}/queue")
        page.keyboard.press("Control+k")
        palette = page.locator("#palette")
        expect(palette).to_be_visible()
        assert axe(page) == []
        page.keyboard.type("patt")
        expect(palette.get_by_role("link", name="Log a case")).to_be_hidden()
        page.keyboard.press("Enter")
        page.wait_for_url("**/pattern")
        page.keyboard.press("/")
        page.keyboard.type("zzz")
        expect(palette.get_by_text("Nothing here is called that")).to_be_visible()


def test_words_typed_while_the_palette_opens_are_kept(browser, address):
    """The browser tells that it is open a moment after it is; fingers do not wait for that."""
    with watched_page(browser, viewport={"width": 1360, "height": 900}) as page:
        page.goto(f"{address}/queue")
        page.evaluate(
            """() => {
              document.getElementById("palette").showPopover();
              const words = document.activeElement;
              words.value = "zzz";
              words.dispatchEvent(new Event("input", { bubbles: true }));
              return new Promise((done) => setTimeout(done, 100));
            }"""
        )
        expect(page.locator("[data-palette-words]")).to_have_value("zzz")
        expect(page.get_by_text("Nothing here is called that")).to_be_visible()


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("ar", "dark")])
def test_a_narrow_menu_can_be_widened_again(browser, address, lang, theme):
    with watched_page(browser, viewport={"width": 1360, "height": 900}, locale=lang) as page:
        page.goto(f"{address}/queue?theme={theme}")
        rail, words = page.locator("#rail"), page.locator("#rail li a span").first
        switch = page.locator("#rail .slimmer button")
        wide = rail.bounding_box()["width"]
        expect(switch).to_have_accessible_name("Narrow menu" if lang == "en" else re.compile("."))
        switch.click()
        expect(page.locator(".app")).to_have_class(re.compile("is-slim"))
        narrow = rail.bounding_box()["width"]
        assert narrow < wide / 2
        for part in (words, switch, page.get_by_role("link", name="CaseFlow").first):
            box, around = part.bounding_box(), rail.bounding_box()
            assert around["x"] - 1 <= box["x"]
            assert box["x"] + box["width"] <= around["x"] + around["width"] + 1
        assert axe(page) == []
        page.goto(f"{address}/case")
        assert page.locator("#rail").bounding_box()["width"] == narrow
        page.locator("#rail .slimmer button").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".app")).not_to_have_class(re.compile("is-slim"))
        assert page.locator("#rail").bounding_box()["width"] == wide


def test_keys_walk_rows_and_go_to_places_unless_switched_off(browser, address):
    with watched_page(browser, viewport={"width": 1360, "height": 900}) as page:
        page.goto(f"{address}/queue")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.get_by_role("link", name="Threats at the vehicle workshop")).to_be_focused()
        page.keyboard.press("x")
        expect(page.get_by_label("Select CF-2026-00405")).to_be_checked()
        page.keyboard.press("g")
        page.keyboard.press("p")
        page.wait_for_url("**/pattern")
        page.goto(f"{address}/queue?nokeys")
        page.keyboard.press("j")
        expect(page.locator("tr a:focus")).to_have_count(0)
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_hidden()


def test_menu_palette_and_dialog_open_without_scripts(browser, address):
    with watched_page(
        browser, java_script_enabled=False, viewport={"width": 320, "height": 800}
    ) as page:
        page.goto(f"{address}/case")
        page.get_by_role("button", name="Main menu").click()
        expect(page.get_by_role("link", name="My queue").first).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Send to review").click()
        expect(page.get_by_role("dialog", name="Send to review?")).to_be_visible()


def test_the_server_form_works_without_scripts(browser, address):
    with watched_page(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/log")
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("[data-errors]")).to_contain_text("Say how sure the date is")
