"""Two records are told to be alike, or not, for reasons that can be read."""

from __future__ import annotations

from datetime import date

import pytest

from caseflow.facts.dates import Span, read
from caseflow.names import reader
from caseflow.screening.matching import dates, keys
from caseflow.screening.matching.dates import Verdict, births_in
from caseflow.screening.matching.people import Candidate, Person, Wanted, faults, person, scarce
from caseflow.screening.matching.scoring import About, Band, compare
from caseflow.screening.matching.slips import slips

TODAY = date(2026, 11, 23)
BORN = (Span.of(1984, 7, 4),)


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
    other = compare(Person(("Elena Duarte",), (Span.of(1961, 2, 11),)), listed)
    assert other.score < gap.score
    assert other.band is Band.CLEAR


def test_every_reason_is_told_with_its_weight():
    listed = Person(("Elena Duarte",), BORN, ("pt",), "female", ("N40817",))
    asked = Person(("Elena Duarte",), (Span.of(1985, 7, 4),), ("es",), "female", ("N40817",))
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


def test_what_is_sure_of_a_date_is_compared_and_nothing_else():
    births, wrong = births_in("07/08/1984 | 1984-02-30 | circa 1960 | July", today=TODAY)
    assert list(map(str, births)) == ["1960~", "1984", "1984-02"]
    assert len(wrong) == 3
    assert births_in("2030-02-31", today=TODAY)[0] == ()


def test_dates_that_were_typed_wrongly_still_speak():
    assert dates.compare(Span.of(1984, 7, 4), Span.of(1984, 4, 7)) is Verdict.SWAPPED
    assert dates.compare(Span.of(1984, 7, 4), Span.of(1984, 7, 5)) is Verdict.ONE_DIGIT
    assert dates.compare(Span.of(1984, 7, 4), Span.of(1984)) is Verdict.SAME_YEAR
    assert dates.compare(Span.of(1984), Span.of(1961, 2, 3)) is Verdict.FAR


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


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("1984-07", "1984-07-04", Verdict.SAME_MONTH),
        ("1984-07", "1984-08-04", Verdict.SAME_YEAR_OTHER_DAY),
        ("1984", "1985-01-01", Verdict.YEAR_APART),
        ("about 1960", "1960-03-04", Verdict.SAME_YEAR),
        ("about 1960", "1962-03-04", Verdict.IN_SPAN),
        ("about 1960", "1963", Verdict.YEAR_APART),
        ("about 1960", "1964", Verdict.FAR),
        ("1958 to 1960", "1959-05-06", Verdict.IN_SPAN),
        ("1958 to 1960", "1960 to 1962", Verdict.IN_SPAN),
        ("1958 to 1960", "1961-05-06", Verdict.YEAR_APART),
        ("1958 to 1960", "1972-05-06", Verdict.FAR),
        ("1950 to 1970", "1959-05-06", Verdict.NOTHING),
        ("1950 to 1970", "1984-05-06", Verdict.FAR),
        ("4 to 8 July 1984", "1984-07-05", Verdict.SAME_MONTH),
        ("4 to 8 July 1984", "1984-07-20", Verdict.SAME_YEAR_OTHER_DAY),
    ],
)
def test_spans_agree_as_far_as_they_are_exact(one, other, verdict):
    assert dates.compare(read(one), read(other)) is verdict
    assert dates.compare(read(other), read(one)) is verdict


def test_somebody_born_about_a_year_is_found_by_each_year_that_may_be_meant():
    def years(kept_or_sought):
        return {key.split("|")[0] for key in kept_or_sought}

    listed = keys.kept(Person(("Elena Duarte",), (read("about 1960"),)))
    found = years(key for kind, key in listed if kind == keys.YEAR)
    assert found == {"1958", "1959", "1960", "1961", "1962"}
    wide = keys.kept(Person(("Elena Duarte",), (read("1950 to 1970"),)))
    assert not [key for kind, key in wide if kind == keys.YEAR]
    asked = keys.sought(Person(("Elena Duarte",), (read("1961 to 1963"),)))
    assert years(asked[keys.YEAR]) == {"1961", "1962", "1963"}


def test_dates_that_were_known_before_spans_are_kept_under_the_keys_they_had():
    born = (Span.of(1984, 7, 4), Span.of(1985, 2), Span.of(1986))
    found = keys.kept(Person(("Elena Duarte",), born))
    assert {key for kind, key in found if kind == keys.BIRTH} == {"1984-07-04"}
    by_year = {key.split("|")[0] for kind, key in found if kind == keys.YEAR}
    assert by_year == {"1984", "1985", "1986"}


def test_of_several_dates_the_one_counts_that_fits():
    listed = Person(("Elena Duarte",), (Span.of(1961, 2, 11), Span.of(1984, 7, 4)))
    asked = Person(("Elena Duarte",), BORN)
    assert compare(asked, listed).score > 0.95


def test_what_was_sealed_before_there_were_spans_is_read_as_it_was():
    sealed = '{"names":["E D"],"births":["1984","1985-02","1984-07-04","9999-01-01"]}'
    births = Person.from_json(sealed).births
    assert list(map(str, births)) == ["1984", "1985-02", "1984-07-04"]


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
    assert not scarce(Candidate("Elena Duarte", id_number="001234"))
    assert not scarce(Candidate("Elena Duarte", date_of_birth="about 1984"))
    assert scarce(Candidate("Elena Duarte", date_of_birth="1950 to 1990"))
    assert person(Candidate("E D", id_number="00123")).id_numbers == ("123",)


@pytest.mark.parametrize(
    "typed",
    [
        *("123", "A", "yes", "pending", "see CV", "Germany", "4 July 1984", "en cours", "办理中"),
        *("-", "tel 0", "none (0)", "page 3", "applied 2026", "4/8/1979", "AB1"),
    ],
)
def test_what_is_no_number_leaves_a_name_alone(typed):
    assert scarce(Candidate("Elena Duarte", id_number=typed))


def test_a_person_is_sealed_and_read_back_whole():
    births = (Span.of(1984), Span.of(1985, 2), read("about 1960"), read("1958 to 1961"))
    whole = Person(("Ана", "محمد"), births, ("pt",), "female", ("N1",))
    assert Person.from_json(whole.to_json()) == whole


def test_no_key_holds_a_year_of_birth_by_itself():
    found = keys.kept(Person(("Elena Duarte",), (Span.of(1984),)))
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


@pytest.mark.parametrize(("name", "told"), [("J. D.", False), ("J.D.", False), ("李 明", True)])
def test_initials_alone_are_no_full_name(name, told):
    asked = Candidate(name, date_of_birth="1984-07-04")
    assert (faults(asked, today=TODAY) == ()) == told
