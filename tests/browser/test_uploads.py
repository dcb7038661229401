"""A large file goes to the server in pieces: over a cut line, after a stop, whole in the end."""

from __future__ import annotations

import hashlib
import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import site as site  # noqa: PLC0414  # a fixture
from tests.browser.test_search_box import signed_in

SIZE = 20_000_000
"""Three pieces, the last one short."""


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "Film of the depot.mp4"
    path.write_bytes(os.urandom(SIZE))
    return path


def files_panel(page):
    return page.locator("section", has=page.locator("#files"))


def choose(page, path) -> None:
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Add a file").click()


def test_a_large_file_comes_whole_although_the_line_was_cut(browser, site, axe, large):
    reference = site.names["ref"]
    with signed_in(browser, site, "officer", f"/cases/{reference}/files/new") as page:
        cut = iter([True, False, True])
        page.route(
            "**/pieces", lambda route: route.abort() if next(cut, False) else route.continue_()
        )
        choose(page, large)
        expect(page.get_by_role("status").filter(has_text="connection is away")).to_be_visible()
        assert axe(page) == []
        page.wait_for_url(f"**/cases/{reference}#message", timeout=60_000)
        expect(files_panel(page)).to_contain_text("The file is added.")
        expect(files_panel(page)).to_contain_text(hashlib.sha256(large.read_bytes()).hexdigest())
        with page.expect_download() as download:
            page.get_by_role("link", name=large.name).first.click()
        assert download.value.path().read_bytes() == large.read_bytes()


def test_whoever_stopped_goes_on_where_it_ended_and_may_drop_it(browser, site, axe, large):
    reference = site.names["ref"]
    address = f"/cases/{reference}/files/new"
    with signed_in(browser, site, "officer", address) as page:
        sent: list[str] = []

        def once(route) -> None:
            sent.append(route.request.url)
            if len(sent) > 1:
                page.get_by_role("button", name="Stop").click()
            route.continue_()

        page.route("**/pieces", once)
        choose(page, large)
        expect(page.get_by_role("status").filter(has_text="Stopped")).to_be_visible()
        page.unroute("**/pieces")
        page.goto(f"{site.base}{address}")
        way = page.locator("section", has=page.locator("#on-its-way"))
        expect(way).to_contain_text(large.name)
        expect(way).to_contain_text("8.0 MiB of 19.1 MiB have come")
        assert axe(page) == []
        again: list[str] = []
        page.on("request", lambda r: again.append(r.url) if r.url.endswith("/pieces") else None)
        choose(page, large)
        page.wait_for_url(f"**/cases/{reference}#message", timeout=60_000)
        assert len(again) == 2, "the first piece is not sent again"


def test_a_page_of_a_document_is_looked_at(browser, site, axe, tmp_path):
    from reportlab.pdfgen import canvas

    path = tmp_path / "Letter.pdf"
    paper = canvas.Canvas(str(path))
    for number in (1, 2):
        paper.drawString(100, 700, f"Page {number}")
        paper.showPage()
    paper.save()
    reference = site.names["ref"]
    with signed_in(browser, site, "officer", f"/cases/{reference}/files/new") as page:
        choose(page, path)
        page.wait_for_url(f"**/cases/{reference}#message")
        files_panel(page).get_by_role("link", name=re.compile("Look.*Letter")).click()
        expect(page.get_by_text("page 1 of 2")).to_be_visible()
        drawn = page.locator("img.preview")
        assert drawn.evaluate("picture => picture.naturalHeight") > 1000
        assert axe(page) == []
        page.get_by_role("link", name="Next page").click()
        expect(page.get_by_text("page 2 of 2")).to_be_visible()
