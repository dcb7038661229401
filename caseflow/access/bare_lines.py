"""Bare lines: the open facts of what stays shut, for those who answer for there being it.

What is strictly confidential is seen by its named team only. Whoever oversees learns that it is
there, whose it is and how long it has been open, and nothing that needs a key or tells what it is
about. A model names the columns (`__bare__`), and nothing else comes out: whoever asks gets a table
of them, with the wall of a face of its own on it, and joins, sorts and filters that. It also names
the column by which the trail says what an act is about (`__known_by__`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import replacement_traverse

from caseflow.access.actor import Actor
from caseflow.access.models import Classification, Exclusion
from caseflow.access.policy import Face, sight, visible
from caseflow.access.root_days import in_force_there
from caseflow.access.wall import PAST


def bare_lines(model: Any, *, actor: Actor, face: Face, strict: bool = False) -> sa.Subquery:
    """The bare lines of a kind of root that this face shows this person, perhaps strict only.

    Bars hold here as everywhere. Raises AttributeError for a model that has none.
    """
    seen, table = sight(actor, face), model.__table__
    wall = _with_values(visible(table.c.id, seen.shape), seen.values)
    columns = [table.c[name] for name in model.__bare__]
    lines: sa.Select[Any] = sa.select(*columns).where(wall)
    if strict:
        value = Classification.STRICTLY_CONFIDENTIAL.value
        lines = lines.where(table.c.classification == sa.literal_column(f"'{value}'"))
    return lines.subquery("bare")


def root_names(session: Session, model: Any, ids: Collection[UUID]) -> dict[UUID, str]:
    """What the things that acts are about are called, for whoever sees those acts.

    It looks past the wall: an act stays in scope where its case has gone to another entity since.
    Only the column `__known_by__` comes out. Raises AttributeError for what has none.
    """
    table = model.__table__
    wanted = sa.select(table.c.id, table.c[model.__known_by__].label("name"))
    if not ids:
        return {}
    rows = session.execute(wanted.where(table.c.id.in_(ids)), execution_options=PAST)
    return {row.id: row.name for row in rows}


def names_within(
    session: Session, model: Any, names: Collection[str], entities: Collection[UUID]
) -> frozenset[str]:
    """Those of these things that lie in these entities, for whoever may know them there."""
    table = model.__table__
    name = table.c[model.__known_by__]
    wanted = sa.select(name).where(name.in_(names), table.c.entity_id.in_(entities))
    return frozenset(session.execute(wanted, execution_options=PAST).scalars())


def root_named(session: Session, model: Any, name: str) -> UUID | None:
    """The id of what is called so, to look for the acts about it; it opens nothing."""
    table = model.__table__
    wanted = sa.select(table.c.id).where(table.c[model.__known_by__] == name)
    found: UUID | None = session.execute(wanted, execution_options=PAST).scalar()
    return found


def barred_roots(session: Session, actor: Actor) -> frozenset[UUID]:
    """The roots that this person is kept out of today: nothing about them is shown or counted."""
    table = Exclusion.__table__
    wanted = sa.select(table.c.root_id).where(
        table.c.user_id == actor.user_id, in_force_there(table, actor.moment)
    )
    return frozenset(session.execute(wanted, execution_options=PAST).scalars())


def barred_names(session: Session, model: Any, actor: Actor) -> frozenset[str]:
    """What the things of one kind are called that this person is kept out of today.

    For rooms that follow a thing by its name alone: what they know of it then stays unknown to
    this person. It asks the same whatever they look at. Raises AttributeError for what has no name.
    """
    table, bars = model.__table__, Exclusion.__table__
    wanted = (
        sa.select(table.c[model.__known_by__])
        .join(bars, bars.c.root_id == table.c.id)
        .where(bars.c.user_id == actor.user_id, in_force_there(bars, actor.moment))
    )
    return frozenset(session.execute(wanted, execution_options=PAST).scalars())


def _with_values(condition: Any, values: Mapping[str, Any]) -> Any:
    """The wall with its values in it: the session's own come under the same names, later."""

    def value_of(element: Any, **_traversal: Any) -> Any:
        if isinstance(element, sa.BindParameter) and element.key in values:
            return sa.bindparam(element.key, values[element.key], type_=element.type, unique=True)
        return None

    return replacement_traverse(condition, {}, value_of)
