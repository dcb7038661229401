"""The headers that stand on every answer, and error pages that tell nothing."""

from __future__ import annotations

import pytest

EXACT = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
EVERYWHERE = ("/queue", "/static/app.css", "/nowhere", "/broken", "/refused", "/wrong/503")


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_security_headers(visit, path):
    answer = visit.get(path)
    assert {name: answer.headers.get(name) for name in EXACT} == EXACT
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", [p for p in EVERYWHERE if not p.startswith("/static")])
def test_pages_are_never_stored(visit, path):
    assert visit.get(path).headers["Cache-Control"] == "no-store"


def test_strict_transport_is_asked_for_only_over_https(visit):
    assert "Strict-Transport-Security" not in visit.get("/queue").headers
    secure = visit.get("/queue", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=63072000")


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/wrong/400", 400, "does not fit the page it came from"),
        ("/wrong/401", 401, "people who are signed in"),
        ("/refused", 403, "Only the case owner can hand a case over."),
        ("/nowhere", 404, "There is no such page, or it is not for you"),
        ("/not-ready", 409, "The subject has not been told yet."),
        ("/wrong/413", 413, "MB are taken at once"),
        ("/wrong/429", 429, "Wait a few minutes"),
        ("/broken", 500, "Nothing was changed"),
        ("/wrong/503", 503, "Try again soon"),
        ("/wrong/418", 418, "does not fit"),
    ],
)
def test_each_error_has_one_page_with_one_sentence(visit, path, status, sentence):
    answer = visit.get(path)
    assert answer.status_code == status
    assert sentence in answer.text
    assert answer.text.count("<h1") == 1


def test_missing_and_out_of_reach_are_the_same_page_to_the_byte(visit):
    answers = {visit.get(path).data for path in ("/nowhere", "/missing", "/wrong/404", "/n/x/y")}
    assert len(answers) == 1


def test_an_error_page_tells_nothing_of_the_fault(visit):
    for path in ("/broken", "/missing"):
        assert "Elberg" not in visit.get(path).text


def test_a_failure_of_who_looks_still_gives_a_page(furnished, monkeypatch):
    def fails():
        raise RuntimeError("the database is away")

    monkeypatch.setitem(furnished.extensions, "caseflow.viewer", fails)
    answer = furnished.test_client().get("/queue")
    assert answer.status_code == 500
    assert "Nothing was changed" in answer.text


def test_a_wrong_method_is_told_which_are_right(visit):
    answer = visit.get("/kept")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_form_without_its_token_is_told_to_start_again(visit):
    answer = visit.post("/log", data={"title": "x"})
    assert answer.status_code == 400
    assert "sent no cookies along" in answer.text
    visit.get("/log")
    answer = visit.post("/log", data={"title": "x"})
    assert answer.status_code == 400
    assert "The page was open too long" in answer.text
    assert 'href="/log"' in answer.text
