"""Whether a colleague reaches a case is told by the rule that lets them in, whatever their role."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from uuid import UUID

from caseflow.access import reach
from caseflow.access.actor import Held
from caseflow.access.roles import Reach, Role
from caseflow.cases.names.colleagues import (
    CasePlace,
    CaseSurroundings,
    Colleague,
    RoleReach,
    opens,
    reaches,
)
from caseflow.labels import Text

ME, MATE, OTHER, ABOVE, BELOW, BESIDE, DESK, CASE, KEY = (UUID(int=n) for n in range(9))
BENEATH = {ABOVE: {ABOVE, BELOW}, BELOW: {BELOW}, BESIDE: {BESIDE}}
WAYS = [
    RoleReach(Reach.ALL, None, frozenset()),
    RoleReach(Reach.OWN, ABOVE, frozenset()),
    *(RoleReach(Reach.ENTITY, entity, frozenset()) for entity in (None, *BENEATH)),
    *(RoleReach(Reach.ENGAGEMENT, entity, frozenset()) for entity in BENEATH),
    RoleReach(Reach.TEAM, ABOVE, frozenset({DESK})),
    RoleReach(Reach.TEAM, ABOVE, frozenset()),
]


def held_as(way: RoleReach) -> Held:
    """What a signed-in person holds by this role, as it is loaded for the wall."""
    wide = way.reach in {Reach.ENTITY, Reach.ENGAGEMENT}
    team = way.reach is Reach.TEAM and DESK in way.desks
    return Held(
        Role("role", Text("Role"), way.reach, frozenset()),
        entities=frozenset(BENEATH[way.entity_id]) if wide and way.entity_id else frozenset(),
        everywhere=way.reach is Reach.ALL or (way.reach is Reach.ENTITY and not way.entity_id),
        colleagues=frozenset({MATE}) if team else frozenset(),
        desks=way.desks,
    )


def test_colleagues_reach_what_they_would_see():
    known = CaseSurroundings()
    known.above |= {BELOW: {ABOVE}}
    known.mates |= {DESK: {MATE}}
    reached = 0
    places = product(WAYS, (None, ABOVE, BELOW, BESIDE), (None, ME, MATE, OTHER), (DESK, None))
    for (way, entity, owner, desk), let_in, strict in product(places, (True, False), (True, False)):
        known.let_in = {(CASE, ME)} if let_in else set()
        desks = frozenset({desk} - {None})
        place = CasePlace(CASE, KEY, entity, owner, desks, named_only=strict)
        thing = SimpleNamespace(
            entity_id=entity, owner_id=owner, desk_id=desk, desk_code=None, landed_desk=None
        )
        person = Colleague(ME, "Same Name", (way,))
        seen = reach.reaches([held_as(way)], thing, ME, named_only=strict, let_in=let_in)
        by_role = reaches(person, place, known)
        assert (by_role and opens(person, place, known)) == seen, (way, place, let_in)
        reached += seen
    assert 0 < reached < len(WAYS) * 128
