"""Who knows the names of those who reported: for a case in hand, and within a statement.

Where they want to be known to us only, or not at all, their names are opened for the owner of the
case, and unless it is strictly confidential for whoever edits it. Nobody else finds a case by such
a name either: one search would tell who reported.
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caseflow.access.actor import Actor
from caseflow.access.models import Classification
from caseflow.access.reached_rows import reached
from caseflow.cases.models import Case, Part, Party, Reporting
from caseflow.cases.permissions import CasePermission

STRICT = Classification.STRICTLY_CONFIDENTIAL


def knows_reporters(case: Case, user_id: UUID, *, edits: bool) -> bool:
    """Whether this person knows the names of those who reported; `edits`: may change the case."""
    if case.reporting is Reporting.NAMED or case.owner_id == user_id:
        return True
    return edits and case.classification is not STRICT


def known_by(actor: Actor, party_id: sa.ColumnElement[UUID]) -> sa.ColumnElement[bool]:
    """Whether a party is somebody whose name this person may know: no reporter, or a known one."""
    party, case = aliased(Party), aliased(Case)
    knows = sa.or_(
        case.reporting == Reporting.NAMED,
        case.owner_id == actor.user_id,
        sa.and_(case.classification != STRICT, reached(case, actor, CasePermission.EDIT)),
    )
    kept_from = (
        sa.select(party.id)
        .join(case, case.id == party.root_id)
        .where(party.id == party_id, party.part == Part.REPORTER, sa.not_(knows))
    )
    return sa.not_(kept_from.exists())
