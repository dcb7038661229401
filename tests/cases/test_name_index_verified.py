"""The index of names in cases decides who is kept out for having one: changes of it are found."""

from __future__ import annotations

import re

import pytest

from caseflow.audit.commands import make_check
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.verifying import Verdict
from caseflow.cases.names.name_index_check import check_names
from tests.audit.test_who_sees_what import tamper
from tests.cases.conftest import Office

NAMES = ("Falk, Tamsin", "O’Sullivan Seán", "Иван Петров")
TAMPERING = {
    "all tokens deleted": (
        ("DELETE FROM name_tokens",),
        "name_owners of .*: it has no token.*|parties .*: the index does not find its name",
    ),
    "one name taken out": (
        (
            "DELETE FROM name_tokens WHERE owner_id = (SELECT max(id) FROM name_owners)",
            "DELETE FROM name_owners WHERE id NOT IN (SELECT owner_id FROM name_tokens)",
        ),
        "parties .*: its name is not in the index",
    ),
    "names that lead to another case": (
        ("UPDATE name_owners SET case_id = (SELECT case_id FROM name_owners ORDER BY id LIMIT 1)",),
        "name_owners of .*: it leads to another case than its person's",
    ),
    "a name that has other tokens": (
        ("UPDATE name_tokens SET token = token + 1000000 WHERE owner_id % 2 = 1",),
        "parties .*: the index does not find its name",
    ),
}


@pytest.fixture
def named(office: Office) -> Office:
    """The office, with people in its cases."""
    for name in NAMES:
        office.log(people=(office.subject(name),))
    return office


def proved(office: Office) -> list[str]:
    verdict = Verdict()
    with office.house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
        make_check(check_names, session, verdict)
    return verdict.faults


def test_names_as_people_write_them_hold(named: Office):
    assert proved(named) == []


@pytest.mark.parametrize("name", TAMPERING)
def test_a_name_that_is_no_longer_found_is_told(named: Office, name):
    statements, fault = TAMPERING[name]
    for statement in statements:
        tamper(named.house, statement)
    faults = proved(named)
    assert faults
    assert [f for f in faults if not re.fullmatch(fault, f)] == []


def test_a_check_that_meets_what_cannot_be_read_is_a_fault_itself():
    verdict = Verdict()

    def meet_it(_session, _verdict):
        raise LookupError("'set_aside' is not among the defined enum values")

    make_check(meet_it, None, verdict)
    assert verdict.faults == [
        "meet_it: it could not be made to the end, because a value cannot be read"
    ]
