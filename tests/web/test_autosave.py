"""Autosave in a real browser: when it keeps, what it sends, and what it says when it cannot."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import axe, watched_page

LATE = datetime(2026, 11, 23, 22, 57, tzinfo=UTC)
"""23:57 in Zurich, where the reader of these pages is."""
SETTLED = 300


@pytest.fixture
def page(browser, address, furnished):
    furnished.config.update(KEPT=[], FAILING=False)
    with watched_page(browser) as page:
        page.clock.install(time=LATE)
        page.goto(f"{address}/log")
        yield page


def state(page: Page):
    return page.locator("[data-draft-state]")


def typed(page: Page, words: str) -> None:
    page.locator("#account").press_sequentially(words)


def test_words_are_kept_two_seconds_after_the_first_key_and_then_every_twenty(page, furnished):
    kept = furnished.config["KEPT"]
    typed(page, "Receipts")
    page.clock.run_for(2_100)
    expect(state(page)).to_have_text("Kept 14:05")
    assert [each["account"] for each in kept] == ["Receipts"]
    typed(page, " bear")
    page.clock.run_for(10_000)
    typed(page, " numbers")
    page.wait_for_timeout(SETTLED)
    assert len(kept) == 1
    page.clock.run_for(10_000)
    page.wait_for_timeout(SETTLED)
    assert [each["account"] for each in kept] == ["Receipts", "Receipts bear numbers"]
    assert [each["draft"] for each in kept] == ["mark-0", "mark-1"]  # it goes on with its draft
    page.clock.run_for(60_000)
    page.wait_for_timeout(SETTLED)
    assert len(kept) == 2  # nothing new, nothing sent


def test_a_save_that_fails_says_since_when_and_is_tried_again(page, furnished):
    furnished.config["FAILING"] = True
    typed(page, "Receipts")
    page.clock.run_for(2_100)
    expect(state(page)).to_have_text("Not kept since 23:57")
    assert axe(page) == []
    page.clock.run_for(61_000)
    page.wait_for_timeout(SETTLED)
    expect(state(page)).to_have_text("Not kept since 23:57")
    assert len(furnished.config["KEPT"]) >= 2
    furnished.config["FAILING"] = False
    page.clock.run_for(21_000)
    expect(state(page)).to_have_text("Kept 14:05")


def test_it_never_says_kept_while_the_network_is_away(page, furnished):
    page.context.set_offline(True)
    typed(page, "Receipts")
    page.clock.run_for(2_100)
    expect(state(page)).to_have_text("Not kept since 23:57")
    page.context.set_offline(False)
    page.clock.run_for(21_000)
    expect(state(page)).to_have_text("Kept 14:05")


def test_leaving_asks_while_words_are_not_kept_and_not_after(page, address):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    typed(page, "Receipts")
    page.goto(f"{address}/queue")
    assert asked == ["beforeunload"]
    page.goto(f"{address}/log")
    typed(page, "Receipts")
    page.clock.run_for(2_100)
    expect(state(page)).to_have_text("Kept 14:05")
    page.goto(f"{address}/queue")
    assert asked == ["beforeunload"]


def test_passwords_and_files_are_not_even_sent(page, furnished):
    page.evaluate(
        """() => {
          const box = document.createElement("input");
          box.type = "password"; box.name = "secret"; box.value = "open sesame";
          document.querySelector("form[data-autosave]").append(box);
        }"""
    )
    typed(page, "Receipts")
    page.clock.run_for(2_100)
    expect(state(page)).to_have_text("Kept 14:05")
    assert "secret" not in furnished.config["KEPT"][0]
    assert "paper" not in furnished.config["KEPT"][0]


def test_more_than_can_be_sent_is_not_sent_and_stays_where_it_is(page, address):
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("form[data-most]").evaluate("form => { form.dataset.most = '400'; }")
    page.locator("#account").fill("x" * 500)
    page.locator("form[data-most] button[type=submit], form[data-most] .btn-primary").first.click()
    told = page.locator("[data-too-large]")
    expect(told).to_be_visible()
    expect(told).to_be_focused()
    expect(told).to_contain_text("It still stands here")
    assert "POST" not in sent
    assert page.locator("#account").input_value() == "x" * 500
    assert axe(page) == []
    page.clock.run_for(2_100)
    expect(state(page)).to_have_text("Kept 14:05")  # it goes on being kept
