"""The door: guessing is slowed, names are not given away, and nobody is sent elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine

from caseflow.accounts.passwords import Passwords
from caseflow.accounts.throttle import PER_ACCOUNT, PER_NETWORK
from tests.support.homes import PASSWORD, application
from tests.support.visitor import BASE, Visitor, visitor

WRONG = "wrong wrong wrong"


def guess(someone: Visitor, username: str, password: str = WRONG) -> int:
    someone.get("/sign-in")
    return someone.post("/sign-in", {"username": username, "password": password}).status_code


def test_too_many_failures_close_an_account_even_for_the_right_password(instance):
    someone = instance.visitor()
    assert [guess(someone, "officer") for _ in range(PER_ACCOUNT)] == [422] * PER_ACCOUNT
    assert guess(someone, "officer") == 429
    assert guess(someone, "officer", PASSWORD) == 429
    assert guess(someone, " OFFICER ", PASSWORD) == 429
    assert guess(instance.visitor(), "officer-2", PASSWORD) == 302


def test_no_password_is_checked_while_an_account_is_closed(instance, monkeypatch):
    someone = instance.visitor()
    for _ in range(PER_ACCOUNT):
        guess(someone, "officer")
    checked = []
    monkeypatch.setattr(Passwords, "verify", lambda *_: checked.append(1) or True)
    for _ in range(50):
        assert guess(someone, "officer", PASSWORD) == 429
    assert checked == []


def test_it_opens_again_after_a_quarter_of_an_hour(instance):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        someone = instance.visitor()
        for _ in range(PER_ACCOUNT):
            guess(someone, "officer")
        clock.shift(timedelta(minutes=14))
        assert guess(someone, "officer", PASSWORD) == 429
        clock.shift(timedelta(minutes=2))
        assert guess(someone, "officer", PASSWORD) == 302


def test_it_stays_closed_when_the_server_starts_again(instance):
    someone = instance.visitor()
    for _ in range(PER_ACCOUNT):
        guess(someone, "officer")
    with application(instance.home) as again:
        assert guess(visitor(again), "officer", PASSWORD) == 429


def test_signing_in_well_does_not_count(instance):
    someone = instance.visitor()
    for _ in range(PER_ACCOUNT + 5):
        assert guess(someone, "officer", PASSWORD) == 302
        someone = instance.visitor()


def test_a_success_clears_earlier_mistakes(instance):
    for _ in range(3):
        for _ in range(PER_ACCOUNT - 1):
            assert guess(instance.visitor(), "officer") == 422
        assert guess(instance.visitor(), "officer", PASSWORD) == 302
        instance_forget_network(instance)


def instance_forget_network(instance):
    """Let the network's own limit out of this test."""
    import pysqlite3.dbapi2 as sqlite

    with sqlite.connect(instance.home / "caseflow.db") as connection:
        connection.execute("DELETE FROM sign_in_failures")
    connection.close()


def test_one_password_tried_on_many_accounts_closes_the_network(instance):
    someone = instance.visitor()
    for n in range(PER_NETWORK):
        assert guess(someone, f"nobody-{n}") == 422
    assert guess(someone, "officer", PASSWORD) == 429
    elsewhere = instance.visitor()
    elsewhere.get("/sign-in")
    answer = elsewhere.post(
        "/sign-in",
        {"username": "officer", "password": PASSWORD},
        environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert answer.status_code == 302


def test_the_table_of_failures_names_nobody(instance):
    guess(instance.visitor(), "officer")
    rows = instance.ask("SELECT key FROM sign_in_failures")
    assert len(rows) == 2
    assert all(len(key) == 16 and b"officer" not in bytes(key) for (key,) in rows)


def test_a_failure_is_on_the_trail_without_what_was_typed(instance):
    mark = instance.last()
    guess(instance.visitor(), "officer", "a secret typed at the wrong place")
    assert instance.acts(mark) == [("sign-in:failed", "failed")]
    body = bytes(instance.one("SELECT body FROM acts WHERE seq = ?", mark + 1))
    assert b"officer" not in body
    assert b"secret" not in body


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(instance):
    someone = instance.visitor()
    pages = []
    for username in ("officer", "no-such-person"):
        someone.get("/sign-in")
        answer = someone.post("/sign-in", {"username": username, "password": "wrong wrong"})
        pages.append((answer.status_code, answer.text.replace(username, "NAME")))
    assert pages[0] == pages[1]


def test_an_unknown_name_costs_the_same_work(instance, monkeypatch):
    """The slow check runs once for either; its time is the hash's, not the look-up's."""
    worked = []
    passwords = instance.app.extensions["caseflow.door"].passwords
    hasher = passwords._hasher
    real = type(hasher).verify

    def verify(self, kept, typed):
        worked.append(kept.split("$")[3])
        return real(self, kept, typed)

    monkeypatch.setattr(type(hasher), "verify", verify)
    guess(instance.visitor(), "officer")
    guess(instance.visitor(), "no-such-person")
    assert len(worked) == 2
    assert worked[0] == worked[1]


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "javascript:alert(1)",
        "https:evil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "http:///evil.example",
        "///evil.example",
        "/sign-in",
        "\ud800",
        "x" * 600,
    ],
)
def test_the_door_leads_nowhere_else(instance, wanted):
    someone = instance.visitor()
    someone.get("/sign-in")
    answer = someone.post(
        "/sign-in",
        {
            "username": "officer",
            "password": PASSWORD,
            "next": wanted.encode("utf-8", "surrogatepass"),
        },
    )
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        where = answer.location
        assert urlsplit(urljoin(BASE, where)).netloc == "localhost"
        assert where.startswith("/")
        assert not where.startswith(("//", "/\\"))
        assert not any(c in where for c in "\r\n\t")


def test_the_door_leads_back_to_where_one_wanted_to_go(instance):
    someone = instance.visitor()
    someone.get("/sign-in?next=/me")
    answer = someone.post("/sign-in", {"username": "officer", "password": PASSWORD, "next": "/me"})
    assert answer.location == "/me"
    assert someone.client.get("/sign-in?next=//evil.example", base_url=BASE).location == "/"
