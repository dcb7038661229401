"""Drawing references: a counter per entity and year, and a secret order in which they are given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.cases.models import CaseNumber
from caseflow.reference.keyed_numbers import numbering_key
from caseflow.reference.numbers import reference


def draw(
    session: Session, *, entity_id: UUID, code: str, year: int, how_many: int = 1
) -> list[str]:
    """The next references of an entity and year, unique for ever.

    The counter's row stays locked until the transaction ends; what is rolled back is drawn again.
    """
    first = _insert(session)(CaseNumber).values(entity_id=entity_id, year=year, drawn=how_many)
    drawn = session.scalars(
        first.on_conflict_do_update(
            index_elements=["entity_id", "year"],
            set_={"drawn": CaseNumber.drawn + how_many},
        ).returning(CaseNumber.drawn)
    ).one()
    key = numbering_key(session, "case references")
    return [reference(code, year, drawn - how_many + n, key) for n in range(how_many)]


def _insert(session: Session) -> Any:
    """The INSERT of the database in use; loading the other costs a twentieth of a start."""
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert
