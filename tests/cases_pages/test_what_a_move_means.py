"""A move says what it means before it is made; closing says what it leaves, and how firmly."""

from __future__ import annotations

import re

import pytest

from caseflow.reference.limits import limits
from tests.support.site import BASE

CLOSE = "/move/close-without-action"


@pytest.fixture
def officer(site):
    return site.as_("officer")


def test_closing_says_what_closing_means(site, officer):
    at = f"/cases/{site.log()}"
    officer.page(f"{at}/tasks/new")
    officer.sent(f"{at}/tasks/new", {"words": "Return the ledger"})
    page = officer.page(at + CLOSE)
    for words in (
        "The time limit “Preliminary assessment” ends:",
        "No time limit runs from then on.",
        "hear it from you",
        "1 task stays open and can still be done.",
        "Nobody is proposed for the screening register by it.",
        "There is no undo.",
    ):
        assert words in page.said
    assert "begins" not in page.said


def test_the_dialog_of_a_move_names_the_limit_that_begins(site, officer):
    page = officer.page(f"/cases/{site.log()}")
    assert "Its next time limit begins now" not in page.text
    assert "written into the course of the case" in page.said


def sent_by_the_dialog(client, reference):
    """What sends the question of a case's page as a browser does, with all that it holds."""
    text = client.get(f"/cases/{reference}").text
    dialog = re.search(r'id="next-move".*?</form>', text, re.DOTALL)[0]
    held = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', dialog))
    address = re.search(r'action="([^"]+)"', dialog)[1]
    return lambda: client.client.post(address, data=held, base_url=BASE)


def test_the_dialog_of_a_move_makes_it_at_once_and_only_from_where_it_was_seen(site, officer):
    reference = site.log()
    send, late = (sent_by_the_dialog(site.as_("officer"), reference) for _n in range(2))
    assert send().status_code in {302, 303}
    assert site.as_("officer").page(f"/cases/{reference}").said.count("Assessed")
    assert late().status_code in {409, 422}


def test_every_limit_says_how_much_it_binds(site, officer):
    page = officer.page(f"/cases/{site.log()}")
    assert "Guideline: ST/AI/2017/1, section 5" in page.said
    for limit in limits().values():
        assert limit.source or limit.kind.value == "house", limit.name
    kinds = {name: limit.kind.value for name, limit in limits().items()}
    assert kinds["national_investigation"] == "target"
    assert kinds["national_investigator"] == "agreement"
    assert kinds["subject_reply"] == "practice"
    assert kinds["dispute_tribunal"] == "rule"
    assert kinds["decision"] == kinds["victim_update"] == "house"


def test_a_summary_names_the_limit_and_counts_final_findings(site, officer):
    page = officer.page(f"/cases/{site.log()}/summary")
    assert "Time limit: Preliminary assessment" in page.said
    assert "Guideline: ST/AI/2017/1, section 5" in page.said
    assert "Final findings: substantiated" in page.said


def test_verifying_keeps_the_frame_of_whoever_is_signed_in(site, officer):
    page = officer.page("/verify")
    assert 'id="rail"' in page.text
    assert "Is this document genuine?" in page.said
    answer = officer.refused("/verify", {"number": "X-2026-1"})
    assert 'id="rail"' in answer.text
    outside = site.app.test_client().get("/verify", base_url="https://localhost")
    assert outside.status_code == 200
    assert 'id="rail"' not in outside.text
    assert "Sign out" not in outside.text


def test_a_role_without_a_room_lands_on_a_page_that_says_so(site):
    site.people["risk"] = site.house.person(
        "risk-officer", entity=site.entity, username="risk", name="Katya Oyelaran"
    )
    risk = site.as_("risk")
    assert risk.sent_to("/") == "/your-room"
    page = risk.page("/your-room")
    assert "Risk officer" in page.said
    assert "Read risks" in page.said
    assert 'href="/my-record"' in page.text
    assert site.as_("officer").sent_to("/") == "/cases"


def test_whoever_has_no_role_is_told_how_to_get_one(site):
    site.people["nobody"] = site.house.person(None, username="nobody", name="Nobody Yet")
    page = site.as_("nobody").page("/your-room")
    assert "one asks, another confirms" in page.said


@pytest.mark.parametrize("name", ["officer", "recruiter", "administrator"])
def test_whoever_has_a_room_is_led_there_from_the_page_of_those_who_have_none(site, name):
    someone = site.as_(name)
    assert someone.sent_to("/your-room") == someone.sent_to("/")
