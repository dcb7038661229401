"""Bare lines: an overseer learns that a case is there, and no statement can ask for more."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.access.acting import acting
from caseflow.access.bare_lines import bare_lines
from caseflow.access.capacities import AccessBar
from caseflow.access.checks import may
from caseflow.access.models import Classification, Exclusion, Root
from caseflow.access.policy import admits
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.permissions import CasePermission
from caseflow.cases.rights.faces import OVERSEEING
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.cases.services.receiving import log_case
from caseflow.errors import NotFound
from tests.support.house import NOW, TODAY, House

STRICT = Classification.STRICTLY_CONFIDENTIAL
SECRET = {"title", "summary", "category", "desk", "due_on", "clock_stopped", "reporting", "channel"}


@pytest.fixture
def world(house: House):
    """Strict and other cases of two entities, with overseers of each and of both."""
    from caseflow.cases.records.entries import LogEntry, PersonEntry

    top = house.entity("TOP")
    north, south = house.entity("NORTH", parent=top), house.entity("SOUTH", parent=top)
    found = {}
    for name, entity in (("north", north), ("south", south)):
        officer = house.person("conduct-officer", entity=entity)
        for classification in (Classification.CONFIDENTIAL, STRICT):
            entry = LogEntry(
                entity_id=entity,
                title=f"A title of {name}",
                summary="What happened.",
                received_on=TODAY,
                classification=classification,
                conduct=("forgery",),
                people=(PersonEntry(name="Tomas Elberg"),),
            )
            with house.session(officer) as session:
                case = log_case(session, entry, actor=officer, now=NOW)
                session.commit()
                found[name, classification] = case.id
    people = {
        place: house.person("senior-conduct-officer", entity=entity)
        for place, entity in (("north", north), ("top", top), ("everywhere", None))
    }
    people["decider"] = house.person("decision-maker", entity=north)
    people["officer"] = house.person("conduct-officer", entity=north)
    return house, found, people


def lines_of(house: House, actor, *, strict: bool = True) -> set:
    with house.factory() as session, acting(session, actor):
        table = bare_lines(Case, actor=actor, face=OVERSEEING, strict=strict)
        return set(session.scalars(sa.select(table.c.id)))


def test_overseers_see_the_lines_within_their_reach_and_nobody_else_sees_one(world) -> None:
    house, cases, people = world
    north, south = cases["north", STRICT], cases["south", STRICT]
    assert lines_of(house, people["north"]) == {north}
    assert lines_of(house, people["top"]) == {north, south}
    assert lines_of(house, people["everywhere"]) == {north, south}
    assert lines_of(house, people["decider"]) == set()
    assert lines_of(house, people["officer"]) == set()


def test_a_line_opens_nothing_of_the_case(world) -> None:
    house, cases, people = world
    overseer = people["north"]
    with house.session(overseer) as session:
        assert session.get(Case, cases["north", STRICT]) is None
        with pytest.raises(NotFound):
            open_case(session, cases["north", STRICT], actor=overseer, now=NOW)


def test_a_line_has_no_column_that_tells_what_a_case_is_about(world) -> None:
    _house, _cases, people = world
    table = bare_lines(Case, actor=people["north"], face=OVERSEEING)
    assert {c.name for c in table.c} == set(Case.__bare__)
    assert not SECRET & set(Case.__bare__)
    sealed = {c.name for c in Case.__table__.c if "Sealed" in type(c.type).__name__}
    assert sealed
    assert not sealed & set(Case.__bare__)


def test_an_overseer_who_is_kept_out_sees_no_line(world) -> None:
    house, cases, people = world
    overseer, case_id = people["north"], cases["north", STRICT]
    with house.system() as session:
        case = session.get_one(Case, case_id)
        with act(session, CaseAct.ACCESS_BARRED, thing=case):
            session.add(
                Exclusion(
                    root_id=case_id,
                    user_id=overseer.user_id,
                    bar=AccessBar.CONFLICT,
                    given_at=NOW,
                    valid_from=TODAY,
                )
            )
        session.commit()
    assert lines_of(house, overseer) == set()
    root = Root(kind=CaseRootKind.CASE, entity_id=case.entity_id, classification=STRICT)
    assert not admits(overseer, root, granted=False, barred=True, face=OVERSEEING)
    assert admits(overseer, root, granted=False, barred=False, face=OVERSEEING)


def test_the_wall_of_the_session_does_not_widen_or_narrow_the_lines(world) -> None:
    """The two walls take values of the same names: each keeps its own."""
    from dataclasses import replace

    house, cases, people = world
    north, top = people["north"], people["top"]
    oversees_top_reads_nothing_there = replace(
        north, held=(*house.person("reviewer").held, *top.held)
    )
    assert lines_of(house, oversees_top_reads_nothing_there) == {
        cases["north", STRICT],
        cases["south", STRICT],
    }
    reads_all = replace(north, held=(*house.person("conduct-officer").held, *north.held))
    assert lines_of(house, reads_all) == {cases["north", STRICT]}


@pytest.mark.parametrize("permission", [CasePermission.READ, CasePermission.EDIT])
def test_no_role_reaches_such_a_case_that_somebody_has_in_hand(world, permission) -> None:
    """The second lock: a verb that came by the case some other way is refused as well."""
    house, cases, people = world
    with house.system() as session:
        strict = session.get_one(Case, cases["north", STRICT])
        other = session.get_one(Case, cases["north", Classification.CONFIDENTIAL])
        session.expunge_all()
    for name in ("north", "top", "everywhere"):
        with house.session(people[name]) as session:
            assert may(session, people[name], permission, root=other)
            assert not may(session, people[name], permission, root=strict)
