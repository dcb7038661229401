"""Dates of birth, countries and gender are read as words, whatever stands in the database."""

from __future__ import annotations

import pytest

from caseflow.reference.pages.particulars import born, country, gender
from tests.support.homes import application


@pytest.fixture(scope="module")
def page(homes):
    with application(homes.fresh(seeded=False)) as app, app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("1961-02-03", "3 Feb 1961"),
        ("1961", "1961"),
        ("1961-02", "Feb 1961"),
        ("about 1961", "about 1961"),
        ("1961-02-30", "1961-02-30"),
        ("", ""),
    ],
)
def test_a_known_day_of_birth_is_written_out_and_anything_else_stays(page, stored, said):
    assert born(stored) == said


@pytest.mark.parametrize(
    ("stored", "said"),
    [("KE", "Kenya"), ("ke", "Kenya"), ("KE|NO", "Kenya, Norway"), ("", "")]
    + [(word, f"{word} (not read as a country)") for word in ("Kenyan", "XX")],
)
def test_a_country_is_named(page, stored, said):
    assert country(stored) == said


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("female", "Female"),
        ("Male", "Male"),
        ("Woman", "Female"),
        ("Ruritanian", "Ruritanian"),
        ("", ""),
    ],
)
def test_gender_is_said_in_words(page, stored, said):
    assert gender(stored) == said
