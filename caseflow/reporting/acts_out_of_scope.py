"""How much lies within an auditor's engagements that they give no right to: one number."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.bare_case_lines import AUDITING, bare_lines
from caseflow.access.models import Classification, Root, RootKind
from caseflow.access.permissions import Permission
from caseflow.db import at_most

MOST = 999
"""More are not counted one by one."""


def beyond(session: Session, *, actor: Actor) -> int:
    """How many matters in scope need a right that no engagement gives; at most one more than MOST.

    Strictly confidential cases without the right to their summaries, and victims' files where the
    compartment is not named. What bars this auditor is not counted.
    """
    held = actor.holding(Permission.AUDIT_READ)
    summaries = {entity for h in held for entity in h.summaries}
    codes = {entity for h in held for entity in h.codes}
    lines = bare_lines(Root, actor=actor, face=AUDITING)
    one: sa.Select[Any] = sa.select(sa.literal_column("1").label("one")).select_from(lines)
    parts = (
        one.where(
            lines.c.kind == sa.literal_column(f"'{RootKind.CASE.value}'"),
            lines.c.classification
            == sa.literal_column(f"'{Classification.STRICTLY_CONFIDENTIAL.value}'"),
            lines.c.entity_id.not_in(sorted(summaries)),
        ),
        one.where(
            lines.c.kind == sa.literal_column(f"'{RootKind.VICTIM_FILE.value}'"),
            lines.c.entity_id.not_in(sorted(codes)),
        ),
    )
    limited = [sa.select(part.limit(at_most(MOST + 1)).subquery()) for part in parts]
    found = sa.union_all(*limited).limit(at_most(MOST + 1)).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(found)) or 0
