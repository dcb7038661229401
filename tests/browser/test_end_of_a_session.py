"""A session that ends while somebody types, in a real browser: warned, kept, back in the form."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pysqlite3.dbapi2 as sqlite
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walking import Walker, signed_in
from tests.support.browser import axe
from tests.support.homes import PASSWORD
from tests.support.server import Server

WORDS = "The tank was empty on Friday, and nobody can say why."


def seen_ago(served: Server, minutes: int) -> None:
    """Let every session have been used last so long ago."""
    then = datetime.now(UTC) - timedelta(minutes=minutes)
    with sqlite.connect(served.home / "caseflow.db", timeout=20) as database:
        moment = then.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        database.execute("UPDATE user_sessions SET seen_at = ?", (moment,))


def note_page(walker: Walker) -> str:
    """An own case's page for a note, opened."""
    walker.go("/cases")
    found = re.search(r'href="(/cases/[A-Z]+-\d{4}-\d+)"', walker.page.content())
    assert found is not None
    path = f"{found[1]}/notes/new"
    assert walker.go(path) == 200
    return path


def sign_in_again(walker: Walker) -> None:
    walker.fill(username="officer", password=PASSWORD)
    walker.press("Sign in")


def test_words_of_an_ended_session_stand_in_the_form_after_signing_in(
    browser: Browser, served: Server
) -> None:
    with signed_in(browser, served, "officer") as officer:
        path = note_page(officer)
        officer.fill(words=WORDS)
        seen_ago(served, 61)
        officer.press("Keep the note")
        assert officer.path == "/sign-in"
        assert "Your words are kept" in officer.said
        assert axe(officer.page) == []
        sign_in_again(officer)
        assert officer.path == path
        expect(officer.page.locator("[name=words]")).to_have_value(WORDS)
        assert "Nothing was sent" in officer.said
        assert axe(officer.page) == []
        officer.press("Keep the note")
        assert officer.path == path.removesuffix("/notes/new")
        assert WORDS in officer.said


def test_words_without_a_session_stand_in_the_form_after_signing_in(
    browser: Browser, served: Server
) -> None:
    with signed_in(browser, served, "officer") as officer:
        path = note_page(officer)
        officer.fill(words=f"{WORDS} Again.")
        officer.page.context.clear_cookies()
        officer.press("Keep the note")
        assert "Your words are kept" in officer.said
        assert axe(officer.page) == []
        sign_in_again(officer)
        assert officer.path == path
        expect(officer.page.locator("[name=words]")).to_have_value(f"{WORDS} Again.")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_begun_before_is_offered_also_without_scripts(
    browser: Browser, served: Server, *, scripts: bool
) -> None:
    with signed_in(browser, served, "officer-2", java_script_enabled=scripts) as officer:
        path = note_page(officer)
        officer.fill(words=WORDS)
        seen_ago(served, 61)
        officer.page.locator("main form .btn-primary").last.click()
        officer.page.wait_for_url("**/sign-in")
        officer.fill(username="officer-2", password=PASSWORD)
        officer.page.locator("main .btn-primary").last.click()
        officer.page.wait_for_url("**/notes/new?draft=*")
        expect(officer.page.locator("[name=words]")).to_have_value(WORDS)
        officer.go(path)
        assert "You have begun this before" in officer.said
        if scripts:
            assert axe(officer.page) == []
        officer.page.get_by_role("button", name="Throw away").last.click()
        officer.page.wait_for_url(f"**{path}")
        assert "You have begun this before" not in officer.said


def test_some_minutes_before_the_end_the_page_says_so_and_one_can_stay(
    browser: Browser, served: Server
) -> None:
    with signed_in(browser, served, "officer") as officer:
        page = officer.page
        page.clock.install()
        officer.go("/cases")
        bar = page.locator("[data-leaving]")
        expect(bar).to_be_hidden()
        seen_ago(served, 57)
        page.clock.run_for(56 * 60 * 1000)
        expect(bar).to_be_visible()
        expect(bar).to_contain_text(re.compile(r"You will be signed out at \d\d:\d\d\."))
        assert axe(page) == []
        seen_ago(served, 57)  # asking did not put the end off
        bar.get_by_role("button", name="Stay signed in").click()
        expect(bar).to_be_hidden()
        assert officer.go("/cases") == 200
        seen_ago(served, 61)
        page.clock.run_for(56 * 60 * 1000)
        expect(bar).to_contain_text("You are signed out")
        expect(bar.get_by_role("button")).to_be_hidden()


def test_whoever_stays_goes_on_typing_where_they_were_and_sees_it(
    browser: Browser, served: Server
) -> None:
    with signed_in(browser, served, "officer") as officer:
        page = officer.page
        page.set_viewport_size({"width": 320, "height": 560})
        page.clock.install()
        note_page(officer)
        field, bar = page.locator("[name=words]"), page.locator("[data-leaving]")
        field.click()
        page.keyboard.type("The tank")
        page.clock.run_for(25_000)
        expect(page.locator("[data-draft-state]")).to_contain_text("Kept")
        seen_ago(served, 57)
        page.clock.run_for(56 * 60 * 1000)
        expect(bar).to_be_visible()
        over, under = bar.bounding_box(), field.bounding_box()
        assert over is not None
        assert under is not None
        assert under["y"] + under["height"] <= over["y"], (under, over)
        bar.get_by_role("button", name="Stay signed in").click()
        expect(bar).to_be_hidden()
        expect(field).to_be_focused()
        page.keyboard.type(" was empty")
        expect(field).to_have_value("The tank was empty")
