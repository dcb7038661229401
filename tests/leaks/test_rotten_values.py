"""Every sealed value of a home spoilt: each page opens as before, and says what it cannot show."""

from __future__ import annotations

import pytest

from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN
from caseflow.crypto.fields import all_fields
from caseflow.demo.cast import people
from caseflow.web.store import engine
from tests.leaks.crawling import crawl
from tests.support.homes import application
from tests.support.rotting import rot
from tests.support.visitor import visitor

SUMMARY = "/summary"


@pytest.fixture(scope="module")
def walked(homes):
    """What each page answered before and after, by person and address."""
    home = homes.fresh()
    with application(home) as app:
        before = {name: list(crawl(visitor(app, name), frozenset())) for name in people()}
        with app.app_context():
            for field in all_fields():
                rot(engine(), field)
        after: dict[tuple[str, str], tuple[int, int, str]] = {}
        for name, pages in before.items():
            someone = visitor(app, name)
            paths = [(path, status) for path, status, _data in pages if "/mine" not in path]
            paths += [(f"{p}.pdf", s) for p, s in paths if p.endswith(SUMMARY)]
            for path, status in paths:
                answer = someone.get(path)
                after[name, path] = (
                    status,
                    answer.status_code,
                    answer.data.decode(errors="replace"),
                )
        yield after


def test_no_page_is_taken_down(walked):
    fallen = {
        f"{now} {path} as {name}"
        for (name, path), (before, now, _text) in walked.items()
        if now != before and "draft=" not in path
    }
    assert not fallen
    assert len(walked) > 200


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("officer", "/cases"),
        ("victim-officer", "/victims"),
        ("registry", "/screening/register"),
        ("registry", "/screening/matches"),
        ("recruiter", "/screening"),
    ],
)
def test_every_list_keeps_its_rows_and_says_so_in_them(walked, name, path):
    _before, _now, text = walked[name, path]
    assert CANNOT_BE_SHOWN in text
    assert "Part of this page cannot be shown" in text
