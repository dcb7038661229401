"""Words that arrive without a session: kept for their writer, or carried by the sign-in page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine

from caseflow.web.errors import SAID, STALE_FORM
from tests.support.homes import PASSWORD
from tests.support.visitor import BASE, Visitor

WORDS = "The storekeeper says: <script>alert(1)</script> & the tank was “empty”"
BEGUN = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
HIDDEN = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')
IDLE = timedelta(minutes=61)


@pytest.fixture
def clock():
    with time_machine.travel(BEGUN, tick=False) as clock:
        yield clock


def note_path(instance) -> str:
    """Where an officer writes a note in a case of theirs."""
    reference = instance.one(
        "SELECT reference FROM cases JOIN users ON users.id = cases.owner_id"
        " WHERE username = 'officer' AND stage = 'assessed' AND cases.classification ="
        " 'confidential' LIMIT 1"
    )
    return f"/cases/{reference}/notes/new"


def form_of(visitor: Visitor, path: str) -> dict[str, str]:
    """What the form of a page carries."""
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return {"draft": re.search(r'name="draft" value="([^"]+)"', answer.text)[1], "words": WORDS}


def carried(answer) -> dict[str, str]:
    """The hidden fields of the sign-in form in an answer."""
    form = answer.text[answer.text.index('action="/sign-in"') :]
    return {name: unescape(value) for name, value in HIDDEN.findall(form)}


def drafts(instance) -> int:
    return int(instance.one("SELECT count(*) FROM drafts WHERE form = 'NoteForm'"))


def notes(instance) -> int:
    return int(instance.one("SELECT count(*) FROM notes"))


def assert_filled(visitor: Visitor, address: str) -> None:
    page = visitor.get(address)
    assert page.status_code == 200
    assert WORDS in unescape(page.text)
    assert "othing was sent" in page.text


def test_what_arrives_after_the_session_ended_is_kept_and_stands_in_the_form(instance, clock):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent, before = form_of(officer, path), notes(instance)
    clock.shift(IDLE)
    answer = officer.post(path, sent)
    assert answer.headers["Location"] == "/sign-in"
    assert drafts(instance) == 1
    door = officer.get("/sign-in")
    assert "Your words are kept" in door.text
    assert "storekeeper" not in door.text
    wrong = officer.post("/sign-in", {"username": "officer", "password": "not-my-password"})
    assert wrong.status_code == 422
    assert "Your words are kept" in wrong.text
    back = signed_in_with(officer, carried(door))
    assert back.startswith(path)
    assert_filled(officer, back)
    assert notes(instance) == before
    page = officer.get(back)
    mark = re.search(r'name="draft" value="([^"]+)"', page.text)[1]
    assert officer.post(path, {"draft": mark, "words": WORDS}).status_code == 302
    assert (drafts(instance), notes(instance)) == (0, before + 1)


@pytest.mark.parametrize("way", ["idle", "too old", "ended from another browser"])
def test_however_the_session_ended(instance, clock, way):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(officer, path)
    if way == "ended from another browser":
        other = instance.visitor("officer")
        for end in re.findall(r'action="(/me/sessions/[^"]+/end)"', other.get("/me").text):
            other.post(end)
    elif way == "too old":
        for _hour in range(11):
            clock.shift(timedelta(minutes=59))
            officer.get("/me")
    else:
        clock.shift(IDLE)
    assert officer.post(path, sent).headers["Location"] == "/sign-in"
    assert drafts(instance) == 1


def test_after_twelve_hours_nothing_is_stored_and_the_page_carries_the_words(instance, clock):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(officer, path)
    clock.shift(timedelta(hours=14))
    answer = officer.post(path, sent)
    assert answer.status_code == 200
    assert "Your words are kept" in answer.text
    assert drafts(instance) == 0


def test_without_a_session_the_words_stand_in_the_sign_in_page_and_then_in_the_form(
    instance, clock
):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent, before = form_of(officer, path), notes(instance)
    officer.post("/sign-out")
    answer = officer.post(path, sent)
    assert "Your words are kept" in answer.text
    assert "storekeeper" not in answer.text  # whoever reads the source of the page reads nothing
    assert drafts(instance) == 0
    door = carried(answer)
    wrong = officer.post("/sign-in", {**door, "username": "officer", "password": "no"})
    assert wrong.status_code == 422
    again = carried(wrong)  # a mistyped password loses nothing
    assert again["words"] == door["words"]
    back = signed_in_with(officer, again)
    assert back.startswith(path)
    assert_filled(officer, back)
    assert notes(instance) == before


def signed_in_with(visitor: Visitor, door: dict[str, str], username: str = "officer") -> str:
    answer = visitor.post("/sign-in", {**door, "username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.text[:800]
    return answer.headers["Location"]


@pytest.mark.parametrize("gone", ["ended", "no session"])
def test_another_person_who_signs_in_there_sees_nothing_of_it(instance, clock, gone):
    browser = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(browser, path)
    if gone == "ended":
        clock.shift(IDLE)
        browser.post(path, sent)
        door = carried(browser.get("/sign-in"))
    else:
        browser.post("/sign-out")
        door = carried(browser.post(path, sent))
    back = signed_in_with(browser, door, "senior-officer")
    assert back == "/"
    for page in ("/cases", "/drafts", path):
        text = unescape(browser.get(page).text)
        assert "storekeeper" not in text
        assert "Your words" not in text
        assert "begun this before" not in text
    kept = drafts(instance)
    assert kept == (1 if gone == "ended" else 0)
    browser.post("/sign-out")
    officer = instance.visitor("officer")
    assert ("begun this before" in officer.get(path).text) == (gone == "ended")


def test_a_person_signed_in_meanwhile_gets_nothing_of_the_page_of_the_one_before(instance, clock):
    browser = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(browser, path)
    browser.post("/sign-out")
    browser.sign_in("senior-officer")
    answer = browser.client.post(path, data={"csrf_token": "old", **sent}, base_url=BASE)
    assert answer.status_code == 400
    assert "storekeeper" not in answer.text
    assert "Somebody else has signed in here" in answer.text
    assert "go back with your browser" in answer.text
    assert "empty" not in answer.text  # no way on that destroys what still stands in their page
    assert drafts(instance) == 0


def test_a_page_that_was_open_too_long_gives_the_words_back_unsent(instance, clock):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent, before = form_of(officer, path), notes(instance)
    officer.post("/sign-out")
    officer.sign_in("officer")  # in another tab: the token of the first page fits no more
    answer = officer.client.post(path, data={"csrf_token": "old", **sent}, base_url=BASE)
    assert answer.status_code == 302
    assert_filled(officer, answer.headers["Location"])
    assert notes(instance) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("session", ["ended", "none", "open with a stale token"])
def test_nothing_from_another_site_is_ever_kept(instance, clock, headers, session):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(officer, path)
    if session == "ended":
        clock.shift(IDLE)
    elif session == "none":
        officer.post("/sign-out")
    token = officer.token if session == "ended" else "old"
    data = {"csrf_token": token, **sent}
    answer = officer.client.post(path, data=data, base_url=BASE, headers=headers)
    assert answer.status_code == 400
    assert drafts(instance) == 0
    assert 'name="words"' not in answer.text


def test_a_mark_of_another_person_keeps_nothing_with_an_ended_session(instance, clock):
    officer, other = instance.visitor("officer"), instance.visitor("senior-officer")
    path = note_path(instance)
    theirs = form_of(other, path)
    clock.shift(IDLE)
    answer = officer.post(path, theirs)
    assert drafts(instance) == 0
    assert signed_in_with(officer, carried(answer)) == "/"
    assert drafts(instance) == 0


def test_carried_words_open_for_their_writer_alone_and_only_as_they_were(instance, clock):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(officer, path)
    officer.post("/sign-out")
    door = carried(officer.post(path, sent))
    good = door["words"]
    for words in (good[:-8], "A" * 400, good[:60] + "AAAA" + good[64:], "é" * 300, "="):
        visitor = instance.visitor()
        visitor.get("/sign-in")
        assert signed_in_with(visitor, {"words": words}) == "/"
    assert drafts(instance) == 0


def test_autosave_after_the_end_keeps_and_says_so_and_without_a_session_says_it_cannot(
    instance, clock
):
    officer = instance.visitor("officer")
    sent = form_of(officer, note_path(instance))
    clock.shift(IDLE)
    answer = officer.post("/drafts/keep", sent)
    assert answer.status_code == 200
    assert "You are signed out" in answer.json["said"]
    assert drafts(instance) == 1
    officer.client.delete_cookie("__Host-caseflow", domain="localhost")
    answer = officer.post("/drafts/keep", sent)
    assert answer.status_code == 403
    assert "mark" not in answer.json
    assert drafts(instance) == 1


def test_no_password_is_put_into_the_page(instance, clock):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(officer, path)
    officer.post("/sign-out")
    secret = "correct horse battery staple"  # pragma: allowlist secret
    answer = officer.post(path, {**sent, "password": secret, "new-current": secret})
    assert secret not in answer.text
    back = signed_in_with(officer, carried(answer))
    assert secret not in officer.get(back).text
    without = officer.client.post(
        "/me/password", data={"new-current": secret, "new-password": secret}, base_url=BASE
    )
    assert secret not in without.text


def test_too_much_is_said_to_be_too_much_and_not_called_kept(instance, clock):
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(officer, path) | {"words": "x" * 1_000_001}
    clock.shift(IDLE)
    answer = officer.post(path, sent)
    assert answer.status_code == 413
    assert "are kept" not in answer.text
    officer.client.delete_cookie("__Host-caseflow", domain="localhost")
    answer = officer.post(path, sent)
    assert answer.status_code == 413
    assert "are kept" not in answer.text


def test_a_refusal_carries_the_words_back_to_the_form(instance, clock):
    """Whatever page answers in the place of the form, nothing that was typed is gone."""
    officer = instance.visitor("officer")
    path = note_path(instance)
    sent = form_of(officer, path)
    closed = path.replace(path.split("/")[2], "NORTH-2026-99999")
    answer = officer.post(closed, sent)
    assert answer.status_code == 404
    assert "storekeeper" not in answer.text
    words = re.search(r'name="words" value="([^"]+)"', answer.text)[1]
    back = officer.post("/drafts/back", {"words": words}).headers["Location"]
    assert_filled(officer, back)
    other = instance.visitor("senior-officer")
    assert other.post("/drafts/back", {"words": words}).status_code == 404


def test_victims_words_are_kept_under_the_key_of_victims_alone(instance, clock):
    helper = instance.visitor("victim-officer")
    code = re.search(r'href="/victims/([A-Z0-9-]+)"', helper.get("/victims").text)[1]
    path = f"/victims/{code}/identity/write"
    sent = form_of(helper, path) | {"name": "Mira Solano", "contact": WORDS}
    clock.shift(IDLE)
    helper.post(path, sent)
    compartment = (
        "SELECT domain_keys.compartment FROM drafts JOIN data_keys ON data_keys.id ="
        " drafts.data_key_id JOIN domain_keys ON domain_keys.id = data_keys.domain_key_id"
        " WHERE drafts.form = 'IdentityForm'"
    )
    assert instance.one(compartment) == "victims"
    back = helper.sign_in("victim-officer").headers["Location"]
    assert "Mira Solano" in helper.get(back).text


@pytest.mark.parametrize("status", [400, 405, 409, 413, 415, 429, 503])
def test_no_page_of_an_error_advises_a_step_that_destroys_the_text(shared, status):
    sentences = [*(str(s) for s in SAID[status]), str(STALE_FORM)]
    assert not [
        s for s in sentences if re.search(r"go back|copy what|open it again", s, re.IGNORECASE)
    ]


SHORT = (
    ("administrator", "/entities/new"),
    ("administrator", "/organizations/new"),
    ("administrator", "/people/new"),
    ("administrator", "/people/officer/name"),
    ("recruiter", "/screening"),
    ("officer", "views/new"),
    ("officer", "links/new"),
    ("officer", "people/new"),
)


@pytest.mark.parametrize(("username", "path"), SHORT)
def test_forms_of_few_words_survive_the_sign_in_page_and_lead_back(instance, clock, username, path):
    if not path.startswith("/"):
        path = (
            "/cases/views/new"
            if "views" in path
            else note_path(instance).replace("notes/new", path)
        )
    person = instance.visitor(username)
    name, sent = typed_into(person, path)
    person.post("/sign-out")
    answer = person.post(path, sent)
    assert "Your words are kept" in answer.text, answer.text[:600]
    assert "Zanzibarquux" not in answer.text
    back = signed_in_with(person, carried(answer), username)
    assert back.partition("?")[0] == path
    page = person.get(back)
    assert "Zanzibarquux" in page.text, name
    assert "Nothing was sent" in page.text


def typed_into(visitor: Visitor, path: str) -> tuple[str, dict[str, str]]:
    """The first field for words on a page, and what its form sends with a word in it."""
    text = visitor.get(path).text
    form = next(
        part for part in text.split("<form")[1:] if 'name="draft"' in part.split("</form>")[0]
    )
    field = re.search(r'<(?:textarea|input(?=[^>]*type="text"))[^>]*name="([\w-]+)"', form)
    mark = re.search(r'name="draft" value="([^"]+)"', form)[1]
    return field[1], {"draft": mark, field[1]: "Zanzibarquux"}


def test_a_form_without_words_leads_back_to_its_page_and_says_that_nothing_was_done(
    instance, clock
):
    officer = instance.visitor("officer")
    clock.shift(IDLE)
    answer = officer.post("/me", {"locale": ""})
    assert answer.headers["Location"] == "/sign-in?next=/me"
    assert "Nothing of it was done or kept" in officer.get("/sign-in").text
