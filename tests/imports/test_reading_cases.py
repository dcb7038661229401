"""What a case of an old register becomes when it is read."""

from __future__ import annotations

from datetime import date, time

import pytest

from caseflow.cases.models import Precision
from caseflow.facts.spans import Span
from caseflow.imports.bundle import Coded
from caseflow.imports.convert import _occurrence
from caseflow.sheets.problems import Severity


def test_every_complaint_of_the_made_up_register_comes_in_once(register):
    outcome = register.read()
    assert list(outcome.cases) == [f"T-100{n}" for n in range(1, 7)]
    assert outcome.loose == []


def test_a_case_carries_its_dates_place_and_time(register):
    case = register.read().cases["T-1001"]
    assert (case.received_on, case.closed_on) == (date(2031, 3, 2), date(2031, 9, 30))
    assert case.incident.on == Span.of(2031, 3, 1)
    assert case.incident.at == time(22, 15)
    assert case.incident.place == "Beat 12, Location code 07"
    assert case.source == "police-oversight"
    assert (case.file, case.line) == ("complaints.csv", 2)


def test_gaps_in_time_and_place_stay_gaps(register):
    cases = register.read().cases
    assert cases["T-1002"].incident.at is None
    assert cases["T-1002"].incident.place == "Location code 07"
    assert cases["T-1005"].incident.on is None


def test_accused_rows_far_apart_gather_under_their_person(register):
    case = register.read().cases["T-1001"]
    first, second = case.subjects
    assert (first.external_id, first.given_name, first.family_name) == ("71", "Мария", "Примерная")
    assert [a.external_id for a in first.allegations] == ["1", "3"]
    assert (str(first.born), first.nationality) == ("1988-12-31", "RU")
    assert first.gender == Coded("FEMALE", "female")
    assert (first.rank, first.unit, first.appointed_on) == ("PO", "6", date(2015, 6, 1))
    assert (second.given_name, second.family_name, second.rank) == ("例", "样", "")
    assert case.problems == ()


def test_codes_become_our_types_findings_and_measures(register):
    first, second = register.read().cases["T-1001"].subjects
    neglect, theft = first.allegations
    assert neglect.category == Coded('10J-"QUOTED" WORDS, WITH A COMMA', "other_infraction")
    assert theft.category.mapped == "theft.private_property"
    assert neglect.final_finding == Coded("SU", "substantiated")
    assert second.allegations[0].final_finding.mapped == "unsubstantiated"
    assert neglect.final_measure.kind == "suspension_without_pay"
    assert neglect.final_measure.remark == "Days of suspension: 15"
    assert theft.final_measure.remark == "More than 30 days of suspension"


def test_a_hundred_is_a_reprimand_and_never_a_hundred_days(register):
    case = register.read().cases["T-1006"]
    measures = {a.final_measure.kind: a.final_measure for s in case.subjects for a in s.allegations}
    assert measures["written_reprimand"].parameters == ()
    assert measures["written_reprimand"].raw == "100"


def test_no_action_is_known_to_be_no_measure(register):
    second = register.read().cases["T-1001"].subjects[1]
    measure = second.allegations[0].final_measure
    assert (measure.known, measure.kind, measure.remark) == (True, None, "")


def test_a_case_without_accused_rows_has_one_unidentified_subject(register):
    for reference in ("T-1002", "T-1005"):
        case = register.read().cases[reference]
        assert len(case.subjects) == 1
        assert not case.subjects[0].identified
        assert case.subjects[0].allegations == ()
        assert case.problems == ()


def test_an_accused_row_without_a_person_is_an_unidentified_subject(register):
    outcome = register.read()
    unknown = [s for s in outcome.cases["T-1006"].subjects if not s.identified]
    assert [a.external_id for s in unknown for a in s.allegations] == ["7"]
    assert "who is accused" in outcome.reasons(Severity.WARNING, "accused")[9]


def test_a_person_nobody_describes_keeps_the_number(register):
    outcome = register.read()
    subject = outcome.cases["T-1003"].subjects[1]
    assert (subject.external_id, subject.described, subject.family_name) == ("74", False, "")
    reasons = [str(p.reason) for p in outcome.cases["T-1003"].problems if p.line == 7]
    assert "no row describes the person accused" in reasons


def test_the_stage_is_the_one_the_register_claims(register):
    cases = register.read().cases
    assert {s.stage for s in cases["T-1001"].subjects} == {"closed"}
    assert cases["T-1002"].subjects[0].stage == "closed"
    assert [s.stage for s in cases["T-1003"].subjects] == ["under-review", "under-investigation"]
    assert cases["T-1005"].subjects[0].stage == "received"
    register.replace("accused", "4,T-1003,73,,UN,,600,", "4,T-1003,73,,UN,UN,600,600")
    assert register.read().cases["T-1003"].subjects[0].stage == "decided"


def test_victims_and_complainants_keep_what_is_said_of_them(register):
    cases = register.read().cases
    victims = cases["T-1001"].victims
    assert len(victims) == 3, "two alike are two persons"
    assert victims[1].gender == Coded("FEMALE", "female")
    assert (victims[1].age, victims[1].attributes) == (24, (("race", "GROUP B"),))
    assert (victims[0].age, victims[0].attributes) == (None, ())
    assert cases["T-1002"].complainants[0].age == 48
    assert cases["T-1002"].victims == ()


@pytest.mark.parametrize("written", ["March 2031", "2031-03", "circa March 2031"])
def test_a_month_in_which_it_happened_stays_a_month(register, written):
    register.replace("complaints", "2031-03-01", written)
    incident = register.read().cases["T-1001"].incident
    entry = _occurrence(incident)
    assert (entry.precision, entry.first_day) == (Precision.BETWEEN, date(2031, 3, 1))
    assert entry.last_day == date(2031, 3, 31)
    assert entry.at == time(22, 15)
