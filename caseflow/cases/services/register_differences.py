"""In what an old register differs from a case that somebody worked on: noted, shown, dealt with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import act, act_per_root
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.opened_case.loading import load, open_fields
from caseflow.cases.opened_case.register_views import Difference
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.records.entries import OldCase
from caseflow.cases.records.register_difference import as_json, differences
from caseflow.crypto.columns import conceal
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.labels import _


def note_differences(
    session: Session, changed: Mapping[UUID, OldCase], *, now: datetime
) -> dict[UUID, tuple[Difference, ...]]:
    """Keep in each of these cases, sealed, in what the register differs from it now; by case.

    What was dealt with is not shown again until the register says something else.
    """
    told: dict[UUID, tuple[Difference, ...]] = {}
    with act_per_root(session, CaseAct.REGISTER_DIFFERED):
        for case in _cases(session, changed):
            old = changed[case.id]
            found = load(session, case, now=now)
            open_fields(session, found, reporters=True, notes=False)
            lines = told[case.id] = differences(session, found, old)
            if case.register_fingerprint != old.fingerprint:
                case.register_words = conceal(as_json(lines)) if lines else None
                case.register_fingerprint = old.fingerprint
            elif not lines and case.register_words is not None:
                case.register_words = None
    return told


def end_differences(session: Session, ids: Collection[UUID]) -> None:
    """Show nothing more of a difference in cases whose register says again what they hold."""
    with act_per_root(session, CaseAct.REGISTER_DIFFERED):
        for case in _cases(session, ids):
            case.register_words = case.register_fingerprint = None


def settle_difference(case: Case, *, actor: Actor, now: datetime) -> None:
    """Say that what the old register says now was dealt with; it is not shown any more.

    There is no way back: it is shown again when the register changes. Raises Refused, and
    NotReady where nothing is shown.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    if case.register_words is None:
        raise NotReady(_("The old register does not differ from this case."))
    with act(session, CaseAct.REGISTER_SETTLED, thing=case, facts={"at": now}):
        case.register_words = None


def _cases(session: Session, ids: Collection[UUID]) -> list[Case]:
    if not ids:
        return []
    return list(session.scalars(sa.select(Case).where(Case.id.in_(ids)).order_by(Case.id)))
