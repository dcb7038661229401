"""Rows of any protected model, made by reflection: one side in reach, one out of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from caseflow.access.actor import Actor, Held
from caseflow.access.models import Classification, Protected, Root, RootThing
from caseflow.access.permissions import Permission
from caseflow.access.roles import Reach, Role
from caseflow.access.root_kinds import RootKind
from caseflow.access.wall import PAST
from caseflow.accounts.purposes import AccountPurpose
from caseflow.audit.written_rows import RECORDED
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.crypto.columns import Sealed, SealedColumn
from caseflow.crypto.keyring import Compartment, Keyring
from caseflow.db import Base, Id, UTCDateTime, new_id
from caseflow.declared_column import DeclaredColumn
from caseflow.drafts.root_kinds import DraftRootKind
from caseflow.manifests import declared
from caseflow.rooms import import_tables
from tests.support.house import NOW, TODAY, House

import_tables()
MODELS = sorted(
    (m.class_ for m in Base.registry.mappers if issubclass(m.class_, Protected)),
    key=lambda model: model.__name__,
)
TABLES = {m.local_table.name: m.class_ for m in Base.registry.mappers}
COUNT = itertools.count(1)
DAY = date(2026, 1, 5)
FITTING: dict[str, dict[str, Any]] = {
    "withdrawals": {"about": "person"},
    "cases": {"stage_since": DAY},
    "clock_changes": {"kind": "extension", "amount": 1, "unit": "working_days"},
    "decisions": {"admitted": True},
    "findings": {"admitted": True},
    "occurrences": {"precision": "exact", "first_day": DAY},
    "inquiries": {"answer": "clear"},
    "measures": {"raw": "as in the old register"},
    "moves": {"moved_at": NOW},
    "parties": {"identified": False, "part": "subject"},
}
"""What a table's own conditions ask for besides; a new table with such conditions adds a line."""


@dataclass
class Side:
    """One half of the world: an entity, and at most one row of each table in it."""

    entity: UUID
    owner: UUID
    barred: UUID
    rows: dict[str, UUID] = field(default_factory=dict)


@dataclass
class World:
    """Two halves, and somebody who reaches one of them with every permission there is."""

    house: House
    actor: Actor
    near: Side
    far: Side

    def ids(self, model: type[Any]) -> tuple[UUID, UUID]:
        """The row of this model in reach and the one that is not."""
        return self.near.rows[model.__tablename__], self.far.rows[model.__tablename__]


def build_world(house: House) -> World:
    """Every protected model on both sides."""
    near_id, far_id = house.entity("NEAR"), house.entity("FAR")
    me, other, third = (house.person(None) for _ in range(3))
    everything = Role("everything", "Everything", Reach.ENTITY, frozenset(declared(Permission)))
    held = (Held(everything, entities=frozenset({near_id})),)
    actor = Actor(me.user_id, me.username, me.name, held=held, today=TODAY)
    sides = (Side(near_id, me.user_id, third.user_id), Side(far_id, other.user_id, third.user_id))
    world = World(house, actor, *sides)
    with house.system(AccountPurpose.DEMONSTRATION) as session:
        keyring: Keyring = session.info["keyring"]
        for side in (world.near, world.far):
            key = keyring.make(
                session, kind="case", root_id=new_id(), compartment=Compartment.CASES, now=NOW
            )
            side.rows |= {"data_keys": key, "entities": side.entity, "users": side.owner}
        session.flush()
        connection = session.connection()
        for side in (world.near, world.far):
            for model in MODELS:
                make(connection, model.__table__, side)
        session.commit()
    return world


def make(connection: sa.Connection, table: sa.Table, side: Side) -> UUID:
    """The id of this side's row of a table, made with its parents at the first asking."""
    if (known := side.rows.get(table.name)) is not None:
        return known
    row_id = side.rows[table.name] = new_id()
    put(connection, table, values(connection, table, side, row_id))
    return row_id


