"""A real Chromium, watched: policy violations, script errors and foreign requests are faults."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

from tests.support.network import local

ADVICE = (
    "No Chromium was found. Install it (Debian: apt-get install chromium), or name one in "
    "CASEFLOW_CHROMIUM; `make test` installs it where the user may."
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
VENDOR = Path(__file__).parents[1] / "vendor"


class NoChromium(RuntimeError):
    """There is no browser to test with; the sentence says what to install."""


def find_chromium() -> Path:
    """The browser's path: CASEFLOW_CHROMIUM, else the first of the usual names on PATH."""
    named = os.environ.get("CASEFLOW_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise NoChromium(f"CASEFLOW_CHROMIUM names {named}, which cannot be run")
        return Path(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise NoChromium(ADVICE)


def launch(playwright: Playwright, path: Path) -> Browser:
    """Start the browser headless, without its own talk to the outside."""
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    faults: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        """Note a broken content security policy; other messages are the page's own affair."""
        if "Content Security Policy" in message.text:
            self.faults.append(f"policy: {message.text}")

    def error(self, error: Any) -> None:
        """Note a script that failed."""
        self.faults.append(f"script: {error}")

    def request(self, request: Request) -> None:
        """Note a request to another machine."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and not local(parts.hostname):
            self.faults.append(f"foreign: {request.url}")


@contextmanager
def watched_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a context of its own; leaving asserts that nothing went wrong on it."""
    watch = Watch()
    context = browser.new_context(**options)
    context.on("console", watch.console)
    context.on("weberror", lambda failure: watch.error(failure.error))
    context.on("request", watch.request)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not watch.faults, "\n".join(watch.faults)


def axe_source() -> Path:
    """The vendored axe-core script."""
    found = sorted(VENDOR.glob("axe-core-*/axe.min.js"))
    if not found:
        raise FileNotFoundError(f"axe-core is missing below {VENDOR}")
    return found[-1]


def axe(page: Page, **options: Any) -> list[str]:
    """What axe finds on the page as it stands: one line per violation and place.

    The script is evaluated by the browser's debugger, so the page's own policy stays in force.
    """
    page.evaluate(axe_source().read_text(encoding="utf-8"))
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']}: {' '.join(map(str, node['target']))}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
