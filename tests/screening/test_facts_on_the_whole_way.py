"""From the case to the register to a look-up no fact is lost, however it was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.clock import now
from caseflow.facts import genders
from caseflow.facts.countries import read_several
from caseflow.names.name_lists import names_in
from caseflow.screening.matching.people import Candidate, Person, faults
from caseflow.screening.matching.people import person as candidate_person
from caseflow.screening.matching.scoring import Band, compare, of_facts
from caseflow.screening.services.taken_over import KNOWN, taken_over
from tests.screening.test_proposing import SEPARATION, cases, decided, register  # noqa: F401

KENYA = (
    *(
        "KE",
        "ke",
        "KEN",
        "ken",
        "Kenya",
        "KENYA",
        "kenya ",
        "Republic of Kenya",
        "Kenya, Republic of",
    ),
    *(
        "Кения",
        "كينيا",
        "肯尼亚",
        "Quênia",
        "Kenia",
        "ケニア",
        "केन्या",
        "ኬንያ",
        "The Republic of Kenya",
    ),
    *("KE|NO", "Kenya; Norway", "Norway and Kenya", "kenya/norway"),
)
FEMALE = (
    *("f", "F", "female", "Female", "FEMALE ", "woman", "Woman", "Mme", "Mrs.", "Ms", "femme"),
    *("mujer", "женский", "женщина", "Ж", "أنثى", "امرأة", "女", "女性", "feminino", "weiblich"),
)
OTHERS = ("Tamsin Wanjiru, T. Falk", "Falk, Tamsin; Tamsin Wanjiru", "Tamsin Wanjiru|Тамсин Фальк")


def listed(**facts: str) -> tuple[Person, dict[str, str]]:
    """The person of the register as a case's form, its decision and the seal leave one."""
    kept = {**dict.fromkeys(KNOWN), "name": "Tamsin Probefall", **facts}
    if "nationality" in facts:
        kept["nationality"] = read_several(facts["nationality"]).kept
    if "gender" in facts:
        kept["gender"] = genders.read(facts["gender"]).value
    person, not_taken = taken_over(kept, today=now().date())
    return Person.from_json(person.to_json()), not_taken


@settings(deadline=None)  # the first text of another language reads the names of all
@given(*(st.sampled_from(each) for each in (KENYA, FEMALE, OTHERS, KENYA, FEMALE)))
def test_a_person_is_found_strongly_by_the_facts_of_the_case(one, her, others, again, woman):
    person, not_taken = listed(
        nationality=one, gender=her, other_names=others, id_number="N-40817", date_of_birth="1984"
    )
    assert not_taken == {}
    asked = Candidate("Tamsin Wanjiru", nationality=again, gender=woman, id_number="n 40817")
    assert faults(asked, today=now().date()) == ()
    candidate = candidate_person(asked)
    facts = of_facts(candidate, person)
    assert {"nationality-same", "gender-same", "number-same"} <= facts.keys()
    assert compare(candidate, person).band is Band.STRONG


@pytest.mark.parametrize("written", ["Ruritania", "Kenya|Ruritania", "Yugoslavia", "Kenyan"])
def test_words_of_a_case_that_are_no_country_are_named_and_count_for_nothing(written):
    person, not_taken = listed(nationality=written)
    assert not_taken == {"nationality": read_several(written).kept}
    asked = candidate_person(Candidate("Tamsin Probefall", nationality="Norway"))
    assert "nationality-other" not in of_facts(asked, person)


def test_a_gender_and_a_number_that_are_not_taken_over_are_named():
    kept = {
        **dict.fromkeys(KNOWN),
        "name": "Tamsin Probefall",
        "gender": "so",
        "id_number": "see card",
    }
    person, not_taken = taken_over(kept, today=now().date())
    assert not_taken == {"gender": "so", "id_number": "see card"}
    assert (person.gender, person.id_numbers) == ("", ())


def test_another_gender_stays_known_and_is_not_compared():
    person, not_taken = listed(gender="non-binary")
    assert (person.gender, not_taken) == ("other", {})


def test_names_are_parted_by_line_ends_and_semicolons_before_commas():
    assert names_in("Falk, Tamsin; Wanjiru, T.") == ("Falk, Tamsin", "Wanjiru, T.")
    assert names_in("Tamsin Falk, T. Wanjiru،  تامسين") == ("Tamsin Falk", "T. Wanjiru", "تامسين")
    assert names_in(None) == names_in(" ; ") == ()


def test_a_decision_takes_every_fact_of_the_case_to_the_register(cases):  # noqa: F811
    decided(
        cases,
        SEPARATION,
        other_names="Elena Wanjiru, Елена Дуарте",
        nationality="KE|NO",
        gender="female",
    )
    ((_row, person, dossier),) = register(cases)
    assert person.names == ("Elena Duarte", "Elena Wanjiru", "Елена Дуарте")
    assert person.nationalities == ("ke", "no")
    assert person.gender == "female"
    assert "not_taken" not in dossier


def test_free_text_of_an_earlier_release_is_read_and_what_is_not_is_kept_for_whoever_publishes(
    cases,  # noqa: F811
):
    decided(cases, SEPARATION, nationality="Germany; Ruritania", gender="Woman")
    ((_row, person, dossier),) = register(cases)
    assert (person.nationalities, person.unread_nationalities) == (("de",), ("Ruritania",))
    assert person.gender == "female"
    assert dossier["not_taken"] == {"nationality": "Germany; Ruritania"}
