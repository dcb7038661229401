"""Every form with a long text keeps what is typed, gives it back, and lets it end with its act."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from caseflow.accounts import forms as account_forms
from caseflow.cases import queries
from caseflow.cases.forms import access, answering, logging, people, working
from caseflow.cases.services.access import keep_out
from caseflow.drafts.queries import own_draft, own_drafts
from caseflow.drafts.services import open_draft
from caseflow.reference import forms as reference_forms
from caseflow.screening import forms as screening_forms
from caseflow.victims import forms as victim_forms
from caseflow.web.forms import BaseForm, LongText
from caseflow.web.textfields import Password
from tests.drafts.typing import KEEP, carried, kept, opened
from tests.support.house import NOW
from tests.support.site import Client, Site
from tests.support.statements import count_statements

WORDS = "The storekeeper says that the tank was empty on Friday <b>&amp;"
ROOMS = (access, answering, logging, people, working, victim_forms, screening_forms)


@pytest.fixture
def officer(site: Site) -> Client:
    return site.as_("officer")


def note_of(site: Site) -> str:
    return f"/cases/{site.log()}/notes/new"


def goes_on(client: Client, path: str) -> str:
    """The address under which a form offers what was typed before."""
    page = client.page(path)
    assert "You have begun this before" in page.said
    return next(link for link in page.links if "draft=" in link)


def in_two_tabs(client: Client, path: str) -> tuple[dict[str, str], dict[str, str], str]:
    """Go on with one draft of a form in two tabs: what each carries, and the address of both."""
    kept(client, {**opened(client, path), "words": WORDS})
    address = goes_on(client, path)
    return opened(client, address), opened(client, address), address


def test_a_note_is_kept_given_back_and_gone_when_it_is_written(site: Site, officer: Client) -> None:
    path = note_of(site)
    mark = kept(officer, {**opened(officer, path), "words": WORDS})
    kept(officer, {**mark, "words": f"{WORDS} More."})
    assert site.rows("drafts") == 1
    again = site.as_("officer")
    assert WORDS not in again.get(path).text
    back = again.page(goes_on(again, path))
    assert f"{WORDS} More." in back.said
    assert "Kept 09:00" in back.said
    again.sent(path, {"draft": carried(back), "words": f"{WORDS} Done."})
    assert site.rows("drafts") == 0
    assert site.rows("notes") == 1


def test_a_form_that_is_sent_wrong_keeps_its_draft(site: Site, officer: Client) -> None:
    path = note_of(site)
    mark = kept(officer, {**opened(officer, path), "words": WORDS})
    page = officer.refused(path, {**mark, "words": ""})
    assert site.rows("drafts") == 1
    officer.sent(path, {"draft": carried(page), "words": WORDS})
    assert site.rows("drafts") == 0


def test_an_act_that_fails_takes_no_draft_away(
    site: Site, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = note_of(site)
    mark = kept(officer, {**opened(officer, path), "words": WORDS})

    def fails(*_a: object, **_k: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("caseflow.matters.services.notes.write_note", fails)
    monkeypatch.setitem(site.app.config, "PROPAGATE_EXCEPTIONS", False)
    assert officer.post(path, {**mark, "words": WORDS}).status_code == 500
    assert site.rows("drafts") == 1


def test_a_draft_is_of_one_form_on_one_page_and_of_nobody_else(site: Site, officer: Client) -> None:
    one, other = site.log(), site.log()
    first, second = (f"/cases/{each}/notes/new" for each in (one, other))
    mark = kept(officer, {**opened(officer, first), "words": WORDS})
    address = goes_on(officer, first)
    for path in (second, f"/cases/{one}/hand-over", f"/cases/{one}/tasks/new"):
        assert "You have begun" not in officer.page(path).said
    assert officer.get(address.replace(first, second)).status_code == 404
    senior = site.as_("senior")
    assert "You have begun" not in senior.page(first).said
    assert senior.get(address).status_code == 404
    assert "Nothing is waiting" in senior.page("/drafts").said
    draft = address.partition("draft=")[2]
    assert senior.post(f"/drafts/{draft}/drop").status_code == 404
    kept(senior, {**mark, "words": "Mine now"}, status=422)  # a mark is its person's
    assert WORDS in officer.page(address).said


def test_a_mark_of_ones_own_making_keeps_nothing(site: Site, officer: Client) -> None:
    mark = opened(officer, note_of(site))["draft"]
    for forged in ("", "x", mark[:-1], mark[:-2] + "AA", mark + "A", "A" * 5000, "\x00"):
        kept(officer, {"draft": forged, "words": WORDS}, status=422)
    assert site.rows("drafts") == 0


def test_two_tabs_of_one_draft_keep_both_texts(site: Site, officer: Client) -> None:
    path = note_of(site)
    left, right, _address = in_two_tabs(officer, path)
    left = kept(officer, {**left, "words": "Written on the left"})
    right = kept(officer, {**right, "words": "Written on the right"})
    left = kept(officer, {**left, "words": "Written on the left, and more"})
    assert site.rows("drafts") == 2
    officer.sent(path, {**right, "words": "Written on the right"})
    assert "Written on the left, and more" in officer.page(goes_on(officer, path)).said


def test_a_draft_about_a_thing_out_of_reach_stays_closed_and_says_so(
    site: Site, officer: Client
) -> None:
    path = f"/cases/{site.log('senior')}/notes/new"
    kept(officer, {**opened(officer, path), "words": WORDS})
    address = goes_on(officer, path)
    reference = path.split("/")[2]
    shut_out(site, reference)
    page = officer.page(address, 404)
    assert "This draft is closed" in page.said
    assert WORDS not in page.text
    listed = officer.page("/drafts")
    assert "stays closed" in listed.said
    assert reference not in listed.text
    draft = address.partition("draft=")[2]
    assert officer.sent(f"/drafts/{draft}/drop", {"listed": "1"}) == "/drafts"
    assert site.rows("drafts") == 0


def shut_out(site: Site, reference: str) -> None:
    """Let somebody keep the officer out of a case."""
    senior = site.people["senior"]
    with site.house.session(senior) as session:
        case = queries.case(session, reference, actor=senior)
        officer, why = site.people["officer"].user_id, "A cousin of the subject."
        keep_out(case, user_id=officer, reason=why, actor=senior, now=NOW)
        session.commit()


def test_going_back_to_words_overwrites_nothing_that_came_meanwhile(
    site: Site, officer: Client
) -> None:
    path = f"/cases/{site.log()}/hand-over"
    page = officer.page(path)
    words = {"reason": WORDS, "shown_version": page.carried["shown_version"]}
    desk = str(site.desk("Conduct desk"))
    kept(officer, {"draft": carried(page), **words, "desk": desk})
    to = str(site.people["senior"].user_id)
    site.as_("officer").sent(path, {**words, "to": to, "reason": "I am on leave."})
    back = officer.page(goes_on(officer, path))
    assert WORDS in back.text.replace("&lt;b&gt;&amp;amp;", "<b>&amp;")
    refused = officer.refused(path, {**back.carried, "reason": WORDS, "desk": desk})
    assert "Somebody changed this while you were writing." in refused.said


def test_the_list_leads_back_to_every_draft_and_says_no_word_of_it(
    site: Site, officer: Client
) -> None:
    path = note_of(site)
    kept(officer, {**opened(officer, path), "words": WORDS})
    page = officer.page("/drafts")
    assert WORDS not in page.text
    (link,) = [each for each in page.links if "draft=" in each]
    assert WORDS in officer.page(link).said


def test_going_back_fills_every_kind_of_field(site: Site, officer: Client) -> None:
    path = f"/cases/{site.log()}/tasks/new"
    answers = {"words": "Ask the bank", "due_on-day": "9", "due_on-month": "Dec", "due_on-year": ""}
    answers["assignee"] = str(site.people["senior"].user_id)
    kept(officer, {**opened(officer, path), **answers})
    text = officer.get(goes_on(officer, path)).text
    assert 'value="Ask the bank"' in text
    assert re.search(r'name="due_on-day"[^>]* value="9"', text)
    assert re.search(rf'value="{answers["assignee"]}" selected', text)


def test_no_password_and_no_token_is_ever_kept(site: Site, officer: Client) -> None:
    path = note_of(site)
    secret = "correct horse battery staple"  # pragma: allowlist secret
    sent = {"words": WORDS, "password": secret, "new-current": secret, "form_token": "tok"}
    kept(officer, {**opened(officer, path), **sent})
    row = content_of(site)
    assert set(row) == {"words"}


def content_of(site: Site) -> dict[str, list[str]]:
    """What the only draft holds."""
    actor = site.people["officer"]
    with site.house.session(actor) as session:
        (line,) = own_drafts(session, actor=actor)
        return open_draft(own_draft(session, line.id, actor=actor), actor=actor, now=NOW)


def test_an_address_that_is_kept_holds_nothing_that_was_typed(site: Site, officer: Client) -> None:
    path = f"{note_of(site)}?note=&who=Tomas+Elberg&next=7"
    kept(officer, {**opened(officer, path), "words": WORDS})
    (link,) = [each for each in officer.page("/drafts").links if "draft=" in each]
    assert "Tomas" not in link
    assert "next=7" in link


def test_a_form_page_asks_one_statement_more_at_most(site: Site, officer: Client) -> None:
    path = note_of(site)
    officer.get(path)
    with count_statements(site.engine) as with_drafts:
        officer.get(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(site.app.jinja_env.globals, "kept_words", lambda *_a: None)
        with count_statements(site.engine) as without:
            officer.get(path)
    assert len(with_drafts) <= len(without) + 1


def forms_of(module: object) -> list[type[BaseForm]]:
    found = [each for each in vars(module).values() if isinstance(each, type)]
    return [each for each in found if issubclass(each, BaseForm) and each is not BaseForm]


def test_every_form_with_a_long_text_keeps_it_and_none_with_a_password_does(site: Site) -> None:
    with site.app.test_request_context("/"):
        for module in (*ROOMS, reference_forms, account_forms):
            for each in forms_of(module):
                form = each(meta={"csrf": False})
                long = any(isinstance(field, LongText) for field in form)
                secret = any(isinstance(field, Password) for field in form)
                assert form.keeps_words or not long, each
                assert not (form.keeps_words and secret), each


def test_keeping_is_for_people_who_are_signed_in(site: Site, officer: Client) -> None:
    sent = {**opened(officer, note_of(site)), "words": WORDS}
    with time_machine.travel(NOW + timedelta(hours=30)):
        assert officer.post(KEEP, sent).status_code != 200
    assert site.rows("drafts") == 0
