"""What makes a root visible: one expression for the database, the same rule for a row in hand.

Barred beats granted, always: an exclusion or a classification above one's clearance beats every
role. The values come in as named parameters, so that the expression is the same for everyone
and a statement that lost its values fails instead of showing too much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from caseflow.access.actor import Actor
from caseflow.access.models import Classification, Exclusion, Grant, Root, RootKind
from caseflow.access.permissions import Permission
from caseflow.db import Id


@dataclass(frozen=True)
class Ground:
    """Which permission opens a kind of root, and which clears its strictly confidential ones."""

    kind: RootKind
    sees: Permission
    clears: Permission | None = None


Face = Mapping[RootKind, Ground]

READING: Face = {
    g.kind: g
    for g in (
        Ground(RootKind.CASE, Permission.CASES_READ, Permission.CASES_OVERSEE),
        Ground(RootKind.VICTIM_FILE, Permission.VICTIMS_READ, Permission.VICTIMS_READ),
        Ground(RootKind.REGISTER_ENTRY, Permission.REGISTER_READ, Permission.REGISTER_READ),
        Ground(RootKind.INQUIRY, Permission.SCREENING_RESOLVE, Permission.SCREENING_RESOLVE),
    )
}
SUMMARISING: Face = {
    RootKind.CASE: Ground(RootKind.CASE, Permission.CASES_SUMMARISE, Permission.CASES_OVERSEE)
}
FACES: Mapping[Permission, Face] = {
    Permission.CASES_SUMMARISE: SUMMARISING,
    Permission.AUDIT_READ: SUMMARISING,
}
"""Pages that look at roots with another right than reading."""

OWN_ALWAYS = (RootKind.DRAFT, RootKind.INQUIRY)
"""Kinds that whoever owns them sees, whatever their roles."""

root = Root.__table__.alias("wall_root")
grant = Grant.__table__.alias("wall_grant")
bar = Exclusion.__table__.alias("wall_bar")
USER = bindparam("wall_user", type_=Id())
TODAY = bindparam("wall_today", type_=sa.Date())


def visible(root_id: Any) -> sa.ColumnElement[bool]:
    """Whether the root of this column may be seen; values come from `parameters`."""
    return sa.exists(
        sa.select(sa.literal(1)).select_from(root).where(root.c.id == root_id, *conditions())
    )


def conditions() -> tuple[sa.ColumnElement[bool], ...]:
    """What must hold of `wall_root`."""
    let_in = sa.exists().where(grant.c.root_id == root.c.id, grant.c.user_id == USER, _dated(grant))
    barred = sa.exists().where(bar.c.root_id == root.c.id, bar.c.user_id == USER, _dated(bar))
    mine = sa.or_(root.c.owner_id == USER, let_in)
    strict = root.c.classification == Classification.STRICTLY_CONFIDENTIAL
    opened = root.c.kind.in_(bindparam("wall_opened", expanding=True))
    cleared = root.c.kind.in_(bindparam("wall_cleared", expanding=True))
    return (
        sa.or_(*(_reached(kind) for kind in RootKind), sa.and_(opened, mine)),
        sa.or_(sa.not_(strict), mine, cleared),
        sa.not_(barred),
    )


def _reached(kind: RootKind) -> sa.ColumnElement[bool]:
    def value(name: str, **kwargs: Any) -> sa.BindParameter[Any]:
        return bindparam(f"wall_{kind.name.lower()}_{name}", **kwargs)

    reach = sa.or_(
        value("all", type_=sa.Integer()) == 1,
        root.c.entity_id.in_(value("entities", expanding=True, type_=Id())),
        root.c.owner_id.in_(value("colleagues", expanding=True, type_=Id())),
        root.c.desk.in_(value("teams", expanding=True)),
    )
    return sa.and_(root.c.kind == kind, reach)


def _dated(table: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.valid_from <= TODAY,
        sa.or_(table.c.valid_to.is_(None), table.c.valid_to > TODAY),
    )


def parameters(actor: Actor, face: Face = READING) -> dict[str, Any]:
    """The values of the wall for one person."""
    values: dict[str, Any] = {"wall_user": actor.user_id, "wall_today": actor.today}
    opened, cleared = [], []
    for kind in RootKind:
        ground = face.get(kind)
        held = actor.holding(ground.sees) if ground else ()
        prefix = f"wall_{kind.name.lower()}"
        own = kind in OWN_ALWAYS and face is READING
        if held or own:
            opened.append(kind)
        values[f"{prefix}_all"] = int(any(h.everywhere for h in held))
        values[f"{prefix}_entities"] = sorted({e for h in held for e in h.entities})
        values[f"{prefix}_colleagues"] = sorted({c for h in held for c in h.colleagues})
        values[f"{prefix}_teams"] = sorted({t for h in held for t in h.teams})
        if ground and ground.clears and actor.may(ground.clears):
            cleared.append(kind)
    values["wall_opened"] = opened
    values["wall_cleared"] = cleared
    return values


def admits(actor: Actor, facts: Root, *, granted: bool, barred: bool, face: Face = READING) -> bool:
    """The same rule for a root in hand; tests hold the two faces against each other."""
    ground = face.get(facts.kind)
    held = actor.holding(ground.sees) if ground else ()
    own = facts.kind in OWN_ALWAYS and face is READING
    mine = granted or facts.owner_id == actor.user_id
    reached = mine or any(
        h.everywhere
        or facts.entity_id in h.entities
        or facts.owner_id in h.colleagues
        or facts.desk in h.teams
        for h in held
    )
    strict = facts.classification is Classification.STRICTLY_CONFIDENTIAL
    cleared = bool(ground and ground.clears and actor.may(ground.clears))
    return bool(held or own) and reached and (not strict or mine or cleared) and not barred
