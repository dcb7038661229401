"""Somebody who was identified among several, and these themselves, withdrawn and taken back."""

from __future__ import annotations

from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.people import identify
from caseflow.cases.services.taking_back import take_back
from caseflow.cases.services.withdrawing import withdraw_person
from tests.cases.conftest import Office
from tests.cases.test_correcting_people import read

WHY = "Two people have this name."


def test_several_are_as_many_as_before_in_whatever_order_they_come_back(office: Office):
    people = (office.subject(), PersonEntry(identified=False, how_many=3))
    reference = office.log(people=people)
    group = read(office, reference).subjects[1]
    office.do(office.officer, reference, identify, group.id, office.subject("Samir Haddad"))
    one = read(office, reference).subjects[2]
    first = office.do(office.officer, reference, withdraw_person, one.id, reason=WHY)
    second = office.do(office.officer, reference, withdraw_person, group.id, reason=WHY)
    for kept in (first, second):
        office.do(office.officer, reference, take_back, kept.id, reason=WHY)
    assert [s.how_many for s in read(office, reference).subjects] == [1, 2, 1]
