"""Whatever is sent to the door, to settings and to people: a sentence, never a crash."""

from __future__ import annotations

import pytest

from tests.support.visitor import BASE

HUGE = str(2**70)
BAD = {
    "nothing": b"",
    "NUL": b"a\0b",
    "lone surrogate": b"\xed\xa0\x80",
    "broken UTF-8": b"\xff\xfe\xfa",
    "Latin-1": "Zoë".encode("latin-1"),
    "right to left": "\u202eabc\u202c".encode(),
    "huge number": HUGE.encode(),
    "markup": b"<script>alert(1)</script>",
    "template": b"{{ 7*7 }}%(x)s{0}",
    "too long": b"a" * 5000,
}
FORMS = {
    "/sign-in": ("username", "password", "next"),
    "/me": ("locale", "theme", "density", "row_keys"),
    "/me/password": ("new-current", "new-password"),
    "/people/new": ("username", "full_name", "title", "email"),
    "/people/risk-officer/roles": (
        "role-role",
        "role-entity",
        "role-team",
        "role-valid_to-day",
        "role-valid_to-month",
        "role-valid_to-year",
    ),
    "/people/risk-officer/engagements": (
        "engagement-entity",
        "engagement-purpose",
        "engagement-valid_to-year",
    ),
    "/people/risk-officer/code": ("reset-reason",),
    "/people/risk-officer/address": ("address-email", "address-reason"),
    "/people/officer/code": ("reset-reason",),
    "/people/officer/address": ("address-email", "address-reason"),
    "/choose-password": ("username", "code", "password"),
}


@pytest.fixture(scope="module")
def administrator(shared):
    return shared.visitor("administrator")


@pytest.mark.parametrize("value", BAD.values(), ids=BAD)
@pytest.mark.parametrize("path", FORMS)
def test_no_field_takes_the_service_down(shared, administrator, path, value):
    """Each field alone, then all at once; nothing is half saved and pages still open."""
    before, taken = counted(shared), 0
    names = FORMS[path]
    for sent in (*({name: value} for name in names), dict.fromkeys(names, value)):
        answer = administrator.post(path, sent)
        assert answer.status_code in (200, 302, 400, 409, 422, 429), f"{answer.status_code} {sent}"
        taken += answer.status_code < 400
    assert taken or counted(shared) == before
    assert administrator.get("/people").status_code == 200


def counted(shared):
    """How many rows there are that these forms can make."""
    tables = ("users", "memberships", "engagements", "data_keys")
    return [shared.one(f"SELECT count(*) FROM {name}") for name in tables]


def test_ten_megabytes_in_one_field_get_a_sentence_there(shared, administrator):
    for path, name in (("/sign-in", "password"), ("/people/new", "full_name"), ("/me", "theme")):
        answer = administrator.post(path, {name: b"x" * 10_000_000})
        assert answer.status_code in (422, 429), path


def test_what_is_larger_than_anything_is_refused_before_it_is_read(shared, administrator):
    answer = administrator.post("/people/new", {"full_name": b"x" * 17_000_000})
    assert answer.status_code == 413


def test_what_was_typed_stays_in_the_page(shared, administrator):
    answer = administrator.post(
        "/people/new", {"username": "not valid!", "full_name": "Zoë & Sons", "title": "Chief"}
    )
    assert answer.status_code == 422
    assert "not valid!" in answer.text
    assert "Zoë &amp; Sons" in answer.text
    assert "small letters" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        f"/people/{HUGE}",
        f"/people/risk-officer/roles/{HUGE}/end",
        f"/me/sessions/{HUGE}/end",
        f"/audit?before={HUGE}",
        "/audit?since=99999-01-01&until=0001-01-01",
        "/audit?reference=%00&person=%ED%A0%80&act=%FF",
        "/sign-in?next=%ED%A0%80",
        "/people/%00",
        "/people/%ED%A0%80",
        "/cases/E-2026-" + "9" * 400,
        f"/cases?page={HUGE}&after={HUGE}",
        "/" + "a" * 8000,
        "/static/%2e%2e/%2e%2e/wsgi.py",
        "/static/..%2f..%2fwsgi.py",
        "/static/%00",
    ],
)
@pytest.mark.parametrize("username", ["administrator", "auditor", "officer"])
def test_no_address_takes_the_service_down(shared, path, username):
    someone = shared.visitor(username)
    for method in (someone.get, someone.post):
        answer = method(path)
        assert answer.status_code < 500, f"{answer.status_code} {path}"
        assert b"create_app" not in answer.data


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "x" * 5000},
        {"User-Agent": "\u00ff\u00fe"},
        {"Accept-Language": "xx-\x80, *;q=2, " + "en," * 900},
        {"Referer": "https://[broken"},
        {"Origin": "https://[broken"},
        {"Cookie": "__Host-caseflow=" + "a" * 4000},
        {"Content-Type": "application/json"},
        {"Content-Type": "multipart/form-data"},
        {"HX-Request": "\x80"},
        {"X-Forwarded-For": "1" * 3000},
    ],
    ids=lambda h: next(iter(h)),
)
def test_no_header_takes_the_service_down(shared, headers):
    someone = shared.visitor()
    for path in ("/sign-in", "/me", "/healthz"):
        answer = someone.client.open(path, method="GET", headers=headers, base_url=BASE)
        assert answer.status_code < 500
    for path in ("/sign-in", "/me/menu"):
        answer = someone.client.open(path, method="POST", headers=headers, base_url=BASE, data=b"{")
        assert answer.status_code < 500
