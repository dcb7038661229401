"""Two records are told to be alike, or not, for reasons that can be read."""

from __future__ import annotations

from datetime import date

import pytest

from caseflow.names import reader
from caseflow.screening.matching import dates, keys
from caseflow.screening.matching.dates import Birth, Verdict
from caseflow.screening.matching.people import Candidate, Person, Wanted, faults, person, scarce
from caseflow.screening.matching.scoring import About, Band, compare
from caseflow.screening.matching.slips import slips

TODAY = date(2026, 11, 23)
BORN = (Birth(1984, 7, 4),)


def alike(one: str, other: str, **facts):
    known = {"births": BORN, **facts}
    return compare(Person((one,), **known), Person((other,), **known))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed Amin Al-Sayed", "Muhamed A. Elsayed"),
        ("AL-SAYED, Mohammed", "mohammed al sayed"),
        ("Владимир Кравченко", "Vladimir Kravchenko"),
        ("محمد السيد", "Mohammed Al-Sayed"),
        ("김민수", "Kim Min-su"),
        ("习小明", "Xi Xiaoming"),
        ("Jean-Pierre O’Brien", "Jean Pierre OBrien"),
        ("Dr. Ana de la Cruz", "Cruz, Ana"),
        ("Müller, Jürgen", "Jurgen Muller"),
        ("Abdul Rahman Faridi", "Abdulrahman Faridi"),
    ],
)
def test_the_same_person_is_found_however_the_name_is_written(one, other):
    assert alike(one, other).band is not Band.CLEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elena Duarte", "Olga Petrenko"),
        ("Jun Watanabe", "Marc Lefort"),
        ("山田太郎", "Mohammed Amin"),
        ("😀", "🎉"),
    ],
)
def test_other_people_born_on_the_same_day_are_not_said_to_be_the_same(one, other):
    assert alike(one, other).band is Band.CLEAR


def test_a_contradiction_costs_more_than_a_gap():
    listed = Person(("Elena Duarte",), BORN, ("pt",), "female")
    gap = compare(Person(("Elena Duarte",)), listed)
    other = compare(Person(("Elena Duarte",), (Birth(1961, 2, 11),)), listed)
    assert other.score < gap.score
    assert other.band is Band.CLEAR


def test_every_reason_is_told_with_its_weight():
    listed = Person(("Elena Duarte",), BORN, ("pt",), "female", ("N40817",))
    asked = Person(("Elena Duarte",), (Birth(1985, 7, 4),), ("es",), "female", ("N40817",))
    found = {e.about: (str(e.words), e.weight > 0) for e in compare(asked, listed).evidence}
    assert found == {
        About.NAME: ("Same name", True),
        About.BIRTH: ("Date of birth differs in one digit", True),
        About.NATIONALITY: ("Other nationality", False),
        About.GENDER: ("Same gender", True),
        About.NUMBER: ("Same number", True),
    }


def test_missing_never_equals_missing():
    assert compare(Person(("😀",)), Person(("🎉",))).score < 0.01
    assert About.BIRTH not in {
        e.about for e in compare(Person(("A B",)), Person(("A B",))).evidence
    }


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("1984", Birth(1984)),
        ("1984-07", Birth(1984, 7)),
        ("1984-7-4", Birth(1984, 7, 4)),
        ("1984-07-04 00:00:00", Birth(1984, 7, 4)),
        ("14.07.1984", Birth(1984, 7, 14)),
        ("07/14/1984", Birth(1984, 7, 14)),
    ],
)
def test_dates_are_read_as_people_and_spreadsheets_write_them(text, birth):
    assert dates.read(text) == birth


@pytest.mark.parametrize(
    "text",
    [
        "",
        "04/07/1984",
        "1984-02-30",
        "30866",
        "2027-01-01",
        "1584",
        "July",
        "١٩٨٤",
        "\0",
        "9" * 10**6,
    ],
)
def test_a_date_that_is_none_or_could_be_two_is_refused(text):
    with pytest.raises(ValueError):
        dates.read(text, TODAY)


