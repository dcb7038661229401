"""The same form sent twice does its work once, and is answered twice."""

from __future__ import annotations

import re
import threading
from contextlib import closing
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.jobs.purposes import JobPurpose
from caseflow.notices.models import Notice
from caseflow.submissions.services import forget_submissions
from caseflow.web.store import session_factory
from tests.cases_pages.answers import filled
from tests.drafts.test_forms import shut_out
from tests.support.databases import Databases
from tests.support.house import NOW
from tests.support.site import Page, Site, laid_in

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
FLASH = re.compile(r'class="flash[^>]*>.*?<p>(.*?)</p>', re.DOTALL)


def token_on(client, path):
    """The token of the last form that a page draws."""
    return TOKEN.findall(client.page(path).text)[-1]


@pytest.fixture
def note(site):
    """Somebody at the form for a note, and the address of the form."""
    return site.as_("officer"), f"/cases/{site.log()}/notes/new"


def test_a_form_sent_twice_does_its_work_once_and_says_the_same(site, note):
    officer, path = note
    sent = {"form_token": token_on(officer, path), "words": "Telephoned the entity."}
    first = officer.sent(path, sent)
    said = FLASH.findall(officer.page(first).text)
    assert officer.sent(path, sent) == first
    assert site.rows("notes") == 1
    assert FLASH.findall(officer.page(first).text) == said != []


def test_a_message_that_still_waits_is_not_said_twice(note):
    officer, path = note
    sent = {"form_token": token_on(officer, path), "words": "Telephoned the entity."}
    officer.sent(path, sent)
    home = officer.sent(path, sent)
    assert len(FLASH.findall(officer.page(home).text)) == 1


def test_other_content_with_the_same_token_is_a_new_act(site, note):
    officer, path = note
    token = token_on(officer, path)
    officer.sent(path, {"form_token": token, "words": "First."})
    officer.sent(path, {"form_token": token, "words": "Second."})
    assert site.rows("notes") == 2


def test_the_same_token_at_another_address_is_a_new_act(site, note):
    officer, path = note
    other = f"/cases/{site.log()}/notes/new"
    sent = {"form_token": token_on(officer, path), "words": "To both."}
    officer.sent(path, sent)
    officer.sent(other, sent)
    assert site.rows("notes") == 2


def drawn(client, path, **words):
    """What the form of a page carries when it is opened, with words typed into it."""
    page = client.page(path)
    return {name: page.carried[name] for name in ("draft", "form_token")} | words


def test_the_same_words_in_a_form_drawn_anew_are_asked_about(site, note):
    """Back fills the words in again, and the page brings a token of its own."""
    officer, path = note
    first = officer.sent(path, drawn(officer, path, words="No answer."))
    answer = officer.post(path, drawn(officer, path, words="No answer."))
    assert answer.status_code == 409
    assert "You sent just the same at 09:00" in answer.text
    assert first in answer.text
    assert site.rows("notes") == 1
    page = Page(answer.text)
    officer.sent(path, page.carried)  # meant: once more
    assert site.rows("notes") == 2
    officer.sent(path, page.carried)  # and pressed twice: still once
    assert site.rows("notes") == 2


@pytest.mark.parametrize("page", ["/cases/join", "/cases/break-glass"])
def test_what_is_renewed_by_itself_is_not_asked_about(site, page):
    guest, reference = site.as_("officer-2"), site.log()
    for _time in range(2):
        words = {"reference": reference, "reason": "Somebody is in danger."}
        guest.sent(page, drawn(guest, page, **words))
    with site.house.system(JobPurpose.JOBS) as session:
        owner = site.people["officer"].user_id
        assert len(session.scalars(sa.select(Notice).where(Notice.to_user_id == owner)).all()) == 1


def test_the_same_words_later_elsewhere_or_by_somebody_else_are_a_new_act(site, note):
    officer, path = note
    officer.sent(path, drawn(officer, path, words="No answer."))
    senior = site.as_("senior")
    senior.sent(path, drawn(senior, path, words="No answer."))
    other = f"/cases/{site.log()}/notes/new"
    officer.sent(other, drawn(officer, other, words="No answer."))
    officer.sent(path, drawn(officer, path, words="No answer again."))
    with time_machine.travel(NOW + timedelta(minutes=11), tick=True):
        officer.sent(path, drawn(officer, path, words="No answer."))
    assert site.rows("notes") == 5


def test_a_repeated_form_whose_first_answer_is_out_of_reach_says_that_it_was_taken(site):
    reference = site.log("senior")
    path, officer = f"/cases/{reference}/notes/new", site.as_("officer")
    sent = drawn(officer, path, words="No answer.")
    officer.sent(path, sent)
    shut_out(site, reference)
    answer = officer.post(path, sent)
    assert answer.status_code == 409
    assert "and it was taken then" in answer.text
    assert reference not in answer.text


