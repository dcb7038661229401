"""Whether a colleague reaches a case is told by the rule that lets them in, whatever their role."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest

from caseflow.access import reach
from caseflow.access.roles import Reach, shipped
from caseflow.accounts.purposes import AccountPurpose
from caseflow.cases.names.colleagues import (
    CasePlace,
    opens,
    oversees,
    reaches,
    read_surroundings,
)
from caseflow.cases.names.user_directory import roles_opening_cases
from caseflow.reference.models import ListKind
from tests.support.house import NOW, House

NAME = "Same Name"
CASE, KEY, OTHER = (UUID(int=n) for n in range(3))


NEAR = "investigator"
"""The role that reaches by desk here, as an organisation's own file may say."""


@pytest.fixture(autouse=True)
def roles(monkeypatch: pytest.MonkeyPatch) -> None:
    every = dict(shipped())
    every[NEAR] = replace(every[NEAR], reach=Reach.TEAM)
    every["near-to-none"] = replace(every[NEAR], reach=Reach.OWN)
    every["everywhere"] = replace(every[NEAR], reach=Reach.ALL)
    for module in ("names.colleagues", "names.user_directory"):
        monkeypatch.setattr(f"caseflow.cases.{module}.shipped", lambda: every)
    monkeypatch.setattr("tests.support.house.shipped", lambda: every)


@pytest.fixture
def entities(house: House) -> dict[str, UUID]:
    above = house.entity("ABOVE")
    return {
        "above": above,
        "below": house.entity("BELOW", parent=above),
        "beside": house.entity("BESIDE"),
    }


def test_colleagues_reach_what_they_would_see(house: House, entities: dict[str, UUID]) -> None:
    desk = house.value(entities["above"], ListKind.DESK, "Front desk")
    roles = sorted(roles_opening_cases())
    assert {role.reach for role in roles_opening_cases().values()} == set(Reach)
    mate = house.person(NEAR, entity=entities["above"], team=desk).user_id
    actors = [
        house.person(role, name=NAME, entity=entity, team=team, engagements=audited)
        for role, entity in product(roles, (None, *entities.values()))
        for team in (None, desk)
        for audited in ((), (entities["above"],))
    ]
    owners = (None, mate, OTHER, actors[0].user_id)
    places = [
        CasePlace(CASE, KEY, entity, owner, at, named_only=strict)
        for entity, owner in product((None, *entities.values()), owners)
        for at in (desk, None)
        for strict in (True, False)
    ]
    with house.system(AccountPurpose.DEMONSTRATION) as session:
        known = read_surroundings(session, places, {NAME}, now=NOW)
    people = {each.id: each for each in known.people}
    reached = 0
    for actor, place in product(actors, places):
        person = people[actor.user_id]
        for let_in in (True, False):
            known.let_in = {(CASE, person.id)} if let_in else set()
            seen = reach.reaches(
                actor.held, place, person.id, named_only=place.named_only, let_in=let_in
            )
            part = any(oversees(h) and reach.goes_to(h, place) for h in actor.held)
            got = reaches(person, place, known) and opens(person, place, known)
            assert got == (seen or part), (actor.held, place, let_in)
            reached += got
    assert 0 < reached < len(actors) * len(places) * 2