def test_dates_that_were_typed_wrongly_still_speak():
    assert dates.compare(Birth(1984, 7, 4), Birth(1984, 4, 7)) is Verdict.SWAPPED
    assert dates.compare(Birth(1984, 7, 4), Birth(1984, 7, 5)) is Verdict.ONE_DIGIT
    assert dates.compare(Birth(1984, 7, 4), Birth(1984)) is Verdict.SAME_YEAR
    assert dates.compare(Birth(1984), Birth(1961, 2, 3)) is Verdict.FAR


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Wanted.NAME),
        ("   ", Wanted.NAME),
        ("\u202e\u200b\0", Wanted.NAME),
        ("😀🎉", Wanted.NAME),
        ("́̂", Wanted.NAME),
        ("12345 678", Wanted.NAME),
        ("Dr. Prof. Sir", Wanted.NAME),
        ("x" * 5000, Wanted.NAME),
        ("Q", Wanted.FULL_NAME),
        ("Ivаn Petrov", Wanted.ONE_SCRIPT),
        ("\ud800\udfff", Wanted.NAME),
    ],
)
def test_a_name_that_cannot_be_compared_is_asked_for_again(typed, wanted):
    assert faults(Candidate(typed), today=TODAY) == (wanted,)


def test_other_bad_data_is_named_too():
    bad = Candidate("Elena Duarte", date_of_birth="1984-02-30", nationality="ZZ")
    assert faults(bad, today=TODAY) == (Wanted.BIRTH_DATE, Wanted.COUNTRY)
    future = Candidate("Elena Duarte", date_of_birth="2030-01-01")
    assert faults(future, today=TODAY) == (Wanted.BIRTH_DATE,)


@pytest.mark.parametrize(
    "typed", ["Elena \u202eDuarte\u200f", "  Elena\tDuarte 😀", "ELENA  DUARTE"]
)
def test_signs_that_say_nothing_do_not_stand_in_the_way(typed):
    assert faults(Candidate(typed), today=TODAY) == ()
    assert reader.read(typed).words == ("elena", "duarte")


def test_only_a_date_or_a_number_tells_people_of_one_name_apart():
    assert scarce(Candidate("Elena Duarte", nationality="PT", id_number=" -- "))
    assert not scarce(Candidate("Elena Duarte", id_number="00123"))
    assert person(Candidate("E D", id_number="00123")).id_numbers == ("123",)


def test_a_person_is_sealed_and_read_back_whole():
    whole = Person(("Ана", "محمد"), (Birth(1984), Birth(1985, 2)), ("pt",), "female", ("N1",))
    assert Person.from_json(whole.to_json()) == whole


def test_no_key_holds_a_year_of_birth_by_itself():
    found = keys.kept(Person(("Elena Duarte",), (Birth(1984),)))
    assert all("|" in key for kind, key in found if kind == keys.YEAR)
    assert not any(kind == keys.BIRTH for kind, _key in found)


@pytest.mark.parametrize(
    "typed",
    [
        "elenaa",  # a key hit twice
        "elna",  # a letter left out
        "elwna",  # the key beside the right one
        "elina",  # misheard
        "eelna",  # two letters swapped
        "elenas",
    ],
)
def test_what_fingers_and_ears_make_of_a_word_is_tried(typed):
    assert "elena" in slips(typed)


def test_a_slip_tries_few_of_all_letters():
    assert len(set(slips("elena"))) < 130
    assert all(abs(len(tried) - 5) <= 1 for tried in slips("elena"))


@pytest.mark.parametrize("slip", ["Elena Duarte", "Elana Duarte", "Elena Durate", "Elen Duarte"])
def test_a_slip_still_leads_to_a_key_that_is_kept(slip):
    kept = keys.kept(Person(("Elena Duarte",)))
    sought = keys.sought(Person((slip,)))
    assert kept & {(kind, key) for kind, several in sought.items() for key in several}