def test_a_refused_attempt_uses_nothing_up_and_brings_a_fresh_token(site, note):
    officer, path = note
    token = token_on(officer, path)
    for _time in range(2):
        refused = officer.refused(path, {"form_token": token, "words": ""})
        assert TOKEN.findall(refused.text)[-1] != token
    officer.sent(path, {"form_token": token, "words": "Now."})
    assert site.rows("notes") == 1


def test_the_token_of_one_person_is_nothing_in_the_hands_of_another(site, note):
    officer, path = note
    sent = {"form_token": token_on(officer, path), "words": "Seen by both."}
    officer.sent(path, sent)
    site.as_("senior").sent(path, sent)
    assert site.rows("notes") == 2


def test_logging_a_case_twice_leads_to_one_case(site):
    officer, at = site.as_("officer"), "/cases/new"
    for step in (1, 2, 3):
        officer.page(at)
        at = officer.sent(at, {**filled(site, step), "do": "go"})
    sent = {"do": "log", "form_token": token_on(officer, at)}
    first = officer.sent(at, sent)
    assert officer.sent(at, sent) == first
    assert site.rows("cases") == 1
    assert officer.sent_to(at) == first  # Back, after it was logged


def test_it_is_known_for_a_day_and_then_forgotten(site, note):
    officer, path = note
    sent = {"form_token": token_on(officer, path), "words": "Once a day."}
    officer.sent(path, sent)
    with time_machine.travel(NOW + timedelta(hours=23), tick=True):
        site.as_("officer", now=clock.now()).sent(path, sent)
        assert site.rows("notes") == 1
        assert forgotten(site) == 0
    with time_machine.travel(NOW + timedelta(hours=25), tick=True):
        site.as_("officer", now=clock.now()).sent(path, sent)
        assert site.rows("notes") == 2
        assert site.rows("submissions") == 1
    with time_machine.travel(NOW + timedelta(hours=50), tick=True):
        assert forgotten(site) == 1
    assert site.rows("submissions") == 0


def forgotten(site):
    """How many sent forms the worker's round forgets now."""
    with site.app.app_context(), system_session(session_factory(), JobPurpose.JOBS) as session:
        session.info["writes"] = True
        number = forget_submissions(session, now=clock.now())
        session.commit()
        return number


def test_what_does_no_work_carries_no_token(site, note):
    officer, _path = note
    assert "form_token" not in officer.get("/cases/NORTH-2026-99999").text
    stale = officer.client.post(
        "/cases/new", data={"csrf_token": "old"}, base_url="https://localhost"
    )
    assert stale.status_code == 400
    assert "form_token" not in stale.text
    settings = officer.page("/me").text
    passwords = settings[settings.index('name="new-current"') - 3000 :]
    form = passwords[passwords.rindex("<form", 0, 3000) :].split("</form>")[0]
    assert 'name="new-current"' in form
    assert "form_token" not in form


def test_what_is_kept_tells_nothing_of_what_was_typed(site, note):
    officer, path = note
    officer.sent(path, {"form_token": token_on(officer, path), "words": "Zanzibarquux came."})
    with closing(site.house.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("SELECT digest, address, messages FROM submissions")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert "Zanzibarquux" not in str(rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def two_of_them(request, databases: Databases, tmp_path):
    """The application on each database, for forms that arrive at the same moment."""
    with (
        databases.fresh(request.param) as url,
        laid_in(tmp_path, url) as made,
        time_machine.travel(NOW, tick=True),
    ):
        yield made


def test_of_two_that_arrive_together_one_does_the_work(two_of_them: Site):
    site = two_of_them
    path = f"/cases/{site.log()}/notes/new"
    officer = site.as_("officer")
    sent = {
        "form_token": token_on(officer, path),
        "csrf_token": officer.token,
        "words": "Pressed twice.",
    }
    cookie = officer.client.get_cookie("__Host-caseflow", domain="localhost")
    answers = []
    start = threading.Barrier(4)

    def send():
        client = site.app.test_client()
        client.set_cookie(
            "__Host-caseflow", cookie.value, domain="localhost", secure=True, path="/"
        )
        start.wait()
        answer = client.post(path, data=sent, base_url="https://localhost")
        answers.append((answer.status_code, answer.location))

    threads = [threading.Thread(target=send) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert site.rows("notes") == 1
    home = path.removesuffix("/notes/new")
    assert {location for _status, location in answers} == {f"{home}#message"}
    assert sorted(status for status, _location in answers) == [302, 303, 303, 303]
