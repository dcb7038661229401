"""Cookies, tokens and sessions: what is planted is refused, what is ended is over at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from caseflow.accounts.browsers import browser_called
from tests.support.homes import PASSWORD, application
from tests.support.visitor import BASE, visitor

NEW_PASSWORD = "quite another long phrase"  # pragma: allowlist secret
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def test_every_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(shared):
    somebody = shared.visitor()
    answers = [somebody.get("/sign-in"), somebody.sign_in("officer"), somebody.get("/me")]
    answers += [somebody.post("/me/menu"), somebody.get("/nowhere"), somebody.post("/sign-out")]
    set_cookies = [line for a in answers for line in a.headers.getlist("Set-Cookie")]
    assert set_cookies
    for line in set_cookies:
        parts = [part.strip() for part in line.split(";")]
        assert parts[0].startswith("__Host-"), line
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(parts), line
        assert not any(part.startswith("Domain") for part in parts), line


def test_no_form_is_taken_without_its_token(shared):
    """On every page that changes something, with no token and with another session's."""
    officer, other = shared.visitor("officer"), shared.visitor("officer-2")
    tried = 0
    for rule in shared.app.url_map.iter_rules():
        if not rule.methods & UNSAFE:
            continue
        path = rule.rule
        for name in rule.arguments:
            value = "00000000-0000-7000-8000-000000000000"
            for converter in (f"<uuid:{name}>", f"<reference:{name}>", f"<{name}>"):
                path = path.replace(converter, "E-2026-00001" if "ref" in converter else value)
        for token in ({}, {"csrf_token": other.token}, {"csrf_token": "x" * 50}):
            answer = officer.client.post(path, data=token, base_url=BASE)
            assert answer.status_code in (400, 404), f"{rule}: {answer.status_code}"
            if answer.status_code == 404:
                continue
            tried += 1
    assert tried > 30


def test_no_form_is_taken_from_another_site(shared):
    officer = shared.visitor("officer")
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert officer.post("/planted/change", headers=headers).status_code == 400, headers
    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    assert officer.post("/planted/change", headers=ours).status_code == 200


def test_a_planted_cookie_is_worth_nothing_and_the_id_changes_at_sign_in(instance):
    attacker = instance.visitor()
    attacker.get("/sign-in")
    planted = attacker.cookie()
    victim = instance.visitor()
    victim.client.set_cookie("__Host-caseflow", planted, domain="localhost", secure=True)
    victim.get("/sign-in")
    victim.sign_in("officer")
    assert victim.cookie() != planted
    assert attacker.get("/me").status_code == 302
    before = victim.cookie()
    victim.sign_in("officer")
    assert victim.cookie() != before
    old = instance.visitor()
    old.client.set_cookie("__Host-caseflow", before, domain="localhost", secure=True)
    assert old.get("/me").status_code == 302, "the session before a second sign-in still works"


def test_a_forged_cookie_is_nobodys(instance):
    for value in ("x", "eyJ4Ijp7fX0.aaaa.bbbb", "\u00e9" * 40):
        somebody = instance.visitor()
        somebody.client.set_cookie("__Host-caseflow", value, domain="localhost", secure=True)
        assert somebody.get("/me").status_code == 302


def test_sign_out_ends_the_session_on_the_server(instance):
    officer = instance.visitor("officer")
    kept = officer.cookie()
    assert officer.post("/sign-out").status_code == 302
    thief = instance.visitor()
    thief.client.set_cookie("__Host-caseflow", kept, domain="localhost", secure=True)
    assert thief.get("/me").status_code == 302
    ended = instance.ask("SELECT ended_why FROM user_sessions WHERE ended_at IS NOT NULL")
    assert ended == [("signed-out",)]


def test_one_sees_and_ends_ones_own_sessions_and_nobody_elses(instance):
    here, there, other = (instance.visitor(u) for u in ("officer", "officer", "officer-2"))
    rows = instance.ask(
        "SELECT s.id, u.username FROM user_sessions s JOIN users u ON u.id = s.user_id "
        "ORDER BY s.started_at"
    )
    assert "2" in here.get("/me").text
    of_other = next(row[0] for row in rows if row[1] == "officer-2")
    assert here.post(f"/me/sessions/{uuid_text(of_other)}/end").status_code == 404
    assert other.get("/me").status_code == 200
    second = [row[0] for row in rows if row[1] == "officer"][1]
    assert here.post(f"/me/sessions/{uuid_text(second)}/end").status_code == 302
    assert there.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


