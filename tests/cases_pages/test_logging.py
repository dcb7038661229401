"""Logging a case step by step: what is asked, what is kept, and what comes of bad input."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from tests.cases_pages.answers import HAPPENED, NAMED, filled, logged
from tests.cases_pages.awkward import LATIN, NUL, SURROGATE, TOO_MUCH, urlencoded
from tests.drafts.typing import KEEP, opened
from tests.support.house import NOW
from tests.support.site import Client, Site


def at_step(site: Site, client: Client, step: int) -> str:
    """The address of a step, with those before it filled in."""
    at = "/cases/new"
    for before in range(1, step):
        at = client.sent(at, {**filled(site, before), "do": "go"})
    return at


def test_what_was_typed_is_kept_while_it_is_being_typed(site: Site) -> None:
    officer = site.as_("officer")
    page = opened(officer, "/cases/new")
    typed = {**filled(site, 1), "reporter": "Mira Sol", **page}
    for _again in range(2):
        answer = officer.post(KEEP, typed)
        assert answer.json["said"] == "Kept 09:00"
    assert site.rows("drafts") == 1  # the page that began without a draft finds it again

    again = site.as_("officer")  # signed in anew
    page = again.page("/cases/new")
    assert "Drafts you kept" in page.said
    draft = next(link for link in page.links if "draft=" in link)
    assert 'value="Mira Sol"' in again.get(draft).text
    assert 'value="Mira Sol"' not in again.get("/cases/new").text


def test_continuing_after_autosave_goes_on_with_the_same_draft(site: Site) -> None:
    officer = site.as_("officer")
    typed = {**filled(site, 1), **opened(officer, "/cases/new")}
    officer.post(KEEP, typed)
    officer.sent("/cases/new", {**typed, "do": "go"})
    assert site.rows("drafts") == 1


def test_keeping_one_step_leaves_the_others_as_they_were(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 3)
    second = at.replace("step=3", "step=2")
    officer.post(KEEP, {"title": "Another title", **opened(officer, second)})
    assert site.rows("drafts") == 1
    assert "Another title" in officer.get(second).text
    assert "Mira Solano" in officer.get(at.replace("step=3", "step=1")).text


def test_a_draft_is_nobody_elses_and_can_be_thrown_away(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 2)
    draft = re.search(r"draft=([0-9a-f-]+)", at)[1]
    senior = site.as_("senior")
    assert senior.get(at).status_code == 404
    assert senior.post(at, {**HAPPENED, "do": "go"}).status_code == 404
    assert senior.post(f"/drafts/{draft}/drop").status_code == 404
    assert site.rows("drafts") == 1
    officer.sent(f"/drafts/{draft}/drop")
    assert officer.get(at).status_code == 404
    assert site.rows("drafts") == 0


def test_leaving_keeps_even_what_is_not_right_yet(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 2)
    officer.sent(at, {"title": "Half a tit", "account": "", "do": "keep"})
    assert 'value="Half a tit"' in officer.get(at).text


def test_logging_takes_the_draft_away_and_changes_nothing_before(site: Site) -> None:
    officer = site.as_("officer")
    at_step(site, officer, 4)
    assert site.rows("cases") == 0
    assert site.rows("drafts") == 1
    logged(site, officer)
    assert site.rows("cases") == 1
    assert site.rows("drafts") == 1


def test_somebody_can_be_named_in_addition_and_taken_out_again(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 3)
    at = officer.sent(at, {**NAMED, "do": "add"}).partition("#")[0]
    assert "Person 3" in officer.page(at).said
    at = officer.sent(at, {**NAMED, "people": "3", "p3-name": "One too many", "do": "drop-1"})
    page = officer.get(at.partition("#")[0]).text
    assert "Tomas Elberg" not in page
    assert "One too many" in page
    assert "Person 3" not in page


def test_the_check_page_sends_back_to_what_is_missing(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 2)
    check = at.replace("step=2", "step=4")
    assert "Something here needs you" in officer.page(check).said
    back = officer.sent(check, {"do": "log"})
    assert "step=2" in back
    page = officer.page(back)
    assert "Enter a short title without names" in page.said
    assert site.rows("cases") == 0


def test_colleagues_who_are_named_are_kept_out_at_once(site: Site) -> None:
    officer = site.as_("officer")
    senior = site.people["senior"]
    at = at_step(site, officer, 3)
    named = {**NAMED, "people": "1", "p1-name": senior.name, "p1-user": str(senior.user_id)}
    at = officer.sent(at, {**named, "do": "go"})
    home = officer.sent(at, {"do": "log"})
    assert site.as_("senior").get(home).status_code == 404
    assert officer.get(home).status_code == 200


def test_nobody_logs_a_case_that_names_them(site: Site) -> None:
    officer = site.as_("officer")
    me = site.people["officer"]
    at = at_step(site, officer, 3)
    named = {**NAMED, "people": "1", "p1-name": me.name, "p1-user": str(me.user_id)}
    at = officer.sent(at, {**named, "do": "go"})
    answer = officer.post(at, {"do": "log"})
    assert answer.status_code == 403
    assert "ask a colleague" in answer.text
    assert site.rows("cases") == 0
    assert site.rows("drafts") == 1


WRONG = [
    (1, {"entity": ""}, "Choose the entity it concerns"),
    (1, {"entity": "99999999999999999999"}, "Choose one of the answers that are offered"),
    (1, {"received_on-day": "31"}, "The day cannot be 31: November has 30 days"),
    (1, {"received_on-year": "2031"}, "has not come yet"),
    (1, {"received_on-year": "9" * 30}, "four digits"),
    (1, {"received_on-month": "Brumaire"}, "No month is called"),
    (1, {"reporting": ""}, "how the reporter wants to be known"),
    (1, {"reporting": "anonymous"}, "An anonymous report has no name"),
    (1, {"reporter": "x" * 301}, "301 characters"),
    (1, {"reporter": NUL}, "cannot be kept (U+0000"),
    (2, {"title": ""}, "Enter a short title without names"),
    (2, {"title": "x" * 201}, "201 characters"),
    (2, {"happened-precision": ""}, "Say how sure the date is"),
    (2, {"happened-last-year": "1999"}, "The second day lies before the first"),
    (2, {"account": "  \n "}, "Say what happened, in at least one sentence"),
    (2, {"account": NUL}, "cannot be kept (U+0000"),
    (2, {"account": TOO_MUCH}, "10,000,000 characters"),
    (2, {"conduct": "treason"}, "Choose one of the answers that are offered"),
    (2, {"classification": ""}, "Choose a classification"),
    (3, {"p1-name": ""}, "Enter the name, or say that the person is not identified"),
    (3, {"p1-known": ""}, "Say whether the person is identified"),
    (3, {"p1-part": "victim"}, "Choose one of the answers that are offered"),
    (3, {"p2-how_many": "9" * 30}, "whole number"),
    (3, {"p2-how_many": "10001"}, "must lie between 1 and 10,000"),
    (3, {"p2-how_many": "some"}, "Write a whole number"),
    (3, {"p2-part": "witness"}, "Only subjects can be unidentified"),
    (3, {"p1-user": "somebody"}, "Choose one of the answers that are offered"),
    (3, {"p1-rank": NUL}, "cannot be kept (U+0000"),
]


@pytest.mark.parametrize(("step", "wrong", "sentence"), WRONG)
def test_what_cannot_be_is_told_at_its_field_and_the_rest_stays(
    site: Site, step: int, wrong: dict[str, str], sentence: str
) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, step)
    drafts = site.rows("drafts")
    answer = officer.post(at, {**filled(site, step), **wrong, "do": "go"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error:" in answer.text
    kept = {1: "Mira Solano", 2: "Northern depot", 3: "guards at the depot"}[step]
    assert "reporter" in wrong or kept in answer.text
    assert site.rows("drafts") == drafts
    assert site.rows("cases") == 0


@pytest.mark.parametrize("value", [SURROGATE, LATIN], ids=["lone surrogate", "other encoding"])
def test_other_encodings_never_break_the_page(site: Site, value: str | bytes) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 2)
    sent = {**HAPPENED, "account": value, "do": "go", "csrf_token": officer.token}
    answer = officer.client.post(
        at,
        data=urlencoded(sent),
        content_type="application/x-www-form-urlencoded",
        base_url="https://localhost",
    )
    assert answer.status_code in {302, 422}


@pytest.mark.parametrize(
    "address",
    [
        "/cases/new?step=99999999999999999999999999",
        "/cases/new?step=-1",
        "/cases/new?step=%D9%A3",
        "/cases/new?step=%C2%B2",
    ],
)
def test_a_step_that_is_none_is_the_nearest_one(site: Site, address: str) -> None:
    site.as_("officer").page(address)


@pytest.mark.parametrize("draft", ["nonsense", "9" * 40, "%00", "0" * 32])
def test_a_draft_that_is_none_is_not_found(site: Site, draft: str) -> None:
    assert site.as_("officer").get(f"/cases/new?draft={draft}").status_code == 404


def test_a_draft_beyond_all_measure_is_refused_and_the_old_one_stays(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 2)
    page = opened(officer, at)
    assert officer.post(KEEP, {**HAPPENED, **page}).status_code == 200
    answer = officer.post(KEEP, {**HAPPENED, **page, "account": TOO_MUCH + TOO_MUCH[:5_000_000]})
    assert answer.status_code in {413, 422}
    assert 'value="Northern depot"' in officer.get(at).text


@pytest.mark.parametrize("many", ["0", "-1", "9" * 30, "²", "x", ""])
def test_how_many_people_a_form_claims_is_not_believed(site: Site, many: str) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 3)
    answer = officer.post(at, {**NAMED, "people": many, "do": "go"})
    assert answer.status_code in {302, 422}


def test_the_session_may_end_and_nothing_is_lost(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 2)
    officer.post(KEEP, {"title": "Half a tit", **opened(officer, at)})
    with time_machine.travel(NOW + timedelta(hours=3)):
        away = officer.sent_to(at)
    assert "/sign-in" in away
    assert "draft%3D" in away


def test_only_those_who_may_log_see_the_form(site: Site) -> None:
    for name in ("decider", "investigator", "recruiter"):
        assert site.as_(name).get("/cases/new").status_code == 404
