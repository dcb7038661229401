"""A form that does not open any more: what was typed into it is shown where it can be copied."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.drafts.test_forms import WORDS, shut_out
from tests.drafts.typing import carried, kept, opened
from tests.support.site import Client, Page, Site

CARRIED = re.compile(r'name="words" value="([^"]+)"')


@pytest.fixture
def officer(site: Site) -> Client:
    return site.as_("officer")


def moved_meanwhile(site: Site, officer: Client) -> tuple[str, dict[str, str]]:
    """The address of a move, and what its page carried before a colleague made that move."""
    path = f"/cases/{site.log()}/move/assess"
    sent = {**opened(officer, path), "reason": WORDS}
    site.as_("senior").sent(path, {"reason": "Read."})
    return path, sent


def gone_back(officer: Client, path: str, sent: dict[str, str], status: int) -> Page:
    """Send in vain, and go on with what was written: the page where it stands in the end."""
    answer = officer.post(path, sent)
    assert answer.status_code == status, answer.text[:800]
    address = officer.sent("/drafts/back", {"words": CARRIED.search(answer.text)[1]})
    return officer.page(officer.sent_to(address))


def test_words_for_a_move_that_a_colleague_made_can_be_read_and_copied(
    site: Site, officer: Client
) -> None:
    path, sent = moved_meanwhile(site, officer)
    page = gone_back(officer, path, sent, 409)
    assert WORDS in page.said
    assert "Reason" in page.said
    assert "A step of a case" in page.said
    assert "Nothing of it was sent" in page.said
    assert "this step is not taken from where it stands now" in page.said
    assert "Your words stand here" not in officer.page("/drafts").said


def test_the_list_of_drafts_leads_to_words_whose_form_is_gone(site: Site, officer: Client) -> None:
    path, sent = moved_meanwhile(site, officer)
    kept(officer, sent)
    (link,) = [each for each in officer.page("/drafts").links if "draft=" in each]
    assert path in link
    page = officer.page(officer.sent_to(link))
    assert "The storekeeper says" in page.said


def test_what_is_gone_from_a_case_in_reach_is_not_called_closed_to_its_owner(
    site: Site, officer: Client
) -> None:
    reference = site.log()
    path = f"/cases/{reference}/people/01a228ff-5052-7ea5-8000-000000000001/identify"
    page = officer.page(path, 404)
    assert "owner" not in page.said
    assert "can let others in" not in page.said
    assert f"/cases/{reference}" in page.links
    stranger = site.as_("officer-2")
    hidden, missing = stranger.get(path), stranger.get(path.replace(reference, "NORTH-2026-99999"))
    assert hidden.status_code == missing.status_code == 404
    assert bare(hidden.text) == bare(missing.text)


def bare(text: str) -> str:
    """A page without what differs each time."""
    return re.sub(r'(value|content|nonce|data-left)="[^"]*"', "", text)


def test_no_button_promises_words_about_what_is_out_of_reach(site: Site, officer: Client) -> None:
    path = f"/cases/{site.log('senior')}/notes/new"
    sent = {**opened(officer, path), "words": WORDS}
    shut_out(site, path.split("/")[2])
    answer = officer.post(path, sent)
    assert answer.status_code == 404
    assert "is not open to you now" in answer.text
    assert "Go on with what I wrote" not in answer.text
    assert officer.sent("/drafts/back", {"words": CARRIED.search(answer.text)[1]}) == "/drafts"
    page = officer.page("/drafts")
    assert "What you wrote is kept, and stays closed" in page.said
    assert "and closed" in page.said
    assert "The storekeeper says" not in page.text


def test_a_draft_is_shown_to_its_owner_alone(site: Site, officer: Client) -> None:
    path = f"/cases/{site.log()}/notes/new"
    kept(officer, {**opened(officer, path), "words": WORDS})
    (link,) = [each for each in officer.page("/drafts").links if "draft=" in each]
    address = f"/drafts/{link.partition('draft=')[2]}"
    assert "The storekeeper says" in officer.page(address).said
    assert site.as_("senior").get(address).status_code == 404
    shut_out_of = path.split("/")[2]
    assert shut_out_of in officer.page("/drafts").said


def test_the_lists_say_which_form_a_draft_is_of_and_of_what(site: Site, officer: Client) -> None:
    reference = site.log()
    at = f"/cases/{reference}"
    kept(officer, {**opened(officer, f"{at}/notes/new"), "words": WORDS})
    kept(officer, {**opened(officer, f"{at}/tasks/new"), "words": "Ask the bank"})
    said = officer.page("/drafts").said
    for words in (f"Note · {reference}", f"Task · {reference}"):
        assert words in re.sub(r" +", " ", said)
    assert "/notes/new" not in said
    assert "Note: go on with" in officer.page(f"{at}/notes/new").said


def test_words_that_stand_in_the_form_are_said_to_stand_there(site: Site, officer: Client) -> None:
    path = f"/cases/{site.log()}/notes/new"
    kept(officer, {**opened(officer, path), "words": WORDS})
    (link,) = [each for each in officer.page(path).links if "draft=" in each]
    assert "Your words stand here as you typed them" in officer.page(link).said
    assert "Your words stand here" not in officer.page(path).said


def test_a_fold_that_holds_words_typed_before_stands_open(site: Site, officer: Client) -> None:
    path = f"/cases/{site.log()}/people/new"
    kept(officer, {**opened(officer, path), "id_number": "P-4711"})
    (link,) = [each for each in officer.page("/drafts").links if "draft=" in each]
    assert '<details class="data" open><summary>More about this person' in officer.get(link).text
    assert '<details class="data"><summary>More about this person' in officer.get(path).text


def test_back_to_a_page_whose_draft_was_sent_leads_to_what_it_led_to(
    site: Site, officer: Client
) -> None:
    path = f"/cases/{site.log()}/notes/new"
    kept(officer, {**opened(officer, path), "words": WORDS})
    (link,) = [each for each in officer.page(path).links if "draft=" in each]
    page = officer.page(link)
    token = page.carried["form_token"]
    led = officer.sent(link, {"draft": carried(page), "form_token": token, "words": WORDS})
    again = officer.sent_to(link)
    assert urlsplit(again).path == urlsplit(led).path
    assert "This was sent already" in officer.page(urlsplit(again).path).said
    assert site.as_("senior").get(link).status_code == 404


def test_a_view_goes_on_with_the_filters_that_it_is_to_keep(site: Site, officer: Client) -> None:
    page = officer.page("/cases/views/new?stage=received")
    sent = {**page.carried, "name": ""}
    answer = officer.refused("/cases/views/new", sent)
    assert answer.carried["filters"] == "stage=received"
    led = officer.sent("/cases/views/new", {**answer.carried, "name": "Received ones"})
    assert "stage=received" in led
