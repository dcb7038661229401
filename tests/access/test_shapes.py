"""The wall is built for the shape of somebody's rights: nobody sees through another's wall."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.access.acting import acting
from caseflow.access.actor import Actor, Held
from caseflow.access.models import Classification, Root
from caseflow.access.policy import EXACT, sight
from caseflow.access.roles import shipped
from caseflow.access.wall import PAST
from caseflow.audit.written_rows import RECORDED
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.db import keep, new_id
from tests.support.house import TODAY, House


def rows_of(place) -> dict[str, object]:
    return {
        "id": new_id(),
        "kind": CaseRootKind.CASE,
        "entity_id": place,
        "classification": Classification.CONFIDENTIAL,
    }


def test_each_reader_sees_their_own_however_many_entities_they_reach(house: House) -> None:
    places = [house.entity(f"PLACE{n}") for n in range(3 * EXACT)]
    made = [rows_of(place) for place in places]
    with house.engine.begin() as connection:
        connection.execute(sa.insert(Root.__table__), made, execution_options={**PAST, **RECORDED})
    in_place = {row["entity_id"]: row["id"] for row in made}
    kept = keep(sa.select(Root.id))
    spans = [(0, 2), (2, 4), (0, 1), (5, 6), (0, EXACT), (1, EXACT + 3), (4, 2 * EXACT + 1)]
    for first, last in [*spans, *reversed(spans), (0, 3 * EXACT), (0, 0)]:
        reached = frozenset(places[first:last])
        held = Held(shipped()["conduct-officer"], entities=reached)
        actor = Actor(new_id(), "reader", "Reader", held=(held,), today=TODAY)
        for statement in (kept, sa.select(Root.id)):
            with house.factory() as session, acting(session, actor):
                found = set(session.scalars(statement))
            assert found == {in_place[place] for place in reached}


def test_the_shape_of_rights_holds_none_of_their_values(house: House) -> None:
    places = [house.entity(f"PLACE{n}") for n in range(4)]
    role = shipped()["conduct-officer"]
    one, other = (
        sight(Actor(new_id(), "r", "R", held=(Held(role, entities=frozenset(two)),), today=TODAY))
        for two in (places[:2], places[2:])
    )
    assert one.shape == other.shape
    assert hash(one.shape) == hash(other.shape)
    assert one.values != other.values
    assert not any(str(place) in str(one.shape.facts) for place in places)
