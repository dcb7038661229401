"""A sealed value that does not open is put on the trail: once a day, by whoever meets it first."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.wall import PAST
from caseflow.audit.acts import Outcome, TrailAct
from caseflow.audit.chain import Malformed, decode
from caseflow.audit.record import Pending
from caseflow.crypto.broken_seals import BrokenValue, broken_seals
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.fields import sealed_models
from caseflow.crypto.keyring import keyring_of
from caseflow.db import metadata, trail_table

LOCK = 0x5345414C  # taken before the lock of the chain, on PostgreSQL


def broken_seal_acts(session: Session) -> list[Pending]:
    """The acts *integrity failed* of this transaction: for each broken value that has none today.

    Each tells table, column and row, and never what stood there. Where nothing is broken, the
    database is not asked. Two that meet the same value at once wait for each other, so that it
    is recorded once.
    """
    broken = broken_seals(session)
    if not broken:
        return []
    found = list(broken)
    broken.clear()
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    known = _recorded_today(session, {value.row_id for value in found})
    fresh = [value for value in found if value not in known]
    roots = _roots(connection, fresh)
    return [_act(value, roots.get(value.row_id)) for value in fresh]


def _act(value: BrokenValue, root_id: UUID | None) -> Pending:
    return Pending(
        TrailAct.INTEGRITY_FAILED,
        outcome=Outcome.FAILED,
        root_id=root_id,
        thing_kind=_kinds().get(value.table, value.table),
        thing_id=value.row_id,
        facts={"table": value.table, "column": value.column, "row": value.row_id},
    )


@cache
def _kinds() -> dict[str, str]:
    """What the trail calls each table that has sealed rows."""
    return {model.__tablename__: trail_table(model) for model in sealed_models()}


def _recorded_today(session: Session, rows: set[UUID]) -> set[BrokenValue]:
    """The values of these rows that an entry of today tells of already."""
    acts = metadata.tables["acts"]
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    bodies = session.connection().scalars(
        sa.select(acts.c.body).where(
            acts.c.at >= today,
            acts.c.act == TrailAct.INTEGRITY_FAILED.value,
            acts.c.thing_id.in_(rows),
        )
    )
    return {value for body in bodies.all() if (value := _told(session, bytes(body)))}


def _told(session: Session, body: bytes) -> BrokenValue | None:
    """Which value an entry tells of; None for one that cannot be read itself."""
    try:
        line = decode(body)
        if line.detail_key_id is None:
            return None
        place = (line.detail_key_id, "acts.detail", line.seq.to_bytes(8, "big"))
        raw = keyring_of(session).open_detail(session, *place, line.detail)
    except (Malformed, SealBroken, Erased):
        return None
    facts = json.loads(raw)["facts"]
    return BrokenValue(facts["table"], facts["column"], UUID(facts["row"]))


def _roots(connection: sa.Connection, found: list[BrokenValue]) -> dict[UUID, UUID]:
    """The root of each row, which says within whose engagements the act lies."""
    roots: dict[UUID, UUID] = {}
    for name in sorted({value.table for value in found}):
        table = metadata.tables[name]
        if "root_id" not in table.c:
            continue
        rows = {value.row_id for value in found if value.table == name}
        asked = sa.select(table.c.id, table.c.root_id).where(table.c.id.in_(rows))
        for row in connection.execute(asked, execution_options=PAST):
            roots[row.id] = row.root_id
    return roots
