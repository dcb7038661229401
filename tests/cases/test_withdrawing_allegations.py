"""An allegation made by mistake is withdrawn: no limit, code or move rests on it any more."""

from __future__ import annotations

import pytest

from caseflow.cases.records.entries import FindingEntry
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.finding import record_finding
from caseflow.cases.services.taking_back import take_back
from caseflow.errors import NotReady
from tests.cases.conftest import Office
from tests.cases.test_correcting_people import correct_type, read
from tests.cases.test_withdrawing import BACK, back, codes, kept, two, unalleged, withdraw


def test_an_allegation_is_withdrawn_against_one_and_limits_follow(office: Office):
    reference = two(office, conduct=("forgery", "sexual_exploitation"))
    first, second = read(office, reference).subjects
    office.investigate(reference)
    before = read(office, reference).clocks[0].reading.due
    unalleged(office, reference, "A2", first)
    assert codes(read(office, reference)) == [
        ("A1", "forgery", [True, True]),
        ("A2", "sexual_exploitation", [False, True]),
    ]
    unalleged(office, reference, "A2", second)
    view = read(office, reference)
    assert codes(view) == [("A1", "forgery", [True, True])]
    assert view.clocks[0].reading.due > before
    assert not kept(office).strict_limits
    assert [(w.code, [p.name for p in w.against]) for w in view.withdrawn] == [
        ("A2", ["Samir Haddad"]),
        ("A2", ["Tomas Elberg"]),
    ] or {w.against[0].name for w in view.withdrawn} == {"Samir Haddad", "Tomas Elberg"}
    back(office, reference)
    assert kept(office).strict_limits


def test_the_work_of_the_case_does_not_wait_for_what_was_withdrawn(office: Office):
    reference = office.log(conduct=("forgery", "theft"))
    office.investigate(reference)
    row = read(office, reference).matrix[0]
    entry = FindingEntry(
        allegation_id=row.cells[0].allegation_id,
        outcome="substantiated",
        standard="clear_and_convincing",
        evidence="Receipts 114 to 131",
    )
    office.do(office.investigator, reference, record_finding, entry)
    assert kept(office).waits_for == "finding_missing"
    unalleged(office, reference, "A2", read(office, reference).subjects[0])
    assert kept(office).waits_for is None
    back(office, reference)
    assert kept(office).waits_for == "finding_missing"


def test_something_stays_alleged_once_a_proceeding_has_begun(office: Office):
    reference = two(office)
    _first, second = read(office, reference).subjects
    unalleged(office, reference, "A1", second)
    back(office, reference)
    office.investigate(reference)
    with pytest.raises(NotReady, match="all that is alleged"):
        unalleged(office, reference, "A1", second)
    assert codes(read(office, reference)) == [("A1", "forgery", [True, True])]


def test_no_code_is_used_twice_and_what_was_withdrawn_is_taken_back_instead(office: Office):
    reference = two(office, conduct=("forgery", "theft"))
    first, second = read(office, reference).subjects
    unalleged(office, reference, "A2", first, second)
    with pytest.raises(NotReady, match="was alleged as A2 and withdrawn"):
        office.do(office.officer, reference, add_allegation, conduct="theft", subjects=[first.id])
    office.do(
        office.officer, reference, add_allegation, conduct="misuse_of_assets", subjects=[first.id]
    )
    assert codes(read(office, reference)) == [
        ("A1", "forgery", [True, True]),
        ("A3", "misuse_of_assets", [True, False]),
    ]
    back(office, reference)
    assert [row[0] for row in codes(read(office, reference))] == ["A1", "A2", "A3"]


def test_a_code_means_one_kind_of_conduct_also_where_it_was_withdrawn(office: Office):
    reference = two(office)
    _first, second = read(office, reference).subjects
    unalleged(office, reference, "A1", second)
    correct_type(office, reference, "A1", "theft")
    back(office, reference)
    assert codes(read(office, reference)) == [("A1", "theft", [True, True])]


def test_what_is_alleged_too_late_does_not_come_back(office: Office):
    reference = two(office, conduct=("forgery", "theft"))
    first, second = read(office, reference).subjects
    unalleged(office, reference, "A2", first, second)
    office.review(reference)
    with pytest.raises(NotReady, match="investigation is over"):
        back(office, reference)


def test_what_was_alleged_against_somebody_withdrawn_comes_back_with_them(office: Office):
    reference = two(office, conduct=("forgery", "theft"))
    _first, second = read(office, reference).subjects
    unalleged(office, reference, "A2", second)
    withdraw(office, reference, second)
    view = read(office, reference)
    of_code = next(w for w in view.withdrawn if w.code)
    with pytest.raises(NotReady, match="take that back first"):
        office.do(office.officer, reference, take_back, of_code.id, reason=BACK)
    person = next(w for w in view.withdrawn if w.person)
    office.do(office.officer, reference, take_back, person.id, reason=BACK)
    assert codes(read(office, reference)) == [
        ("A1", "forgery", [True, True]),
        ("A2", "theft", [True, False]),
    ]
