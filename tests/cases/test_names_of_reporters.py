"""Nobody learns who reported by looking for a name: neither in the search box nor in a list."""

from __future__ import annotations

import pytest

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification
from caseflow.cases.lists.case_search import find_cases
from caseflow.cases.lists.queue import QueueFilters, View, queue
from caseflow.cases.models import Part, Reporting
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import let_in
from tests.cases.conftest import LATER, Office

REPORTER = "Zubenel Quarrelton"
WAYS = (REPORTER, "quarrelton", "Quarrelton Zubenel", "ZUBENEL")


def found(office: Office, actor, typed: str) -> set[str]:
    """What the search box and the filter of all lists find; both the same."""
    with office.house.session(actor, now=LATER) as session:
        boxed = find_cases(session, typed, actor=actor, limit=8)
        filters = QueueFilters(view=View.ALL, text=typed)
        listed = queue(session, filters, actor=actor, now=LATER)
        session.rollback()
    references = {each.reference for each in boxed.cases}
    assert references == {row.reference for row in listed.rows}
    return references


def reported(office: Office, reporting: Reporting, **facts) -> str:
    """A case whose reporter has a name, with the investigator and a colleague let in."""
    told = PersonEntry(name=REPORTER, part=Part.REPORTER)
    reference = office.log(people=(office.subject(), told), reporting=reporting, **facts)
    given = {"user_id": office.investigator.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, reference, let_in, **given)
    return reference


@pytest.mark.parametrize("reporting", [Reporting.CONFIDENTIAL, Reporting.ANONYMOUS])
def test_a_name_that_is_kept_from_somebody_finds_nothing_for_them(office: Office, reporting):
    reference = reported(office, reporting)
    for typed in WAYS:
        assert found(office, office.officer, typed) == {reference}
        assert found(office, office.investigator, typed) == set()
    assert found(office, office.investigator, "Tomas Elberg") == {reference}


def test_whoever_wants_to_be_named_is_found_by_everybody_in_the_case(office: Office):
    reference = reported(office, Reporting.NAMED)
    assert found(office, office.investigator, REPORTER) == {reference}


def test_of_a_strictly_confidential_case_only_the_owner_finds_the_reporter(office: Office):
    strict = Classification.STRICTLY_CONFIDENTIAL
    reference = reported(office, Reporting.CONFIDENTIAL, classification=strict)
    second = office.house.person("conduct-officer", entity=office.entity, name="Jon Berg")
    given = {"user_id": second.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, reference, let_in, **given)
    assert found(office, second, "Tomas Elberg") == {reference}
    assert found(office, second, REPORTER) == set()
    assert found(office, office.officer, REPORTER) == {reference}


def test_a_subject_of_the_same_name_is_found_all_the_same(office: Office):
    told = PersonEntry(name=REPORTER, part=Part.REPORTER)
    people = (office.subject(REPORTER), told)
    reference = office.log(people=people, reporting=Reporting.CONFIDENTIAL)
    given = {"user_id": office.investigator.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, reference, let_in, **given)
    assert found(office, office.investigator, REPORTER) == {reference}
