"""Words that were typed before, in a real browser: seen where they stand, or on their own page."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.test_end_of_a_session import WORDS, note_page
from tests.browser.walking import signed_in
from tests.support.browser import axe
from tests.support.homes import PASSWORD
from tests.support.server import Server


def test_words_in_a_closed_fold_are_shown_and_have_the_focus(
    browser: Browser, served: Server
) -> None:
    with signed_in(browser, served, "officer") as officer:
        path = note_page(officer).replace("/notes/new", "/people/new")
        officer.go(path)
        officer.page.get_by_text("More about this person").click()
        officer.page.locator("[name=id_number]").fill("P-4711")
        officer.page.context.clear_cookies()
        officer.page.locator("main form .btn-primary").last.click()
        officer.page.wait_for_url(f"**{path}")
        officer.fill(username="officer", password=PASSWORD)
        officer.press("Sign in")
        assert officer.path == path
        field = officer.page.locator("[name=id_number]")
        expect(field).to_have_value("P-4711")
        expect(field).to_be_focused()
        expect(field).to_be_in_viewport()
        assert axe(officer.page) == []


def test_back_and_send_again_writes_one_note_and_asks(browser: Browser, served: Server) -> None:
    with signed_in(browser, served, "officer-2") as officer:
        path = note_page(officer)
        home = path.removesuffix("/notes/new")
        officer.fill(words=f"{WORDS} Twice.")
        officer.press("Keep the note")
        officer.page.go_back()
        officer.fill(words=f"{WORDS} Twice.")
        officer.press("Keep the note")
        assert "You sent just the same at" in officer.said
        assert axe(officer.page) == []
        officer.page.get_by_role("link", name="To what it led to").click()
        assert officer.path == home
        assert officer.page.get_by_text(f"{WORDS} Twice.").count() == 1


def test_the_page_of_a_draft_can_be_read_by_everybody(browser: Browser, served: Server) -> None:
    with signed_in(browser, served, "officer-2") as officer:
        note_page(officer)
        officer.fill(words=WORDS)
        expect(officer.page.locator("[data-draft-state]")).to_contain_text("Kept", timeout=15_000)
        officer.go("/drafts")
        found = re.search(r"draft=([0-9a-f-]{36})", officer.page.content())
        assert found is not None
        assert axe(officer.page) == []
        for wide in (390, 1360):
            officer.page.set_viewport_size({"width": wide, "height": 800})
            officer.go(f"/drafts/{found[1]}")
            assert WORDS in officer.said
            assert axe(officer.page) == []


def test_whoever_leaves_at_once_finds_the_last_words_too(browser: Browser, served: Server) -> None:
    with signed_in(browser, served, "officer-2") as officer:
        path = note_page(officer)
        officer.page.on("dialog", lambda dialog: dialog.accept())
        officer.page.locator("[name=words]").press_sequentially("Left within a second.")
        officer.go("/cases")
        officer.page.wait_for_timeout(2_000)  # the last words travel while the next page is drawn
        officer.go(path)
        officer.page.get_by_text("go on with what you kept").first.click()
        expect(officer.page.locator("[name=words]")).to_have_value("Left within a second.")


def test_two_tabs_of_one_draft_lead_to_both_texts(browser: Browser, served: Server) -> None:
    with signed_in(browser, served, "officer-2") as officer:
        path = note_page(officer)
        with officer.page.expect_response("**/drafts/keep"):
            officer.fill(words=f"{WORDS} From before.")
        officer.go(path)
        officer.page.get_by_text("go on with what you kept").first.click()
        other = officer.page.context.new_page()
        other.goto(officer.page.url)
        notice = "[data-draft-beside]"
        for tab, words in ((other, "In the other tab."), (officer.page, "In this tab.")):
            expect(tab.locator(notice)).to_be_hidden()
            with tab.expect_response("**/drafts/keep"):
                tab.locator("[name=words]").fill(words)
        expect(officer.page.locator(notice)).to_be_visible()
        expect(other.locator(notice)).to_be_hidden()
        assert axe(officer.page) == []
        officer.page.get_by_role("link", name="look at both texts").click()
        for wide in (320, 390, 1360):
            officer.page.set_viewport_size({"width": wide, "height": 800})
            assert "In the other tab." in officer.said
            assert "In this tab." in officer.said
            assert axe(officer.page) == []
        officer.page.get_by_role("link", name="Go on with it").first.click()
        expect(officer.page.locator("[name=words]")).to_have_value("In the other tab.")
