"""Served files: the right ones for the direction, unchanged since they were reviewed, kept well."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = (ROOT / "caseflow" / "static" / "vendor", ROOT / "tests" / "vendor")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("place", PLACES, ids=["served", "tests"])
def test_vendored_files_are_exactly_the_reviewed_ones(place):
    kept = json.loads((place / "VENDORED.json").read_text())
    sums = {name: digest for entry in kept for name, digest in entry["sha256"].items()}
    there = {
        str(f.relative_to(place)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in place.rglob("*")
        if f.is_file() and f.name != "VENDORED.json"
    }
    assert there == sums
    assert all(any(n.endswith("LICENSE.txt") for n in entry["sha256"]) for entry in kept)


def test_no_served_file_points_to_a_source_map():
    for file in PLACES[0].rglob("*.min.*"):
        assert b"sourceMappingURL" not in file.read_bytes()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.name)
def test_templates_hold_no_inline_style_or_script(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "javascript:" not in text


@pytest.mark.parametrize(
    ("lang", "file"), [("en", "bootstrap.min.css"), ("ar", "bootstrap.rtl.min.css")]
)
def test_a_page_gets_the_style_sheet_of_its_direction(visit, lang, file):
    page = visit.get(f"/pattern?lang={lang}").text
    assert f"/{file}" in page
    assert f'dir="{"rtl" if lang == "ar" else "ltr"}"' in page


def test_files_that_name_their_version_are_kept_for_a_year(visit):
    page = visit.get("/pattern").text
    links = re.findall(r'(?:href|src)="(/static/[^"#]+)"', page)
    assert len(links) >= 8
    for link in links:
        answer = visit.get(link)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_file_asked_for_without_its_version_is_checked_each_time(visit):
    for link in ("/static/app.css", "/static/app.css?v=00000000"):
        assert "no-cache" in visit.get(link).headers["Cache-Control"]
        assert "immutable" not in visit.get(link).headers["Cache-Control"]


def test_text_is_squeezed_for_browsers_that_can_unpack_it(visit):
    plain = visit.get("/static/app.css")
    squeezed = visit.get("/static/app.css", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in squeezed.headers["Vary"]
    assert gzip.decompress(squeezed.data) == plain.data
    again = visit.get(
        "/static/app.css",
        headers={"Accept-Encoding": "gzip", "If-None-Match": squeezed.headers["ETag"]},
    )
    assert again.status_code == 304
    refused = visit.get("/static/app.css", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


@pytest.mark.parametrize(
    "path", ["../db.py", "..%2fdb.py", "a%00b", "vendor/none.css", "%ed%a0%80"]
)
def test_nothing_outside_the_folder_is_served(visit, path):
    assert visit.get(f"/static/{path}", headers={"Accept-Encoding": "gzip"}).status_code == 404


def test_a_first_visit_stays_light(visit):
    page = visit.get("/queue")
    links = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text))
    sent = sum(len(visit.get(link, headers={"Accept-Encoding": "gzip"}).data) for link in links)
    assert sent + len(page.data) < 120_000
