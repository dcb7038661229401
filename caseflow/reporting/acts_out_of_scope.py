"""How much lies within an auditor's engagements that they give no right to: one number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.bare_lines import bare_lines
from caseflow.access.models import Classification, Exclusion, Root
from caseflow.access.root_days import in_force_there
from caseflow.access.wall import PAST
from caseflow.audit.models import Entry
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.db import at_most
from caseflow.reference.models import Entity
from caseflow.reporting.act_places import by_roles, row_says
from caseflow.reporting.faces import AUDITING
from caseflow.reporting.permissions import ReportPermission
from caseflow.victims.root_kinds import VictimRootKind

MOST = 999
"""More are not counted one by one."""


def beyond(session: Session, *, actor: Actor) -> int:
    """How many matters in scope need a right that no engagement gives; at most one more than MOST.

    Strictly confidential cases without the right to their summaries, victims' files where the
    compartment is not named, and, for whoever is not engaged over the top of a tree, acts of people
    that nothing places. What bars this auditor is not counted.
    """
    held = actor.holding(ReportPermission.AUDIT_READ)
    summaries = {entity for h in held for entity in h.summaries}
    codes = {entity for h in held for entity in h.codes}
    lines = bare_lines(Root, actor=actor, face=AUDITING)
    one: sa.Select[Any] = sa.select(sa.literal_column("1").label("one")).select_from(lines)
    parts = (
        one.where(
            lines.c.kind == sa.literal_column(f"'{CaseRootKind.CASE.value}'"),
            lines.c.classification
            == sa.literal_column(f"'{Classification.STRICTLY_CONFIDENTIAL.value}'"),
            lines.c.entity_id.not_in(sorted(summaries)),
        ),
        one.where(
            lines.c.kind == sa.literal_column(f"'{VictimRootKind.FILE.value}'"),
            lines.c.entity_id.not_in(sorted(codes)),
        ),
    )
    limited = [sa.select(part.limit(at_most(MOST + 1)).subquery()) for part in parts]
    if (entities := actor.entities_for(ReportPermission.AUDIT_READ)) is not None:
        limited.append(sa.select(_placeless(actor, entities).limit(at_most(MOST + 1)).subquery()))
    found = sa.union_all(*limited).limit(at_most(MOST + 1)).subquery()
    counted = sa.select(sa.func.count()).select_from(found)
    return session.scalar(counted, execution_options=PAST) or 0


def _placeless(actor: Actor, entities: frozenset[UUID]) -> sa.Select[Any]:
    """Acts of people that belong to no entity; none for whoever is engaged over a top."""
    place, bars = Entity.__table__, Exclusion.__table__
    top = sa.select(place.c.id).where(place.c.id.in_(sorted(entities)), place.c.parent_id.is_(None))
    barred = sa.select(bars.c.root_id).where(
        bars.c.user_id == actor.user_id, in_force_there(bars, actor.moment)
    )
    return sa.select(sa.literal_column("1").label("one")).where(
        Entry.entity_id.is_(None),
        Entry.actor_id.is_not(None),
        sa.or_(Entry.root_id.is_(None), Entry.root_id.not_in(barred)),
        row_says().is_(None),
        ~by_roles(),
        ~top.exists(),
    )
