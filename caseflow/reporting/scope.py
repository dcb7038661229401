"""The cases an auditor may summarise: references, stages and days, and nothing that needs a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Classification
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act
from caseflow.audit.record import note_read
from caseflow.cases.models import Case
from caseflow.cases.workflow import stage_of
from caseflow.db import at_most
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.reference.models import Entity
from caseflow.reference.numbers import parse

ROWS = 50


@dataclass(frozen=True)
class ScopeRow:
    """One case as an auditor sees it in the list."""

    reference: str
    entity: str
    stage: Text
    stage_since: date | None
    received_on: date
    closed_on: date | None
    classification: Classification


@dataclass(frozen=True)
class ScopePage:
    """One page, newest first; `after` leads on."""

    rows: tuple[ScopeRow, ...]
    after: str | None


def cases_in_scope(
    session: Session, *, actor: Actor, reference: str = "", after: str = ""
) -> ScopePage:
    """The cases within this reader's reach for summaries; the look is recorded.

    The session acts under the summarising face. Raises Refused, and NotReady (fields "reference"
    and "after") for what cannot be read.
    """
    require(session, actor, Permission.CASES_SUMMARISE)
    wanted = (
        sa.select(Case, Entity.name)
        .outerjoin(Entity, Entity.id == Case.entity_id)
        .where(*_narrowed(actor, reference, after))
        .order_by(Case.received_on.desc(), Case.id.desc())
        .limit(at_most(ROWS + 1))
    )
    rows = session.execute(wanted).all()
    more, rows = len(rows) > ROWS, rows[:ROWS]
    shown = tuple(_row(case, entity or "") for case, entity in rows)
    facts = {"scope": "summaries", "references": [row.reference for row in shown]}
    note_read(session, Act.CASE_LISTED, facts=facts)
    last = rows[-1][0] if rows else None
    return ScopePage(shown, f"{last.received_on}~{last.id.hex}" if more and last else None)


def _narrowed(actor: Actor, reference: str, after: str) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    entities = actor.entities_for(Permission.CASES_SUMMARISE)
    if entities is not None:
        found.append(Case.entity_id.in_(entities))
    if reference.strip():
        known = parse(reference)
        if known is None:
            sentence = _("This is not a case reference: look at each letter and digit again.")
            raise NotReady(sentence, field="reference")
        found.append(Case.reference == str(known))
    if after:
        day, row_id = _key(after)
        bound = sa.tuple_(sa.literal(day, sa.Date()), sa.literal(row_id, Case.id.type))
        found.append(sa.tuple_(Case.received_on, Case.id) < bound)
    return found


def _key(text: str) -> tuple[date, UUID]:
    try:
        day, _dash, row_id = text.partition("~")
        return date.fromisoformat(day), UUID(row_id)
    except ValueError:
        raise NotReady(_("This page of the list is not known."), field="after") from None


def _row(case: Case, entity: str) -> ScopeRow:
    return ScopeRow(
        reference=case.reference,
        entity=entity,
        stage=stage_of(case.stage).label,
        stage_since=case.stage_since,
        received_on=case.received_on,
        closed_on=case.closed_on,
        classification=case.classification,
    )
