"""What is chosen from the lists of an entity, and what it was called when it was chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.records.making import sealed
from caseflow.reference.lists import rank_bands
from caseflow.reference.models import ListKind
from caseflow.reference.queries import chosen_value


def with_chosen_unit(
    session: Session, entry: PersonEntry, *, entity_id: UUID | None, on: date
) -> PersonEntry:
    """The entry with the name of the unit that was chosen.

    Raises NotReady for a unit or a band of ranks that cannot be chosen.
    """
    if entry.rank_band is not None:
        rank_bands().chosen(entry.rank_band, field="rank_band", on=on)
    unit = chosen_value(
        session, ListKind.UNIT, entry.unit_id, entity_id=entity_id, on=on, field="unit"
    )
    return entry if unit is None else replace(entry, unit=unit.name)


NO_DESK: dict[str, Any] = {"desk_id": None, "desk_code": None, "desk": None}
"""What a case says that waits at its entity."""


def chosen_desk(
    session: Session, value_id: UUID | None, *, entity_id: UUID | None, on: date
) -> dict[str, Any]:
    """What a case says of the desk where it waits; at none it waits at its entity.

    Raises NotReady for a desk that cannot be chosen.
    """
    desk = chosen_value(session, ListKind.DESK, value_id, entity_id=entity_id, on=on, field="desk")
    return NO_DESK if desk is None else at_desk(desk.id, desk.name)


def at_desk(value_id: UUID, name: str) -> dict[str, Any]:
    """What a case says that waits at this desk of a list."""
    return {"desk_id": value_id, "desk_code": None, "desk": sealed(name)}


def chosen_authority(
    session: Session, value_id: UUID | None, *, entity_id: UUID | None, on: date
) -> dict[str, Any]:
    """What a finding or a decision says of the office that made it. Raises NotReady."""
    office = chosen_value(
        session, ListKind.AUTHORITY, value_id, entity_id=entity_id, on=on, field="authority"
    )
    if office is None:
        return {"authority_id": None, "authority": None}
    return {"authority_id": office.id, "authority": sealed(office.name)}
