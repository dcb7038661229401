"""What those who oversee see of strictly confidential cases: a line each, and nothing within."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.bare_lines import bare_lines
from caseflow.access.checks import require
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.cases.acts import CaseAct
from caseflow.cases.lists.list_orders import newest_first
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.cases.rights.faces import OVERSEEING
from caseflow.cases.workflow import stage_label
from caseflow.days import day_there
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.matters.views import PersonView
from caseflow.reference.models import Entity
from caseflow.reference.numbers import parse


@dataclass(frozen=True)
class BareLine:
    """One strictly confidential case as an overseer sees it."""

    reference: str
    entity_code: str
    entity_name: str
    stage: str
    stage_label: Text
    owner: PersonView | None
    days: int
    """Calendar days since it was received, until it was closed if it is."""
    mine: bool
    """Whether the reader belongs to its team and may open it."""


@dataclass(frozen=True)
class BareLinesPage:
    """One page of lines, the newest first; `after` leads on."""

    lines: tuple[BareLine, ...]
    after: str | None


def overseen_lines(
    session: Session, *, actor: Actor, now: datetime, after: str = ""
) -> BareLinesPage:
    """The strictly confidential cases within this person's oversight; the look is recorded.

    Raises Refused, and NotReady (field "after") for a page that is none.
    """
    require(session, actor, CasePermission.OVERSEE)
    lines, statement = _lines(actor)
    page = newest_first(lines).page(statement, after, lambda each: session.execute(each).all())
    return BareLinesPage(_shown(session, page.rows, now), page.after)


def bare_line(session: Session, reference: str, *, actor: Actor, now: datetime) -> BareLine:
    """The line of one case. Raises NotFound for one that is none of this person's to oversee."""
    assert_acting(session, actor)
    known = parse(reference)
    if known is not None and actor.may(CasePermission.OVERSEE):
        lines, statement = _lines(actor)
        rows = session.execute(statement.where(lines.c.reference == str(known))).all()
        if rows:
            return _shown(session, rows, now)[0]
    raise NotFound(_("There is no such case."))


def _lines(actor: Actor) -> tuple[sa.Subquery, sa.Select[Any]]:
    lines = bare_lines(Case, actor=actor, face=OVERSEEING, strict=True)
    statement = (
        sa.select(
            lines,
            Entity.code.label("entity_code"),
            Entity.name.label("entity_name"),
            Entity.time_zone,
            User.full_name.label("owner"),
        )
        .select_from(lines)
        .outerjoin(Entity, Entity.id == lines.c.entity_id)
        .outerjoin(User, User.id == lines.c.owner_id)
    )
    return lines, statement


def _shown(session: Session, rows: Sequence[Any], now: datetime) -> tuple[BareLine, ...]:
    ids = [row.id for row in rows]
    mine = set(session.scalars(sa.select(Case.id).where(Case.id.in_(ids)))) if ids else set()
    references = [row.reference for row in rows]
    facts = {"scope": "lines", "references": references}
    note_read(session, CaseAct.LISTED, facts=facts, right=CasePermission.OVERSEE)
    return tuple(_line(row, now, mine=row.id in mine) for row in rows)


def _line(row: Any, now: datetime, *, mine: bool) -> BareLine:
    today = day_there(row.time_zone, now)
    return BareLine(
        reference=row.reference,
        entity_code=row.entity_code or "",
        entity_name=row.entity_name or "",
        stage=row.stage,
        stage_label=stage_label(row.stage, row.track),
        owner=PersonView(row.owner_id, row.owner or "") if row.owner_id else None,
        days=max(0, ((row.closed_on or today) - row.received_on).days),
        mine=mine,
    )