def uuid_text(raw):
    text = bytes(raw).hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def test_a_role_taken_away_is_gone_at_the_next_request(instance):
    """In another process too: two applications over one database."""
    auditor = instance.visitor("auditor")
    assert auditor.get("/audit").status_code == 200
    with application(instance.home) as other:
        administrator = visitor(other, "administrator")
        administrator.get("/people/auditor")
        row = instance.one(
            "SELECT m.id FROM memberships m JOIN users u ON u.id = m.user_id "
            "WHERE u.username = 'auditor'"
        )
        ended = administrator.post(f"/people/auditor/roles/{uuid_text(row)}/end")
        assert ended.status_code == 302
    assert auditor.get("/audit").status_code == 404
    assert auditor.get("/me").status_code == 200


def test_closing_an_account_says_first_what_it_means_and_is_not_for_oneself(instance):
    administrator = instance.visitor("administrator")
    assert "/people/officer/close" in administrator.get("/people/officer").text
    asked = administrator.get("/people/officer/close").text
    assert "every open session ends at once" in asked
    assert "A closed account can be opened again" in asked
    assert "/people/administrator/close" not in administrator.get("/people/administrator").text
    administrator.post("/people/administrator/close")
    shown = administrator.get("/people/administrator").text
    assert "You cannot close your own account" in shown
    assert "This account is closed" not in shown


def test_a_closed_account_is_out_at_once(instance):
    officer, administrator = instance.visitor("officer"), instance.visitor("administrator")
    assert administrator.post("/people/officer/close").status_code == 302
    shown = administrator.get("/people/officer").text
    assert "This account is closed" in shown
    assert "Give or ask for the role" not in shown
    assert "Make a code" not in shown
    assert "Ask for a code" not in shown
    assert officer.get("/me").status_code == 302
    assert instance.visitor().sign_in("officer").status_code == 422


def test_a_session_ends_when_it_is_not_used(instance):
    start = datetime.now(UTC).replace(microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        officer = instance.visitor("officer")
        for _ in range(3):
            clock.shift(timedelta(minutes=55))
            assert officer.get("/me").status_code == 200
        clock.shift(timedelta(minutes=61))
        assert officer.get("/me").status_code == 302


def test_a_session_ends_after_its_longest_time_however_much_it_is_used(instance):
    start = datetime.now(UTC).replace(microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        officer = instance.visitor("officer")
        for _ in range(14):
            clock.shift(timedelta(minutes=42))
            assert officer.get("/me").status_code == 200
        clock.shift(timedelta(minutes=15))
        assert officer.get("/me").status_code == 302


def test_a_changed_password_ends_every_session_and_the_old_one_opens_nothing(instance):
    here, there = instance.visitor("officer"), instance.visitor("officer")
    answer = here.post(
        "/me/password",
        {"new-current": PASSWORD, "new-password": NEW_PASSWORD, "new-csrf_token": here.token},
    )
    assert answer.status_code == 302
    assert there.get("/me").status_code == 302
    assert here.get("/me").status_code == 302
    assert instance.visitor().sign_in("officer").status_code == 422
    assert instance.visitor().sign_in("officer", NEW_PASSWORD).status_code == 302


def test_the_sessions_of_others_do_not_end_with_it(instance):
    other = instance.visitor("officer-2")
    test_a_changed_password_ends_every_session_and_the_old_one_opens_nothing(instance)
    assert other.get("/me").status_code == 200


def test_the_database_holds_nothing_that_signs_one_in(instance):
    officer = instance.visitor("officer")
    raw = (instance.home / "caseflow.db").read_bytes()
    wal = instance.home / "caseflow.db-wal"
    raw += wal.read_bytes() if wal.exists() else b""
    with instance.app.test_request_context():
        serializer = instance.app.session_interface.get_signing_serializer(instance.app)
        secret = serializer.loads(officer.cookie())["_user_id"]
    assert secret.encode() not in raw
    assert PASSWORD.encode() not in raw


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2038, 1, 20), date(2026, 3, 29)])
def test_days_that_trip_clocks_up_sign_people_in_as_ever(instance, day):
    moment = datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        assert instance.visitor("officer").get("/me").status_code == 200


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156 Safari/537", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156 Safari/537 Edg/156", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Safari/604", "Safari on iPhone"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent, called):
    assert browser_called(agent) == called
