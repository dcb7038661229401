"""Nationality and gender count only where they can be read, and never against anybody unread."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.clock import now
from caseflow.facts.countries import country_names
from caseflow.screening.matching.people import (
    Candidate,
    Person,
    Wanted,
    faults,
    id_numbers,
    person,
)
from caseflow.screening.matching.people import gender as gender_of
from caseflow.screening.matching.scoring import Band, compare, of_facts
from caseflow.screening.services.loading import Reading, person_of
from caseflow.screening.services.taken_over import KNOWN, taken_over

NAME = "Quirin Vergleich"
READING = Reading(now().date())
ASKED = person(Candidate(f"{NAME}", nationality="DE", gender="m"))


def landed(**facts):
    """A person as an earlier release sealed one."""
    return Person.from_json(json.dumps({"names": [NAME], **facts}))


@pytest.mark.parametrize("written", ["de", "germany", "DEU", "Deutschland", "Федеративная|de"])
def test_words_that_landed_for_a_country_are_read_where_they_are_compared(written):
    listed = landed(nationalities=written.split("|"))
    assert "nationality-same" in of_facts(ASKED, listed)


@pytest.mark.parametrize("written", ["ruritania", "yugoslavia", "congo", "german", "-0-", "NULL"])
def test_a_nationality_that_cannot_be_read_counts_as_none(written):
    listed, empty = landed(nationalities=[written]), landed()
    assert compare(ASKED, listed).score == compare(ASKED, empty).score


def test_an_unread_nationality_beside_a_read_one_keeps_another_from_counting():
    partly = landed(nationalities=["ke", "ruritania"])
    assert partly.nationalities == ("ke",)
    assert of_facts(ASKED, partly) == {}
    assert "nationality-other" in of_facts(ASKED, landed(nationalities=["ke"]))
    kenyan = person(Candidate(NAME, nationality="Kenya"))
    assert "nationality-same" in of_facts(kenyan, partly)


def test_of_several_nationalities_the_one_in_common_counts():
    both = person(Candidate(NAME, nationality="Kenya; Germany"))
    assert both.nationalities == ("ke", "de")
    assert "nationality-same" in of_facts(both, landed(nationalities=["no", "de"]))


def test_what_is_sealed_anew_reads_as_it_was():
    partly = landed(nationalities=["Kenya", "Ruritania"], gender="Woman")
    assert partly.gender == "female"
    assert partly.nationality_words == "KE|Ruritania"
    assert Person.from_json(partly.to_json()) == partly


@pytest.mark.parametrize("written", ["Unknown Sex?", "1", "X", "other", "H"])
def test_a_gender_that_is_unread_or_another_is_never_compared(written):
    woman, asked = landed(gender="f"), Person((NAME,), gender=gender_of(written))
    assert of_facts(asked, woman) == {}
    assert of_facts(woman, asked) == {}


def test_what_a_candidate_cannot_be_compared_by_is_named():
    day = now().date()
    assert faults(Candidate(NAME, nationality="Ruritania"), today=day) == (Wanted.COUNTRY,)
    assert faults(Candidate(NAME, nationality="Yugoslavia"), today=day) == (Wanted.COUNTRY,)
    assert faults(Candidate(NAME, gender="1"), today=day) == (Wanted.GENDER,)
    assert faults(Candidate(NAME, nationality="Germany|KEN", gender="Mme"), today=day) == ()


@pytest.mark.parametrize("word", ["N/A", "unknown", "-0-", "NULL", "none"])
def test_a_word_for_nothing_ties_no_strangers(word):
    assert id_numbers(word) == ()
    assert person(Candidate(NAME, nationality=word, gender=word, id_number=word)) == Person((NAME,))


@settings(deadline=None)  # the first text of another language reads the names of all
@given(st.sampled_from(sorted(country_names())), st.text(max_size=30))
def test_no_text_that_is_unread_speaks_against_anybody(code, text):
    listed = landed(nationalities=[text])
    asked = person(Candidate(NAME, nationality=code))
    if not listed.nationalities or listed.unread_nationalities:
        assert "nationality-other" not in of_facts(asked, listed)


def test_the_country_in_words_is_as_strong_as_its_code():
    candidate = person(Candidate(NAME, date_of_birth="1984-07-04", nationality="Germany"))
    listed = landed(births=["1984-07-04"], nationalities=["DEU"])
    assert compare(candidate, listed).band is Band.STRONG


def row(**cells):
    empty = dict.fromkeys(("name", "aliases", "date_of_birth", "nationality", "gender"), "")
    return {**empty, "id_numbers": "", **cells}


def test_a_row_is_read_in_the_words_it_is_written_in():
    read = person_of(
        row(name="FNU Mohammad", aliases="-0-|N/A|Momo", nationality="Kenya|NOR", gender="Mme"),
        READING,
    )
    assert read == Person(("Mohammad", "Momo"), (), ("ke", "no"), "female")


@pytest.mark.parametrize("name", ["NULL", "Unknown Officer", "FNU LNU", "-0-", "N/A", "--"])
def test_a_row_whose_name_says_nothing_is_no_person(name):
    assert not isinstance(person_of(row(name=name), READING), Person)


def test_a_row_that_says_nothing_of_a_fact_has_none():
    nothing = dict.fromkeys(("nationality", "gender", "id_numbers"), "N/A")
    assert person_of(row(name="Tamsin Falk", **nothing), READING) == Person(("Tamsin Falk",))


def test_several_numbers_in_one_field_are_several():
    assert id_numbers("A 12-345; n/a | 0099\nB7") == ("A12345", "99", "B7")
    person, lost = taken_over(
        {**dict.fromkeys(KNOWN), "name": NAME, "id_number": "A12; B34"}, today=now().date()
    )
    assert (person.id_numbers, lost) == (("A12", "B34"), {})
