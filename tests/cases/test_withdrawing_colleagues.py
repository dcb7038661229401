"""Whoever is named by their account stays out when their name is withdrawn, until it is decided."""

from __future__ import annotations

import pytest

from caseflow.cases.capacities import CaseBar
from caseflow.cases.models import Part
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import hand_over, keep_out, settle_conflict
from caseflow.cases.services.people import add_person
from caseflow.errors import NotFound, NotReady, Refused
from tests.cases.conftest import Office
from tests.cases.test_correcting_people import read
from tests.cases.test_withdrawing import back, withdraw


def with_account(office, part=Part.SUBJECT):
    who = office.house.person("conduct-officer", entity=office.entity, name="Vera Lund")
    entry = PersonEntry(
        part=part, name="Vera Lund", personnel_category="consultant", user_id=who.user_id
    )
    return who, office.log(people=(office.subject(), entry))


@pytest.mark.parametrize("part", [Part.SUBJECT, Part.WITNESS, Part.COUNSEL])
def test_nobody_opens_a_case_to_a_colleague_by_withdrawing_them(office: Office, part: Part):
    who, reference = with_account(office, part)
    view = read(office, reference)
    person = (*view.subjects, *view.people)[1]
    withdraw(office, reference, person)
    with pytest.raises(NotFound):
        read(office, reference, who)
    (bar,) = [b for b in read(office, reference, office.senior).shut_out if b.proposed]
    assert bar.person.id == who.user_id
    office.do(
        office.senior, reference, settle_conflict, bar.exclusion_id, confirm=False, reason="Not her"
    )
    assert read(office, reference, who).head.reference == reference
    back(office, reference)
    with pytest.raises(NotFound):
        read(office, reference, who)


def test_who_was_kept_out_by_decision_stays_so_when_their_name_is_withdrawn(office: Office):
    who = office.house.person("conduct-officer", entity=office.entity, name="Vera Lund")
    reference = office.log()
    conflict = {"user_id": who.user_id, "reason": "Cousins"}
    office.do(office.officer, reference, keep_out, **conflict)
    entry = PersonEntry(part=Part.COUNSEL, name="Vera Lund", user_id=who.user_id)
    office.do(office.officer, reference, add_person, entry)
    withdraw(office, reference, read(office, reference).people[0])
    assert [b.proposed for b in read(office, reference, office.senior).shut_out] == [False, False]
    with pytest.raises(NotFound):
        read(office, reference, who)


def test_taking_back_a_colleague_needs_no_second_decision(office: Office):
    who, reference = with_account(office)
    withdraw(office, reference, read(office, reference).subjects[1])
    back(office, reference)
    bars = read(office, reference, office.senior).shut_out
    assert [(b.bar, b.proposed) for b in bars] == [(CaseBar.SUBJECT, False)]
    assert bars[0].person.id == who.user_id


def test_who_owns_the_case_by_now_is_not_brought_back_as_its_subject(office: Office):
    who, reference = with_account(office)
    withdraw(office, reference, read(office, reference).subjects[1])
    (bar,) = read(office, reference, office.senior).shut_out
    office.do(
        office.senior, reference, settle_conflict, bar.exclusion_id, confirm=False, reason="Not her"
    )
    office.do(office.officer, reference, hand_over, to=who.user_id, reason="Leave")
    with pytest.raises(NotReady, match="owns the case"):
        back(office, reference)
    with pytest.raises(Refused):
        back(office, reference, actor=who)
