"""A person's own settings: kept as they were sent, and by nobody's default."""

from __future__ import annotations

import pytest

from tests.support.site import begun_anew, laid_in

WANTED = {"locale": "", "theme": "dark", "density": "compact", "row_keys": "y"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with laid_in(tmp_path_factory.mktemp("settings")) as site:
        yield site


@pytest.fixture
def officer(made):
    with begun_anew(made) as site:
        yield site.as_("officer")


def test_what_was_chosen_is_kept_and_shown(officer):
    assert officer.sent("/me", WANTED) == "/me"
    page = officer.page("/me")
    assert "Your settings are kept." in page.said
    assert 'data-bs-theme="dark" data-density="compact"' in page.text
    chosen = {each["value"] for each in page.fields if "checked" in each}
    assert {"dark", "compact"} <= chosen


@pytest.mark.parametrize("left_out", ["theme", "density"])
def test_a_choice_that_was_not_sent_changes_nothing(officer, left_out):
    officer.sent("/me", WANTED)
    officer.refused("/me", {k: v for k, v in WANTED.items() if k != left_out})
    chosen = {each["value"] for each in officer.page("/me").fields if "checked" in each}
    assert {"dark", "compact"} <= chosen
