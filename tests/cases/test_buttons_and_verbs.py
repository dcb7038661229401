"""What a page offers is what the verb allows: one rule of reach, over the same combinations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.actor import Actor, Held
from caseflow.access.capacities import AccessCapacity, Capacity
from caseflow.access.checks import may
from caseflow.access.models import Classification, Grant
from caseflow.access.permissions import Permission
from caseflow.access.reached_rows import reached
from caseflow.access.roles import shipped
from caseflow.access.wall import PAST
from caseflow.audit.written_rows import RECORDED
from caseflow.cases.lists.queue import QueueFilters, View, queue
from caseflow.cases.models import Case
from caseflow.cases.opened_case.loading import load
from caseflow.cases.opened_case.reader import Reader
from caseflow.cases.permissions import CasePermission
from caseflow.cases.rights.capacity_rights import TAKES
from caseflow.db import metadata, new_id
from caseflow.manifests import by_value
from tests.cases.conftest import LATER, Office

ROLES = ("conduct-officer", "investigator")
ASKED = (
    CasePermission.READ,
    CasePermission.EDIT,
    CasePermission.FIND,
    CasePermission.SUMMARISE,
)
CASES = metadata.tables["cases"]
STRICT = Classification.STRICTLY_CONFIDENTIAL
TODAY = LATER.date()
SPANS = {
    "today": (TODAY, None),
    "until today": (TODAY - timedelta(days=9), TODAY),
    "from tomorrow": (TODAY + timedelta(days=1), None),
}
GRANTS = [None, *((each, "today") for each in TAKES)]
GRANTS += [(AccessCapacity.READER, "until today"), (AccessCapacity.READER, "from tomorrow")]


@pytest.fixture
def cases(office: Office) -> list[str]:
    """A case of the entity, one at a desk, one of a colleague far away, and each strictly so."""
    far = office.house.entity("FAR")
    colleague = office.house.person("conduct-officer", entity=far, name="Jon Berg")
    named = {"classification": STRICT}
    return [
        office.log(),
        office.log(**named),
        office.log(desk="Conduct desk"),
        office.log(colleague, entity_id=far),
        office.log(colleague, entity_id=far, **named),
        office.log(colleague, entity_id=far, owner_id=office.officer.user_id),
    ]


def every_reach(office: Office, user: Actor) -> Iterator[Actor]:
    """The same person in each role, however far it may reach."""
    for key in ROLES:
        for held in (
            Held(shipped()[key]),
            Held(shipped()[key], entities=frozenset({office.entity})),
            Held(shipped()[key], everywhere=True),
            Held(shipped()[key], colleagues=frozenset({office.officer.user_id})),
            Held(shipped()[key], desks=frozenset({office.desk("Conduct desk")})),
        ):
            yield replace(user, held=(held,), today=TODAY, now=LATER)


def give(office: Office, user: Actor, capacity: Capacity, span: str) -> None:
    """Let somebody into every case, for these days."""
    first, last = SPANS[span]
    with office.house.engine.begin() as connection:
        ids = connection.scalars(sa.select(CASES.c.id), execution_options=PAST).all()
        rows = [
            {
                "id": new_id(),
                "root_id": case_id,
                "user_id": user.user_id,
                "capacity": capacity,
                "valid_from": first,
                "valid_to": last,
                "given_by": office.officer.user_id,
                "given_at": LATER,
            }
            for case_id in ids
        ]
        options = {**PAST, **RECORDED}
        connection.execute(sa.insert(Grant.__table__), rows, execution_options=options)


@pytest.mark.parametrize("grant", GRANTS, ids=str)
def test_buttons_offer_what_the_verbs_allow(office: Office, cases, grant):
    person = office.house.person(None, name="Ada Nwosu")
    if grant:
        give(office, person, *grant)
    answers = set()
    for actor in every_reach(office, person):
        with office.house.session(actor, now=LATER) as session:
            for case in session.scalars(sa.select(Case)).all():
                reader = Reader(actor, load(session, case, now=LATER))
                for permission in ASKED:
                    allowed = may(session, actor, permission, root=case)
                    assert reader.may(permission) == allowed, (case.reference, permission, actor)
                    answers.add(allowed)
            session.rollback()
    assert answers == {True, False}


@pytest.mark.parametrize("grant", GRANTS, ids=str)
def test_a_case_waits_for_whoever_may_make_its_move(office: Office, cases, grant):
    person = office.house.person(None, name="Ada Nwosu")
    if grant:
        give(office, person, *grant)
    filters = QueueFilters(view=View.WAITING)
    found = 0
    for actor in every_reach(office, person):
        with office.house.session(actor, now=LATER) as session:
            waiting = {r.id: r for r in queue(session, filters, actor=actor, now=LATER).rows}
            for case in session.scalars(sa.select(Case)).all():
                allowed = may(session, actor, by_value(Permission, case.whose_move), root=case)
                assert (case.id in waiting) == allowed, (case.reference, actor)
                assert not allowed or waiting[case.id].waiting.mine, (case.reference, actor)
                found += allowed
            session.rollback()
    assert found


@pytest.mark.parametrize("grant", GRANTS, ids=str)
def test_a_statement_finds_the_cases_in_which_a_verb_would_go_through(office: Office, cases, grant):
    person = office.house.person(None, name="Ada Nwosu")
    if grant:
        give(office, person, *grant)
    for actor in every_reach(office, person):
        with office.house.session(actor, now=LATER) as session:
            every = session.scalars(sa.select(Case)).all()
            for permission in ASKED:
                found = set(
                    session.scalars(sa.select(Case.id).where(reached(Case, actor, permission)))
                )
                allowed = {c.id for c in every if may(session, actor, permission, root=c)}
                assert found == allowed, (permission, actor)
            session.rollback()
