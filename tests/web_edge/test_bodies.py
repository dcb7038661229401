"""Only forms are taken: any other body is refused before anything reads it."""

from __future__ import annotations

import json
import re

import pytest
from flask import Request

from tests.support.visitor import BASE

OTHERS = {
    "a list": ("application/json", b"[]"),
    "a text": ("application/json", b'"text"'),
    "a number": ("application/json", b"1"),
    "an object": ("application/json", json.dumps({"username": "x", "password": "y"}).encode()),
    "nothing at all": ("application/json", b""),
    "deep nesting": ("application/json", b"[" * 100_000),
    "with a charset": ("application/json; charset", b"[]"),
    "in capitals": ("APPLICATION/JSON", b"[]"),
    "of a vendor": ("application/vnd.api+json", b"[]"),
    "several types": ("application/x-www-form-urlencoded, application/json", b"[]"),
    "JSON first": ("application/json, application/x-www-form-urlencoded", b"[]"),
    "a boundary beside": ("application/json; boundary=multipart/form-data", b"[]"),
    "plain text": ("text/plain;charset=UTF-8", b"username=x"),
    "XML": ("application/xml", b"<a/>"),
    "another form": ("multipart/mixed; boundary=x", b"--x--"),
    "no known type": ("nonsense", b"a=b"),
    "no type": (None, b"username=x"),
}
FORMS = {
    "plain": ("application/x-www-form-urlencoded", b"a=b"),
    "plain with a charset": ("Application/X-WWW-Form-Urlencoded; charset=utf-16", b"a=b"),
    "parts": ("multipart/form-data; boundary=x", b"--x--\r\n"),
    "parts without a boundary": ("multipart/form-data", b"--x--"),
    "parts that break off": ("multipart/form-data; boundary=x", b"--x\r\nContent-Dispo"),
    "parts that hold JSON": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n[]\r\n--x--\r\n",
    ),
    "no type and no body": (None, b""),
}


def send(someone, path, kind, body, method="POST", **headers):
    given = {"Content-Type": kind} if kind else {}
    return someone.client.open(
        path, method=method, base_url=BASE, data=body, headers={**given, **headers}
    )


@pytest.fixture(scope="module")
def people(shared):
    return [shared.visitor(), shared.visitor("officer"), shared.visitor("administrator")]


@pytest.mark.parametrize(("kind", "body"), OTHERS.values(), ids=OTHERS)
def test_every_page_that_takes_a_form_takes_nothing_else(shared, people, monkeypatch, kind, body):
    """Signed in or not; before the token, the form library or anything else reads it."""
    monkeypatch.setattr(Request, "get_json", lambda *_a, **_k: pytest.fail("read as JSON"))
    monkeypatch.setattr(Request, "_load_form_data", lambda *_a: pytest.fail("read as a form"))
    paths = {
        re.sub(r"<[^>]+>", "x", rule.rule)
        for rule in shared.app.url_map.iter_rules()
        if rule.methods and "POST" in rule.methods
    }
    assert len(paths) > 50
    before = shared.last()
    for path in [*sorted(paths), "/", "/no-such-page", "/static/app.js"]:
        for someone in (
            people if path in {"/sign-in", "/verify", "/me", "/cases/new"} else people[1:2]
        ):
            answer = send(someone, path, kind, body)
            assert answer.status_code == 415, f"{answer.status_code} {path}"
            assert "nothing else" in answer.text
    assert shared.last() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "BREW"])
def test_other_methods_that_change_take_nothing_else_either(people, method):
    for path in ("/sign-in", "/me"):
        assert send(people[1], path, "application/json", b"[]", method).status_code == 415


@pytest.mark.parametrize(("kind", "body"), FORMS.values(), ids=FORMS)
def test_forms_are_taken_however_they_are_sent(people, kind, body):
    for someone in people:
        for path in ("/sign-in", "/me", "/verify"):
            answer = send(someone, path, kind, body)
            assert answer.status_code in {400, 405}, f"{answer.status_code} {path}"


def test_a_body_in_chunks_without_a_type_is_a_body(people):
    answer = people[1].client.post(
        "/sign-in", base_url=BASE, headers={"Transfer-Encoding": "chunked"}
    )
    assert answer.status_code == 415


def test_a_page_that_is_only_read_does_not_mind_what_comes_with_the_question(people):
    for someone in people:
        assert send(someone, "/sign-in", "application/json", b"[]", "GET").status_code in {200, 302}
        assert send(someone, "/verify", "text/plain", b"x", "GET").status_code == 200


def test_the_refusal_reads_the_same_with_the_apps_own_headers(people):
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
        answer = send(people[1], "/me", "application/json", b"[]", **headers)
        assert answer.status_code == 415
