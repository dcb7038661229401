"""The house stands: people act in entities and the trail follows."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.cases.permissions import CasePermission
from tests.support.house import House


def test_a_role_for_an_entity_reaches_what_lies_beneath_it(house: House) -> None:
    north = house.entity("NORTH")
    camp = house.entity("CAMP", parent=north)
    south = house.entity("SOUTH")
    officer = house.person("conduct-officer", entity=north)
    assert officer.entities_for(CasePermission.READ) == {north, camp}
    assert south not in (officer.entities_for(CasePermission.READ) or ())


def test_what_the_system_does_past_the_wall_is_on_the_trail(house: House) -> None:
    house.entity("NORTH")
    with house.session() as session:
        acts = list(session.scalars(sa.select(Entry.act).order_by(Entry.seq)))
    assert acts[:2] == ["system:worked", "entity:changed"]
