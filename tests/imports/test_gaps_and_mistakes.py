"""Gaps are normal and come in with a warning; few things are rejected, and never by half."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from caseflow.facts.dates import Declared, Order
from caseflow.imports.bundle import Coded
from caseflow.screening.services.taken_over import KNOWN, taken_over
from caseflow.sheets.problems import Severity


def warnings(outcome, reference):
    return sorted(str(p.reason) for p in outcome.cases[reference].problems)


def test_missing_and_unknown_codes_are_kept_word_for_word_and_listed(register):
    outcome = register.read()
    missing, unknown = (s.allegations[0] for s in outcome.cases["T-1003"].subjects)
    assert missing.category == Coded("")
    assert unknown.category == Coded("99X-NOBODY KNOWS THIS")
    assert missing.final_finding == Coded("")
    assert (missing.final_measure.raw, missing.final_measure.known) == ("", False)
    said = warnings(outcome, "T-1003")
    assert "the category is missing; kept as not mapped" in said
    assert "the category is not known; kept as not mapped" in said
    assert said.count("the final finding is missing; kept as not mapped") == 2
    assert said.count("the final measure is missing; kept as not mapped") == 2


def test_a_code_known_to_have_no_counterpart_says_so(register):
    outcome = register.read()
    allegation = outcome.cases["T-1004"].subjects[0].allegations[0]
    assert allegation.category == Coded("05Q-WORDS OF ITS OWN")
    assert allegation.final_finding == Coded("DIS")
    assert allegation.final_measure.raw == "999"
    said = warnings(outcome, "T-1004")
    assert "the category has no counterpart; kept as not mapped" in said
    assert "the final finding has no counterpart; kept as not mapped" in said
    assert "the final measure is not known; kept as not mapped" in said
    assert "the recommended finding is not known; kept as not mapped" in said
    assert "the recommended measure is not known; kept as not mapped" in said


def test_a_number_beyond_64_bits_is_an_unknown_code_or_no_age(register):
    huge = "9" * 30
    register.replace("accused", "SU,15,15", f"SU,15,{huge}")
    register.replace("victims", "FEMALE,37", f"FEMALE,{huge}")
    outcome = register.read()
    measure = outcome.cases["T-1001"].subjects[0].allegations[0].final_measure
    assert (measure.raw, measure.known) == (huge, False)
    assert outcome.cases["T-1004"].victims[0].age is None
    assert "the age is not a number of years" in warnings(outcome, "T-1004")


def test_an_incident_after_its_complaint_comes_in_with_a_warning(register):
    outcome = register.read()
    assert "the incident is dated after the complaint" in warnings(outcome, "T-1004")


def test_a_case_closed_before_it_was_received_comes_in_with_a_warning(register):
    register.replace("complaints", "2031-03-05,2031-04-01", "2031-03-05,2031-03-04")
    outcome = register.read()
    assert warnings(outcome, "T-1002") == ["the case was closed before it was received"]


def test_a_measure_without_a_substantiated_finding_is_listed(register):
    assert (
        warnings(register.read(), "T-1006").count(
            "a measure stands without a substantiated finding"
        )
        == 2
    )


def test_what_is_wrong_with_a_person_is_listed_and_left_empty(register):
    outcome = register.read()
    person = outcome.cases["T-1003"].subjects[0]
    assert (str(person.born), person.nationality, person.appointed_on) == ("1988-12-31", "FR", None)
    assert person.family_name == "Modèle"
    said = warnings(outcome, "T-1003")
    assert "“appointed_date” names a day that cannot be" in said
    other = outcome.cases["T-1004"].subjects[0]
    assert other.gender == Coded(""), "it only says that there is none"


@pytest.mark.parametrize(
    ("written", "read"),
    [("femme", "female"), ("Mann", "male"), ("W", "female"), ("n/a", None), ("zzz", None)],
)
def test_a_gender_that_the_profile_does_not_know_is_read_as_anybody_writes_it(
    register, written, read
):
    register.replace("officers", "UNSTATED", written)
    outcome = register.read()
    assert outcome.cases["T-1004"].subjects[0].gender.mapped == read
    told = "the gender cannot be read: kept as it is" in warnings(outcome, "T-1004")
    assert told == (written == "zzz")


@pytest.mark.parametrize(
    ("written", "births", "lost"),
    [
        ("31.04.1988", "1988-04", True),
        ("07/08/1988", "1988", True),
        ("1º de maio de 1988", "1988-05-01", False),
        ("1984; 1986", "1984 1986", False),
        ("in the rainy season", "", True),
    ],
)
def test_a_date_of_birth_comes_in_and_what_is_sure_of_it_goes_on(register, written, births, lost):
    register.replace("officers", "31/12/1988", written)
    born = register.read().cases["T-1003"].subjects[0].born
    known = {**dict.fromkeys(KNOWN), "name": "Ada Test", "date_of_birth": str(born)}
    person, not_taken = taken_over(known, today=date(2031, 1, 1))
    assert " ".join(map(str, person.births)) == births
    assert not_taken == ({"date_of_birth": written} if lost else {})


def test_a_nationality_is_read_in_words_and_what_is_none_is_kept_and_listed(register):
    register.replace("officers", "1988-12-31,RU", "1988-12-31,Ruritania;Российская Федерация")
    outcome = register.read()
    known = {s.nationality for each in outcome.cases.values() for s in each.subjects}
    assert "RU|Ruritania" in known
    said = [line for ref in outcome.cases for line in warnings(outcome, ref)]
    assert "the nationality cannot be read: kept as it is" in said


def test_a_name_that_only_says_that_there_is_none_is_left_empty_and_listed(register):
    register.replace("officers", "Мария,Примерная", "NULL,Unknown Officer")
    outcome = register.read()
    said = [line for ref in outcome.cases for line in warnings(outcome, ref)]
    assert "the name only says that there is none: left empty" in said
    names = {s.family_name for each in outcome.cases.values() for s in each.subjects}
    assert "Unknown Officer" not in names


@pytest.mark.parametrize(("given", "family"), [("Mr.", "Unknown"), ("Dr.", "N/A"), ("FNU", "LNU")])
def test_a_title_before_a_word_for_nothing_names_nobody(register, given, family):
    register.replace("officers", "Мария,Примерная", f"{given},{family}")
    outcome = register.read()
    subjects = [s for each in outcome.cases.values() for s in each.subjects]
    assert {"", given, family} & {
        part for s in subjects for part in (s.given_name, s.family_name)
    } == {""}


def test_a_time_that_is_none_comes_in_with_a_warning(register):
    register.replace("complaints", "22:15:00", "25:61:00")
    outcome = register.read()
    assert outcome.cases["T-1001"].incident.at is None
    assert warnings(outcome, "T-1001") == ["the time of the incident is not a time of day"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",1,1,2031-01-01,,2031-01-02,", "the row has no reference"),
        ("  ,1,1,2031-01-01,,2031-01-02,", "the row has no reference"),
        ("T-9,1,1,2031-01-01,,2031-02-30,", "“complaint_date” names a day that cannot be"),
        ("T-9,1,1,2031-01-01,,02/01/2031,", "“complaint_date” could be two days: declare"),
        ("T-9,1,1,2031-01-01,,2/1/31,", "has a year of two digits: declare format.pivot"),
        (
            "T-9,1,1,2031-01-01,,January 2031,",
            "“complaint_date” names no day, only a month or a year",
        ),
        ("T-9,1,1,2031-01-01,,47856,", "“complaint_date” is a number: declare format.serial_dates"),
        ("T-9,1,1,2031-01-01,,before Easter,", "“complaint_date” is not a date"),
        ("T-9,1,1,2031-01-01,,2041-01-02,", "“complaint_date” lies after today: declare"),
        ("T-9,1,1,2031-01-01,,0031-01-01,", "“complaint_date” names a day that cannot be"),
        ("T-9,1,1,2031-01-01,,,", "“complaint_date” is empty"),
        ("T-1001,1,1,2031-01-01,,2031-01-02,", "an earlier row has the same reference"),
        ("T-9,1,1,2031-01-01,,2031-01-02", "the row has 6 fields where the header has 7"),
        ("T-9,1,1,2031-01-01,,2031-01-02,,x", "the row has 8 fields where the header has 7"),
        ("T\x00-9,1,1,2031-01-01,,2031-01-02,", "the reference holds characters that cannot"),
        ("T-\ufffd9,1,1,2031-01-01,,2031-01-02,", "the reference holds characters that cannot"),
        ("T-9\u202e,1,1,2031-01-01,,2031-01-02,", "the reference holds characters that cannot"),
        (f"{'9' * 65},1,1,2031-01-01,,2031-01-02,", "“cr_id” is longer than 64 characters"),
    ],
)
def test_a_case_that_cannot_be_used_is_rejected_alone_and_whole(register, row, reason):
    line = register.add("complaints", row, "T-2000,1,1,2031-01-01,,2031-01-02,")
    register.add("accused", "20,T-9,71,10J-X,SU,SU,1,1")
    outcome = register.read()
    assert reason in outcome.reasons(Severity.REJECTED, "complaints")[line]
    assert len(outcome.cases) == 7
    assert "T-2000" in outcome.cases
    assert "T-9" not in outcome.cases


def test_a_case_is_not_lost_for_another_date_than_that_of_its_receipt(register):
    register.add("complaints", "T-9,1,1,soon,,2031-01-02,9999999999", "T-10,1,1,,,2031-01-02,2041")
    outcome = register.read()
    case = outcome.cases["T-9"]
    assert (case.incident.on, case.closed_on) == (None, None)
    assert (case.subjects[0].stage, case.subjects[0].stage_since) == ("closed", None)
    assert warnings(outcome, "T-9") == [
        "“closed_date” is not a date",
        "“incident_date” is not a date",
    ]
    assert outcome.cases["T-10"].subjects[0].stage == "received"
    assert "lies after today" in warnings(outcome, "T-10")[0]


@pytest.mark.parametrize(
    "written",
    ["2 Jan 2031", "20310102", "2031/01/02", "2031-01-02T00:00:00Z", "2031-01-02 00:00:00"],
)
def test_a_date_that_fits_no_declared_format_is_read_as_people_write_it(register, written):
    register.add("complaints", f"T-9,1,1,2031-01-01,,{written},")
    assert register.read().cases["T-9"].received_on == date(2031, 1, 2)


def test_a_profile_declares_the_order_the_century_and_that_days_may_lie_ahead(register):
    register.add(
        "complaints",
        "T-9,1,1,2031-01-01,,02/03/31,",
        "T-10,1,1,2031-01-01,,2041-01-02,",
        "T-11,1,1,2031-01-01,,47851,",
    )
    declared = Declared(Order.DAY_FIRST, pivot=40, serials=True)
    future = "A calendar of hearings."
    register.profile = replace(register.profile, declared=declared, future=future)
    cases = register.read().cases
    assert cases["T-9"].received_on == date(2031, 3, 2)
    assert cases["T-10"].received_on == date(2041, 1, 2)
    assert cases["T-11"].received_on == date(2031, 1, 3)


def test_a_birth_of_which_only_the_year_is_known_comes_in(register):
    register.add("officers", "99,A,B,MALE,circa 1960,FR,,PO,1")
    register.add("complaints", "T-9,1,1,2031-01-01,,2031-01-02,")
    register.add("accused", "20,T-9,99,10J-X,SU,SU,1,1")
    assert str(register.read().cases["T-9"].subjects[0].born) == "1960~"


def test_the_first_of_two_rows_with_one_reference_counts(register):
    register.add("complaints", "T-1001,1,1,2031-01-01,,2035-01-02,")
    outcome = register.read()
    assert outcome.cases["T-1001"].received_on.year == 2031
    assert len(outcome.cases["T-1001"].subjects) == 2
    assert [p.reference for p in outcome.loose] == ["T-1001"]


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("accused", "20,T-404,71,10J-X,SU,SU,1,1", "no case has this reference"),
        ("victims", "T-404,FEMALE,20,", "no case has this reference"),
        ("complainants", ",FEMALE,20,", "the row names no case"),
        ("accused", "20,T-1002,71,10J-X,SU,SU,1", "the row has 7 fields where the header has 8"),
        ("accused", '20,T-1002,71,"10J-X,SU,SU,1,1', "a quotation mark is opened and never closed"),
        ("accused", '20,T-1002,71,"10J"-X,SU,SU,1,1', "a quotation mark stands where none can be"),
        ("officers", ",A,B,MALE,1990-01-01,FR,2000-01-01,PO,1", "the row has no number"),
        ("officers", "71,A,B,MALE,1990-01-01,FR,2000-01-01,PO,1", "an earlier row has the same"),
        ("accused", f"20,T-1002,71,{'X' * 501},SU,SU,1,1", "longer than 500 characters"),
        ("officers", f"99,{'X' * 121},B,,,,,,", "longer than 120 characters"),
    ],
)
def test_a_bad_child_row_is_left_out_and_its_case_comes_in(register, file, row, reason):
    line = register.add(file, row)
    outcome = register.read()
    assert reason in outcome.reasons(Severity.LEFT_OUT, file)[line]
    assert len(outcome.cases) == 6
    assert outcome.cases["T-1002"].subjects[0].allegations == ()
    assert outcome.cases["T-1001"].subjects[0].family_name == "Примерная"


def test_the_rows_of_a_rejected_case_go_with_it_and_are_no_orphans(register):
    register.replace("complaints", "2031-03-02,2031-09-30", "unknown,2031-09-30")
    outcome = register.read()
    assert "T-1001" not in outcome.cases
    assert [p.severity for p in outcome.loose] == [Severity.REJECTED]


def test_the_same_allegation_twice_comes_in_once(register):
    line = register.add("accused", "1,T-1001,71,10J-AGAIN,SU,SU,15,15")
    outcome = register.read()
    found = outcome.cases["T-1001"].subjects[0].allegations
    assert [a.external_id for a in found] == ["1", "3"]
    assert "the same number" in outcome.reasons(Severity.LEFT_OUT, "accused")[line]


def test_reasons_never_repeat_what_a_row_holds(register):
    secret = "Privatename"
    register.add("complaints", f"T-9,{secret},1,{secret},{secret},{secret},{secret}")
    register.add("accused", f"20,T-1002,{secret},{secret},{secret},{secret},{secret},{secret}")
    register.add("officers", f"{secret},{secret},{secret},{secret},{secret},{secret},{secret},,")
    register.add("victims", f"T-1002,{secret},{secret},{secret}", f"{secret} {secret},1")
    outcome = register.read()
    assert len(outcome.problems) > 8
    assert not [p for p in outcome.problems if secret in f"{p.reference}{p.reason}"]
