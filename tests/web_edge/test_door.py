"""The door: guessing is slowed, names are not given away, and nobody is sent elsewhere."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine

from caseflow.accounts.known_devices import COOKIE
from caseflow.accounts.passwords import Passwords
from caseflow.accounts.throttle import PER_ACCOUNT, PER_NETWORK
from tests.support.homes import PASSWORD, application
from tests.support.visitor import BASE, Visitor, visitor

WRONG = "wrong wrong wrong"


def guess(someone: Visitor, username: str, password: str = WRONG) -> int:
    someone.get("/sign-in")
    return someone.post("/sign-in", {"username": username, "password": password}).status_code


def test_too_many_failures_slow_an_account_down_and_say_for_how_long(instance):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        someone = instance.visitor()
        assert [guess(someone, "officer") for _ in range(PER_ACCOUNT)] == [422] * PER_ACCOUNT
        assert guess(someone, " OFFICER ", PASSWORD) == 429
        assert guess(instance.visitor(), "officer-2", PASSWORD) == 302
        waits = []
        for _ in range(8):
            someone.get("/sign-in")
            answer = someone.post("/sign-in", {"username": "officer", "password": WRONG})
            assert answer.status_code == 429
            waits.append(int(answer.headers["Retry-After"]))
            assert f"Try again in {waits[-1]} seconds" in answer.text
            clock.shift(timedelta(seconds=waits[-1]))
            assert guess(someone, "officer") == 422
        assert waits[0] < waits[1] < waits[2] < waits[5] <= 15 * 60 + 1
        assert waits == sorted(waits)


def test_no_password_is_checked_while_an_account_waits(instance, monkeypatch):
    someone = instance.visitor()
    for _ in range(PER_ACCOUNT):
        guess(someone, "officer")
    checked = []
    monkeypatch.setattr(Passwords, "verify", lambda *_: checked.append(1) or True)
    for _ in range(50):
        assert guess(someone, "officer", PASSWORD) == 429
    assert checked == []


def test_of_many_guesses_at_once_only_as_many_are_checked_as_are_free(instance, monkeypatch):
    checked = []
    real = Passwords.verify

    def slowly(self, kept, password):
        checked.append(1)
        time.sleep(0.05)
        return real(self, kept, password)

    monkeypatch.setattr(Passwords, "verify", slowly)
    visitors = [instance.visitor() for _ in range(30)]
    for one in visitors:
        one.get("/sign-in")
    together = threading.Barrier(len(visitors))

    def ask(one):
        together.wait()
        return one.post("/sign-in", {"username": "officer", "password": WRONG}).status_code

    with ThreadPoolExecutor(len(visitors)) as pool:
        answers = list(pool.map(ask, visitors))
    assert len(checked) == PER_ACCOUNT
    assert Counter(answers) == {422: PER_ACCOUNT, 429: 20}


def test_the_right_password_opens_again_once_the_wait_is_over(instance):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        someone = instance.visitor()
        for _ in range(PER_ACCOUNT):
            guess(someone, "officer")
        clock.shift(timedelta(seconds=14))
        assert guess(someone, "officer", PASSWORD) == 429
        clock.shift(timedelta(seconds=2))
        assert guess(someone, "officer", PASSWORD) == 302
        assert guess(instance.visitor(), "officer") == 422


def test_nobody_shuts_out_a_device_that_was_there_before(instance):
    theirs, attacker = instance.visitor(), instance.visitor()
    assert guess(theirs, "officer", PASSWORD) == 302
    theirs.client.delete_cookie("__Host-caseflow", domain="localhost")
    for _ in range(PER_ACCOUNT + 40):
        guess(attacker, "officer")
    for n in range(PER_NETWORK):
        guess(attacker, f"nobody-{n}")
    assert guess(attacker, "officer", PASSWORD) == 429
    assert guess(theirs, "officer", PASSWORD) == 302


def test_a_known_device_guesses_no_more_than_others(instance):
    theirs = instance.visitor()
    assert guess(theirs, "officer", PASSWORD) == 302
    theirs.client.delete_cookie("__Host-caseflow", domain="localhost")
    assert [guess(theirs, "officer") for _ in range(PER_ACCOUNT)] == [422] * PER_ACCOUNT
    assert guess(theirs, "officer", PASSWORD) == 429
    assert guess(instance.visitor(), "officer", PASSWORD) == 302


def test_a_device_known_to_one_account_is_new_to_every_other(instance):
    theirs = instance.visitor()
    assert guess(theirs, "officer", PASSWORD) == 302
    theirs.client.delete_cookie("__Host-caseflow", domain="localhost")
    assert [guess(theirs, "auditor") for _ in range(PER_ACCOUNT)] == [422] * PER_ACCOUNT
    assert guess(instance.visitor(), "auditor", PASSWORD) == 429


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value[:-1] + ("A" if value[-1] != "A" else "B"),
        lambda value: ("B" if value[0] != "B" else "C") + value[1:],
        lambda value: value.rpartition(".")[0],
        lambda value: "",
        lambda value: "é.x.y",
        lambda value: "." * 300,
        lambda value: value * 20,
    ],
)
def test_the_devices_cookie_names_nobody_and_cannot_be_made(instance, spoil):
    theirs = instance.visitor()
    assert guess(theirs, "officer", PASSWORD) == 302
    kept = theirs.client.get_cookie(COOKIE, domain="localhost")
    assert kept.secure
    assert kept.http_only
    assert "officer" not in kept.value
    devices = instance.app.extensions["caseflow.door"].devices
    assert devices.known(kept.value, "officer")
    assert devices.known(kept.value, "auditor") is None
    assert devices.known(spoil(kept.value), "officer") is None


def test_a_device_remembers_a_few_accounts_and_keeps_its_number(instance):
    devices = instance.app.extensions["caseflow.door"].devices
    value = None
    for n in range(9):
        value = devices.remember(value, f"person-{n}")
    known = [n for n in range(9) if devices.known(value, f"person-{n}")]
    assert known == [3, 4, 5, 6, 7, 8]
    assert devices.number(devices.remember(value, "person-3")) == devices.number(value)
    assert len(value) < 400


def test_guessing_goes_on_being_slow_when_the_server_starts_again(instance):
    someone = instance.visitor()
    for _ in range(PER_ACCOUNT):
        guess(someone, "officer")
    with application(instance.home) as again:
        assert guess(visitor(again), "officer", PASSWORD) == 429


def test_a_wrong_present_password_is_counted_and_slowed_down(instance):
    officer = instance.visitor("officer")

    def change(present):
        officer.get("/me")
        new = "another long phrase of mine"
        words = {"new-current": present, "new-password": new, "new-again": new}
        return officer.post("/me/password", words)

    mark = instance.last()
    assert [change(WRONG).status_code for _ in range(PER_ACCOUNT)] == [422] * PER_ACCOUNT
    assert instance.acts(mark).count(("sign-in:failed", "failed")) == PER_ACCOUNT
    answer = change(PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert guess(instance.visitor(), "officer", PASSWORD) == 302


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


def test_one_password_tried_on_many_accounts_slows_the_network_down(instance):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
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
        clock.shift(timedelta(seconds=3))
        assert guess(someone, "officer-2", PASSWORD) == 302


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
