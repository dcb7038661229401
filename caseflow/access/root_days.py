"""The day it is where a root belongs: by it begins and ends who was let in or is kept out.

A grant "until 29 November" ends with that day at the entity of its root, wherever its reader is.
Roles and engagements hold by the day of the organisation (`days.office_day`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from caseflow.access.dated import in_force
from caseflow.access.models import Root
from caseflow.days import SQLITE_NAME, day_in, office_zone
from caseflow.db import Id, UTCDateTime, settle

ZONES = sa.table("entities", sa.column("id", Id), sa.column("time_zone", sa.String))
PLACE = settle(ZONES.alias("day_place"))
ROOT = settle(Root.__table__.alias("day_root"))


class DayInZone(FunctionElement[date]):
    """The day of a moment in a time zone, as `day_in` says it, in a statement."""

    type = sa.Date()
    inherit_cache = True
    name = "day_in_zone"


@compiles(DayInZone, "postgresql")
def _on_postgresql(element: DayInZone, compiler: SQLCompiler, **kwargs: Any) -> str:
    zone, moment = element.clauses
    return (
        f"CAST(timezone({compiler.process(zone, **kwargs)}, "
        f"CAST({compiler.process(moment, **kwargs)} AS TIMESTAMP WITH TIME ZONE)) AS DATE)"
    )


@compiles(DayInZone)
def _on_sqlite(element: DayInZone, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"{SQLITE_NAME}({compiler.process(element.clauses, **kwargs)})"


def day_at(entity_id: Any, now: Any) -> sa.ColumnElement[date]:
    """The day of a moment at an entity, in a statement; at none, the day of the organisation.

    `now` is a moment, or a parameter that will be one.
    """
    moment = sa.literal(now, UTCDateTime()) if isinstance(now, datetime) else now
    known: sa.Select[Any] = sa.select(PLACE.c.time_zone).where(PLACE.c.id == entity_id)
    zone = known.correlate_except(PLACE).scalar_subquery()
    return DayInZone(sa.func.coalesce(zone, _office()), moment)


def office_day_of(moment: Any) -> sa.ColumnElement[date]:
    """The organisation's day of the moments of a column."""
    return DayInZone(_office(), moment)


def _office() -> sa.ColumnElement[str]:
    """The organisation's zone, asked for when the statement runs: some are kept."""
    return sa.bindparam(None, type_=sa.String(), callable_=lambda: str(office_zone()))


def in_force_at(dated: Any, entity_id: Any, now: Any) -> sa.ColumnElement[bool]:
    """Whether a grant or a bar of a root of this entity holds at this moment."""
    return in_force(dated, day_at(entity_id, now))


def in_force_there(dated: Any, now: Any) -> sa.ColumnElement[bool]:
    """Whether a grant or a bar holds where its root belongs; for statements past the wall."""
    columns = dated.c if isinstance(dated, sa.FromClause) else dated
    place: sa.Select[Any] = sa.select(ROOT.c.entity_id).where(ROOT.c.id == columns.root_id)
    return in_force(dated, day_at(place.correlate_except(ROOT).scalar_subquery(), now))


def day_of(session: Session, entity_id: UUID | None, now: datetime) -> date:
    """The day of a moment at an entity; at none, the day of the organisation."""
    return day_in(zone_of(session, entity_id), now)


def zone_of(session: Session, entity_id: UUID | None) -> ZoneInfo:
    """The time zone of an entity; of none, that of the organisation."""
    zone: str | None = None
    if entity_id is not None:
        zone = session.scalar(sa.select(ZONES.c.time_zone).where(ZONES.c.id == entity_id))
    return office_zone() if zone is None else ZoneInfo(zone)
