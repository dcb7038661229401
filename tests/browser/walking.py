"""Walking the pages as a person: sign in, fill in, press, read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from tests.support.browser import watched_page
from tests.support.homes import PASSWORD
from tests.support.server import Server

PATIENCE = 15_000
"""Milliseconds a page may take on a busy machine."""


@dataclass
class Walker:
    """One person in a browser of their own."""

    page: Page
    server: Server

    def go(self, path: str) -> int:
        """Open an address of ours; its status."""
        answer = self.page.goto(self.server.url(path))
        assert answer is not None
        return answer.status

    def fill(self, **values: str) -> None:
        """Fill fields by name; a double underscore stands for a hyphen."""
        for name, value in values.items():
            field = self.page.locator(f'[name="{name.replace("__", "-")}"]').first
            kind = field.evaluate("e => e.tagName + ':' + e.type")
            if kind.startswith("SELECT"):
                field.select_option(value)
            elif kind in {"INPUT:radio", "INPUT:checkbox"}:
                name_ = name.replace("__", "-")
                self.page.locator(f'[name="{name_}"][value="{value}"]').check()
            else:
                field.fill(value)

    def press(self, words: str) -> None:
        """Press the button with these words in the main part of the page."""
        button = self.page.locator("main").get_by_role("button", name=words).last
        before = self.page.url
        with self.page.expect_navigation():
            button.click()
        assert not self.page.locator(".errors").count(), f"{before}: {self.said}"

    def follow(self, words: str) -> None:
        """Follow the link with these words."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=words).first.click()

    def select(self, name: str, words: str) -> None:
        """Choose the option that has these words."""
        option = self.page.locator(f'select[name="{name}"] option', has_text=words).first
        self.page.locator(f'select[name="{name}"]').select_option(option.get_attribute("value"))

    @property
    def said(self) -> str:
        """The words of the main part of the page."""
        return self.page.locator("main").inner_text()

    @property
    def path(self) -> str:
        """Where one is."""
        return urlsplit(self.page.url).path


@contextmanager
def signed_in(browser: Browser, server: Server, username: str, **options: str) -> Iterator[Walker]:
    """Sign in through the door; a broken policy or script on any page fails the test."""
    with watched_page(browser, **options) as page:
        page.set_default_timeout(PATIENCE)
        walker = Walker(page, server)
        walker.go("/sign-in")
        walker.fill(username=username, password=PASSWORD)
        walker.press("Sign in")
        assert "/sign-in" not in page.url, walker.said
        yield walker
