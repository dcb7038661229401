"""A form that is too large, or that fails: the page says what is left of it, and where."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from caseflow.web import store
from caseflow.web.forms import MOST_TYPED
from tests.drafts.typing import kept, opened
from tests.support.site import Client, Site

WORDS = "The storekeeper says that the tank was empty on Friday."
HUGE = "x" * (MOST_TYPED + 1)


@pytest.fixture
def officer(site: Site) -> Client:
    return site.as_("officer")


@pytest.fixture
def broken(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing a note fails by a mistake of ours."""

    def fails(*_a: object, **_k: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("caseflow.matters.services.notes.write_note", fails)
    monkeypatch.setitem(site.app.config, "PROPAGATE_EXCEPTIONS", False)


def note_of(site: Site) -> str:
    return f"/cases/{site.log()}/notes/new"


def test_too_much_says_what_was_too_large_and_leads_to_the_draft_that_was_kept(
    site: Site, officer: Client
) -> None:
    path = note_of(site)
    mark = kept(officer, {**opened(officer, path), "words": WORDS})
    answer = officer.post(path, {**mark, "words": HUGE})
    assert answer.status_code == 413
    assert "The words of this form are 17 MB; at most 16 MB are taken." in answer.text
    assert "What you had typed by 23 Nov 2026" in answer.text
    assert "What you typed after that was not kept" in answer.text
    (way,) = re.findall(r'href="([^"]*draft=[^"]*)"', answer.text)
    assert WORDS in officer.page(way).said
    assert site.rows("notes") == 0


def test_too_much_without_a_draft_says_that_none_was_kept(site: Site, officer: Client) -> None:
    path, other = note_of(site), note_of(site)
    kept(officer, {**opened(officer, other), "words": WORDS})
    kept(site.as_("senior"), {**opened(site.as_("senior"), path), "words": WORDS})
    answer = officer.post(path, {"words": HUGE})
    assert answer.status_code == 413
    assert "No draft of this form was kept." in answer.text
    assert "Go on with the draft" not in answer.text


def test_a_file_that_is_too_large_is_called_one(site: Site, officer: Client) -> None:
    site.app.config["MAX_CONTENT_LENGTH"], before = 1024, site.app.config["MAX_CONTENT_LENGTH"]
    try:
        answer = officer.client.post(
            note_of(site),
            data={"words": "x" * 2_000_000},
            content_type="multipart/form-data",
            base_url="https://localhost",
        )
    finally:
        site.app.config["MAX_CONTENT_LENGTH"] = before
    assert answer.status_code == 413
    assert "The files and words of this form are 2 MB; at most 0 MB" in answer.text


def test_a_failure_carries_the_words_back_into_the_form(
    site: Site, officer: Client, broken: None
) -> None:
    path = note_of(site)
    answer = officer.post(path, {**opened(officer, path), "words": WORDS})
    assert answer.status_code == 500
    assert WORDS not in answer.text
    assert "try again" not in answer.text
    assert "Nothing was changed." in answer.text
    assert "What you wrote is still in this page." in answer.text
    words = answer.text.partition('name="words" value="')[2].partition('"')[0]
    way = officer.sent("/drafts/back", {"words": words})
    assert WORDS in officer.page(way).said
    assert site.rows("notes") == 0


def test_a_failure_of_the_database_says_that_it_does_not_know_what_was_kept(
    site: Site, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = note_of(site)
    sent = {**opened(officer, path), "words": WORDS}

    def fails(*_a: object, **_k: object) -> None:
        store.session().execute(sa.text("SELECT nonsense"))

    def fails_too(*_a: object, **_k: object) -> str:
        raise RuntimeError("the keys are away")

    monkeypatch.setattr("caseflow.matters.services.notes.write_note", fails)
    monkeypatch.setattr("caseflow.drafts.pages.carrying.carry", fails_too)
    monkeypatch.setitem(site.app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = officer.post(path, sent)
    assert answer.status_code in {500, 503}
    assert "It could not be found out whether a draft of this form was kept" in answer.text
    assert "the keys are away" not in answer.text


def test_a_button_without_words_is_told_nothing_of_drafts(
    site: Site, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_a: object, **_k: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(site.app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("caseflow.matters.services.tasks.finish_task", fails)
    path = f"/cases/{site.log()}/tasks/00000000-0000-0000-0000-000000000001"
    answer = officer.post(path, {})
    assert answer.status_code == 500
    assert "draft" not in answer.text.partition("<main")[2].lower()
