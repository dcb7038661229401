"""Two tabs of one draft: whoever types in the later one is shown both texts, side by side."""

from __future__ import annotations

import pytest

from caseflow.drafts.pages.showing import words_beside
from tests.drafts.test_forms import WORDS, goes_on, in_two_tabs, note_of, shut_out
from tests.drafts.typing import KEEP, LOG, kept, opened
from tests.support.site import Client, Site

LEFT, RIGHT = "Written on the left", "Written on the right"


@pytest.fixture
def officer(site: Site) -> Client:
    return site.as_("officer")


def two_tabs(client: Client, path: str) -> tuple[dict[str, str], str]:
    """Go on with one draft in two tabs: what the later one carries, and where both texts stand."""
    left, right, _address = in_two_tabs(client, path)
    kept(client, {**left, "words": LEFT})
    answer = client.post(KEEP, {**right, "words": RIGHT})
    assert answer.status_code == 200
    return {"draft": answer.json["mark"]}, answer.json["beside"]


def test_the_later_tab_is_led_to_both_texts(site: Site, officer: Client) -> None:
    path = note_of(site)
    carried, address = two_tabs(officer, path)
    assert LEFT not in address
    page = officer.page(address)
    assert LEFT in page.said
    assert RIGHT in page.said
    assert "Kept by the other tab" in page.said
    # it is told once: what is typed from there on is that tab's own draft
    again = officer.post(KEEP, {**carried, "words": f"{RIGHT}, and more"})
    assert "beside" not in again.json
    assert f"{RIGHT}, and more" in officer.page(address).said
    assert site.rows("drafts") == 2


def test_one_of_them_is_thrown_away_and_the_other_goes_on(site: Site, officer: Client) -> None:
    path = note_of(site)
    _carried, address = two_tabs(officer, path)
    _home, _drafts, own, _beside, other = address.split("/")
    officer.sent(f"/drafts/{other}/drop", {"listed": "1"})
    assert officer.get(address).location == f"/drafts/{own}"
    page = officer.page(f"/drafts/{own}")
    assert "Those of the other tab are kept" in page.said
    assert RIGHT in page.said
    assert site.rows("drafts") == 1


def test_a_page_whose_draft_was_sent_says_nothing_of_another(site: Site, officer: Client) -> None:
    path = note_of(site)
    left, right, _address = in_two_tabs(officer, path)
    officer.sent(path, {**left, "words": LEFT})
    answer = officer.post(KEEP, {**right, "words": RIGHT})
    assert "beside" not in answer.json
    assert site.rows("drafts") == 1


def test_both_texts_are_their_writers_alone_and_of_one_form(site: Site, officer: Client) -> None:
    path = note_of(site)
    _carried, address = two_tabs(officer, path)
    site.as_("senior").page(address, 404)
    _home, _drafts, own, _beside, other = address.split("/")
    officer.page(f"/drafts/{own}/beside/{own}", 404)
    people = path.replace("/notes/new", "/people/new")
    kept(officer, {**opened(officer, people), "identification": WORDS})
    third = goes_on(officer, people).partition("draft=")[2]
    officer.page(f"/drafts/{third}/beside/{other}", 404)


def test_both_texts_stay_closed_with_their_thing(site: Site, officer: Client) -> None:
    path = f"/cases/{site.log('senior')}/notes/new"
    _carried, address = two_tabs(officer, path)
    shut_out(site, path.split("/")[2])
    page = officer.page(address, 404)
    assert "This draft is closed" in page.said
    assert LEFT not in page.text
    assert RIGHT not in page.text


def test_two_tabs_that_log_one_case_are_shown_what_differs(site: Site, officer: Client) -> None:
    kept(officer, {**opened(officer, LOG), "account": WORDS})
    draft = next(link for link in officer.page("/drafts").links if "draft=" in link)
    left, right = opened(officer, draft), opened(officer, draft)
    kept(officer, {**left, "account": LEFT})
    answer = officer.post(KEEP, {**right, "account": RIGHT})
    page = officer.page(answer.json["beside"])
    assert LEFT in page.said
    assert RIGHT in page.said


def test_two_tabs_without_scripts_are_led_to_both_texts(site: Site, officer: Client) -> None:
    kept(officer, {**opened(officer, LOG), "account": WORDS})
    draft = next(link for link in officer.page("/drafts").links if "draft=" in link)
    left, right = opened(officer, draft), opened(officer, draft)
    assert officer.sent(draft, {**left, "account": LEFT, "do": "keep"}) == "/cases"
    page = officer.page(officer.sent(draft, {**right, "account": RIGHT, "do": "keep"}))
    assert "Another tab went on with this draft" in page.said
    assert LEFT in page.said
    assert RIGHT in page.said


def test_what_two_steps_say_under_one_label_is_shown_whole() -> None:
    here = [("Place", "Camp 2"), ("Place", "Store 4")]
    (line,) = words_beside(here, [("Place", "Camp 2")])
    assert (line.kept, line.typed) == ("Camp 2", "Camp 2\nStore 4")
