"""The cases an auditor may summarise: references, stages and days, and nothing that needs a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.bare_lines import bare_lines
from caseflow.access.checks import require
from caseflow.access.models import Classification
from caseflow.audit.record import note_read
from caseflow.cases.acts import CaseAct
from caseflow.cases.lists.list_orders import newest_first
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.cases.workflow import stage_label
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.reference.models import Entity
from caseflow.reference.numbers import parse
from caseflow.reporting.act_places import MOST_ARMS
from caseflow.reporting.acts_out_of_scope import beyond
from caseflow.reporting.faces import AUDITING


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
    summary: bool
    """Whether an engagement gives its summary."""


@dataclass(frozen=True)
class ScopePage:
    """One page, newest first; `after` leads on."""

    rows: tuple[ScopeRow, ...]
    after: str | None
    beyond: int = 0
    """How many matters in scope need a right that no engagement gives."""


def cases_in_scope(
    session: Session, *, actor: Actor, reference: str = "", after: str = ""
) -> ScopePage:
    """The cases within this auditor's engagements; the look is recorded.

    Strictly confidential ones stand among them, with their summary where it is given. Raises
    Refused, and NotReady (fields "reference" and "after") for what cannot be read.
    """
    require(session, actor, CasePermission.SUMMARISE)
    lines = bare_lines(Case, actor=actor, face=AUDITING)
    narrowed = sa.select(lines).where(*_narrowed(lines, reference))
    found = newest_first(lines).from_parts(narrowed, _parts(lines, actor), after)
    wanted = sa.select(found, Entity.name.label("entity")).outerjoin(
        Entity, Entity.id == found.c.entity_id
    )
    page = newest_first(found).page(wanted, after, lambda each: session.execute(each).all())
    summaries = {e for held in actor.holding(CasePermission.SUMMARISE) for e in held.summaries}
    shown = tuple(_row(row, summaries) for row in page.rows)
    facts = {"scope": "summaries", "references": [row.reference for row in shown]}
    note_read(session, CaseAct.LISTED, facts=facts, right=CasePermission.SUMMARISE)
    return ScopePage(shown, page.after, beyond(session, actor=actor))


def _parts(lines: sa.Subquery, actor: Actor) -> list[sa.ColumnElement[bool]]:
    """The parts of an auditor's cases: entity by entity, so that each runs along its index."""
    entities = actor.entities_for(CasePermission.SUMMARISE)
    if entities is None:
        return [sa.true()]
    if len(entities) > MOST_ARMS:
        # walked along all cases: the index by entity would have to be sorted
        place = sa.func.coalesce(lines.c.entity_id, lines.c.entity_id)
        return [place.in_(sorted(entities))]
    return [lines.c.entity_id == each for each in sorted(entities)] or [sa.false()]


def _narrowed(lines: sa.Subquery, reference: str) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if reference.strip():
        known = parse(reference)
        if known is None:
            sentence = _("This is not a case reference: look at each letter and digit again.")
            raise NotReady(sentence, field="reference")
        found.append(lines.c.reference == str(known))
    return found


def _row(row: Any, summaries: set[UUID]) -> ScopeRow:
    strict = row.classification is Classification.STRICTLY_CONFIDENTIAL
    return ScopeRow(
        reference=row.reference,
        entity=row.entity or "",
        stage=stage_label(row.stage, row.track),
        stage_since=row.stage_since,
        received_on=row.received_on,
        closed_on=row.closed_on,
        classification=row.classification,
        summary=not strict or row.entity_id in summaries,
    )
