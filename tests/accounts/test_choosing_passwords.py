"""Nobody sets the password of somebody else: a code is handed over, and the person chooses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from caseflow.access.acting import system_session
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.code_mail import mail_codes
from caseflow.accounts.pages import password_choice as password_choice_page
from caseflow.accounts.throttle import PER_ACCOUNT
from caseflow.audit.models import Entry
from caseflow.jobs.purposes import JobPurpose
from caseflow.machinery import address_of, the_post
from caseflow.web.store import session_factory
from tests.support.house import NOW
from tests.support.site import begun_anew, laid_in
from tests.support.visitor import Visitor

CODE = re.compile(r'<code dir="ltr">([A-Z2-9-]{19})</code>')
CHOSEN = "seven quiet lanterns"
OLD = "the old words still stand"  # pragma: allowlist secret
AGAIN = "another seven lanterns"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with laid_in(tmp_path_factory.mktemp("choosing")) as site:
        yield site


@pytest.fixture
def site(made):
    with begun_anew(made) as site:
        for name in ("recruiter", "officer"):
            at_the_machine(site, "password", name, "--password-file", "-", typed=OLD)
        yield site


def at_the_machine(site, *words, typed=""):
    ran = site.app.test_cli_runner().invoke(args=["accounts", *words], input=f"{typed}\n")
    assert ran.exit_code == 0, ran.output
    return ran.output


def choose(site, username, code, password=CHOSEN, *, by=None):
    somebody = by or Visitor(site.app)
    somebody.get("/choose-password")
    return somebody.post(
        "/choose-password", {"username": username, "code": code, "password": password}
    )


def opens(site, username, password):
    return Visitor(site.app).sign_in(username, password).status_code == 302


def newcomer(site):
    admin = site.as_("administrator")
    admin.page("/people/new")
    admin.sent("/people/new", {"username": "newcomer", "full_name": "New Comer"})
    return admin


def code_of(answer):
    assert answer.status_code == 200, answer.text[:2000]
    return CODE.search(answer.text)[1]


def two_parts(site, username="officer", reason="Forgot it"):
    first, second = site.as_("administrator"), site.as_("administrator-2")
    first.page(f"/people/{username}")
    asked = first.post(f"/people/{username}/code", {"reset-reason": reason})
    where = re.search(r'href="(/account-requests/[0-9a-f-]+)"', asked.text)[1]
    second.page(where)
    return code_of(asked), code_of(second.post(f"{where}/confirm")), where


def test_no_page_takes_a_password_for_somebody_else(site):
    admin = site.as_("administrator")
    assert 'type="password"' not in admin.get("/people/officer").text
    assert 'type="password"' not in admin.get("/people/new").text


def test_one_person_makes_a_code_for_whoever_holds_nothing(site):
    code = code_of(newcomer(site).post("/people/newcomer/code"))
    assert not opens(site, "newcomer", code)
    assert choose(site, "newcomer", code).status_code == 302
    assert opens(site, "newcomer", CHOSEN)
    assert choose(site, "newcomer", code, AGAIN).status_code == 422, "a code is good once"


def test_a_code_lapses_and_a_newer_one_takes_its_place(site):
    admin = newcomer(site)
    first = code_of(admin.post("/people/newcomer/code"))
    second = code_of(admin.post("/people/newcomer/code"))
    assert choose(site, "newcomer", first).status_code == 422
    with time_machine.travel(NOW + timedelta(days=3, minutes=1)):
        assert choose(site, "newcomer", second).status_code == 422
    assert choose(site, "newcomer", second).status_code == 302


def test_whoever_holds_a_role_is_given_a_code_in_two_parts_by_two_people(site):
    here = site.as_("officer")
    first, second, where = two_parts(site)
    for tried in (first, second, f"{first}{first}", f"{second} {second}"):
        assert choose(site, "officer", tried).status_code == 422
    assert opens(site, "officer", OLD), "until then the old password stays good"
    assert here.get("/cases").status_code == 200
    shown = site.as_("administrator").page(where)
    assert first not in shown.text
    assert second not in shown.text
    assert choose(site, "officer", f"{second} {first.lower()}").status_code == 302
    assert opens(site, "officer", CHOSEN)
    assert not opens(site, "officer", OLD)
    assert here.get("/cases").status_code == 302, "other sessions are over"


def test_the_first_part_alone_is_good_for_nothing_before_it_is_confirmed(site):
    admin = site.as_("administrator")
    admin.page("/people/officer")
    part = code_of(admin.post("/people/officer/code", {"reset-reason": "Forgot it"}))
    assert choose(site, "officer", part).status_code == 422


def test_a_weak_password_is_refused_and_the_code_stays_good(site):
    code = code_of(newcomer(site).post("/people/newcomer/code"))
    answer = choose(site, "newcomer", code, "short")
    assert answer.status_code == 422
    assert "at least 15 characters" in answer.text
    assert choose(site, "newcomer", code).status_code == 302


def test_ending_the_role_first_is_no_way_around(site):
    admin = site.as_("administrator")
    shown = admin.get("/people/officer").text
    end = re.search(r'action="(/people/officer/roles/[0-9a-f-]+/end)"', shown)[1]
    admin.sent(end)
    admin.page("/people/officer")
    answer = admin.post("/people/officer/code", {"reset-reason": "A new start"})
    assert "one of two parts" in answer.text
    assert choose(site, "officer", code_of(answer)).status_code == 422
    assert admin.post("/people/officer/mailed-code").status_code == 302
    assert letters(site) == []


def letters(site):
    """Mail that the worker laid into the folder of the home."""
    config = site.app.extensions["caseflow.config"]
    with site.app.app_context(), system_session(session_factory(), JobPurpose.JOBS) as session:
        session.info["now"] = NOW
        mail_codes(session, the_post(config), address_of, now=NOW)
        session.commit()
    found = []
    for path in sorted((config.home / "mail").glob("*.eml")):
        found.append(path.read_bytes().decode())
        path.unlink()
    return found


def test_a_mailed_code_goes_to_the_persons_own_address_and_nobody_else_sees_it(site):
    at_the_machine(site, "address", "officer", "ines@example.org")
    admin = site.as_("administrator")
    admin.page("/people/officer")
    answer = admin.post("/people/officer/mailed-code")
    assert answer.status_code == 302
    (letter,) = letters(site)
    assert "To: ines@example.org" in letter
    code = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", letter)[0]
    assert letters(site) == [], "it is sent once"
    assert opens(site, "officer", OLD)
    assert code not in (site.home / "site.db").read_bytes().decode("latin-1")
    assert choose(site, "officer", code).status_code == 302
    assert opens(site, "officer", CHOSEN)


def test_one_person_does_not_say_where_mail_for_a_colleague_goes(site):
    first, second = site.as_("administrator"), site.as_("administrator-2")
    first.page("/people/officer")
    sent = {"address-email": "mine@example.org", "address-reason": "Moved"}
    where = first.sent("/people/officer/address", sent)
    assert "CaseFlow has no address for this person." in first.page("/people/officer").said
    assert "mine@example.org" in second.page(where).said
    second.sent(f"{where}/confirm")
    first.page("/people/officer")
    first.sent("/people/officer/mailed-code")
    assert "To: mine@example.org" in letters(site)[0]


def test_an_address_that_one_person_set_before_the_role_is_not_the_persons_own(site):
    admin = newcomer(site)
    admin.sent("/people/newcomer/address", {"address-email": "mine@example.org"})
    given = {"role-role": "reviewer", "role-entity": str(site.entity), "role-reason": "Begins"}
    where = admin.sent("/people/newcomer/roles", given)
    second = site.as_("administrator-2")
    second.page(where)
    second.sent(f"{where}/confirm")
    admin.page("/people/newcomer")
    admin.sent("/people/newcomer/mailed-code")
    assert letters(site) == []


def test_what_is_no_address_is_refused(site):
    admin = newcomer(site)
    for wrong in ("nobody", "a@b\r\nBcc: x@y.org", "a b@c.org", "é@example.org"):
        answer = admin.post("/people/newcomer/address", {"address-email": wrong})
        assert answer.status_code == 422, wrong


def test_guessing_user_names_with_a_code_tells_nothing(site):
    answers = {
        choose(site, name, "AAAA-BBBB-CCCC-DDDD").text for name in ("officer", "nobody-here")
    }
    said = {re.sub(r'value="[^"]*"', "", text) for text in answers}
    assert len(said) == 1


def guess_codes(site, username, times=PER_ACCOUNT):
    """Type wrong codes for an account, on a device that it does not know."""
    answers = [choose(site, username, "AAAA-BBBB-CCCC-DDDD") for _ in range(times)]
    return [answer.status_code for answer in answers]


def test_wrong_codes_are_counted_and_slowed_down_as_wrong_passwords_are(site, monkeypatch):
    code = code_of(newcomer(site).post("/people/newcomer/code"))
    assert guess_codes(site, "newcomer") == [422] * PER_ACCOUNT
    looked_for = []
    monkeypatch.setattr(password_choice_page, "find_code", lambda *_, **__: looked_for.append(1))
    answer = choose(site, " NewComer", code)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Try again in" in answer.text
    assert looked_for == []
    monkeypatch.undo()
    with time_machine.travel(NOW + timedelta(minutes=1)):
        assert choose(site, "newcomer", code).status_code == 302, "nobody is shut out for good"
    assert guess_codes(site, "newcomer", 1) == [422], "a success clears what was counted"


def test_a_wrong_code_is_on_the_trail_as_a_failed_sign_in(site):
    def failures():
        with site.house.system() as session:
            failed = sa.select(sa.func.count()).where(Entry.act == AccountAct.SIGN_IN_FAILED)
            return session.scalar(failed)

    before = failures()
    guess_codes(site, "officer", 2)
    assert failures() == before + 2


def test_wrong_codes_keep_nobody_from_signing_in_and_wrong_passwords_nobody_from_a_code(site):
    assert guess_codes(site, "officer") == [422] * PER_ACCOUNT
    assert opens(site, "officer", OLD)
    code = code_of(newcomer(site).post("/people/newcomer/code"))
    for _ in range(PER_ACCOUNT):
        assert not opens(site, "newcomer", OLD)
    assert choose(site, "newcomer", code).status_code == 302


def test_whoever_guesses_codes_does_not_shut_out_a_device_that_was_there_before(site):
    first, second, _where = two_parts(site)
    theirs = Visitor(site.app)
    assert theirs.sign_in("officer", OLD).status_code == 302
    guess_codes(site, "officer")
    assert choose(site, "officer", f"{first} {second}").status_code == 429
    assert choose(site, "officer", f"{first} {second}", by=theirs).status_code == 302


def test_a_good_code_with_a_weak_password_is_no_wrong_guess(site):
    code = code_of(newcomer(site).post("/people/newcomer/code"))
    for _ in range(PER_ACCOUNT + 1):
        assert choose(site, "newcomer", code, "short").status_code == 422
    assert choose(site, "newcomer", code).status_code == 302