def values(connection: sa.Connection, table: sa.Table, side: Side, row_id: UUID) -> dict[str, Any]:
    """A complete row: required columns filled, parents made before."""
    model = TABLES[table.name]
    found: dict[str, Any] = {"id": row_id}
    if issubclass(model, RootThing):
        found["root_id"] = side.rows[f"root of {table.name}"] = row_id
        make_root(connection, side, row_id, model.__root_kind__)
    elif issubclass(model, Root):
        found["kind"] = CaseRootKind.CASE
    elif "root_id" in table.c:
        found["root_id"] = root_for(connection, table, side)
    if table.name == "case_links":
        found["other_id"] = make(connection, table.metadata.tables["cases"], another(side))
    if table.name == "exclusions":
        found["user_id"] = side.barred
    for name, given in FITTING.get(table.name, {}).items():
        kind = table.c[name].type
        found[name] = kind.enum_class(given) if isinstance(kind, sa.Enum) else given
    for column in table.c:
        wanted = {*ALWAYS, *ONE_OF.get(table.name, ())}
        if column.name not in found and (needed(column) or column.name in wanted):
            found[column.name] = value(connection, column, side)
    return found


def another(side: Side) -> Side:
    """The same side with room for a second case."""
    kept = {name: side.rows[name] for name in ("data_keys", "entities", "users")}
    return Side(side.entity, side.owner, side.barred, kept)


ONE_OF = {"measures": ("decision_id",), "moves": ("happened_on", "proceeding_id")}
"""Columns that a row needs beside others: of several, the one that is filled here."""
ALWAYS = {"entity_id", "owner_id", "classification"}


def needed(column: sa.Column[Any]) -> bool:
    return not column.nullable and column.server_default is None


def root_for(connection: sa.Connection, table: sa.Table, side: Side) -> UUID:
    """The root that a dependent row hangs under: that of the thing it belongs to, else a case."""
    kinds = [t for t, m in TABLES.items() if issubclass(m, RootThing)]
    above = [f.column.table.name for c in table.c if needed(c) for f in c.foreign_keys]
    for name in (*(n for n in above if n in kinds), *(n for n in above if n in TABLES)):
        if name in kinds:
            return make(connection, TABLES[name].__table__, side)
        if name != "roots" and issubclass(TABLES[name], Protected):
            return root_for(connection, TABLES[name].__table__, side)
    return make(connection, TABLES["cases"].__table__, side)


def make_root(connection: sa.Connection, side: Side, row_id: UUID, kind: RootKind) -> None:
    facts = {
        "id": row_id,
        "kind": kind,
        "entity_id": side.entity,
        "owner_id": side.owner if kind is DraftRootKind.DRAFT else None,
        "classification": Classification.CONFIDENTIAL,
    }
    put(connection, Root.__table__, facts)


def put(connection: sa.Connection, table: sa.Table, facts: dict[str, Any]) -> None:
    connection.execute(sa.insert(table), facts, execution_options={**PAST, **RECORDED})


def value(connection: sa.Connection, column: sa.Column[Any], side: Side) -> Any:
    """Something that fits a column."""
    for foreign in column.foreign_keys:
        return make(connection, foreign.column.table, side)
    for kind, made in KINDS:
        if isinstance(column.type, kind):
            return made(column.type)
    raise AssertionError(f"no value is known for {column}: {column.type!r}")


KINDS: tuple[tuple[type[Any], Any], ...] = (
    (SealedColumn, lambda _kind: Sealed(b"sealed for the test")),
    (sa.Enum, lambda kind: next(iter(kind.enum_class))),
    (DeclaredColumn, lambda kind: declared(kind.base)[0]),
    (Id, lambda _kind: new_id()),
    (UTCDateTime, lambda _kind: NOW),
    (sa.Date, lambda _kind: DAY),
    (sa.Boolean, lambda _kind: False),
    (sa.Integer, lambda _kind: next(COUNT)),
    (sa.LargeBinary, lambda _kind: b"%d" % next(COUNT)),
    (sa.JSON, lambda _kind: {}),
    (sa.String, lambda kind: f"t{next(COUNT)}"[: kind.length]),
)
