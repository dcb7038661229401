"""Correcting which kind of conduct is alleged, as long as nothing answers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Allegation, Case, Finding
from caseflow.cases.records import correctable
from caseflow.cases.services.alleging import follow_allegations
from caseflow.cases.services.correcting import (
    begin_correction,
    check_correction,
    keep_corrections,
    named_facts,
)
from caseflow.days import office_day
from caseflow.db import WITH_WITHDRAWN
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.reference.taxonomy import taxonomy


def correct_allegation(
    case: Case,
    code: str,
    *,
    conduct: str,
    reason: str,
    version: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Change the kind of conduct that is alleged under this code, against all whom it accuses.

    The category of the case and its limits follow. Raises Refused, NotFound, ChangedMeanwhile, and
    NotReady for a type that is none of the list or alleged under another code, and once a finding
    answers it.
    """
    session = begin_correction(case, actor)
    rows = allegations(session, case, code)
    before = correctable.allegation(rows)
    changed = check_correction(before, {"type": conduct}, version=version, reason=reason)
    types = taxonomy(office_day(now))
    types.chosen(conduct, field="conduct", on=office_day(now))
    _check(session, case, rows, conduct)
    with act(
        session, CaseAct.FACTS_CORRECTED, thing=case, facts={**named_facts(changed), "code": code}
    ):
        for row in _under(session, case, code):  # one code means one type, also once withdrawn
            row.type, row.taxonomy = conduct, types.version
        keep_corrections(session, case, before, changed, reason=reason, actor=actor, now=now)
        follow_allegations(session, case, now)


def allegations(session: Session, case: Case, code: str) -> Sequence[Allegation]:
    """What is alleged under this code. Raises NotFound."""
    rows = session.scalars(
        sa.select(Allegation)
        .where(Allegation.root_id == case.id, Allegation.code == code)
        .order_by(Allegation.id)
    ).all()
    if not rows:
        raise NotFound(_("This is not part of the case."))
    return rows


def _under(session: Session, case: Case, code: str) -> Sequence[Allegation]:
    """Everything under a code, withdrawn or not."""
    wanted = sa.select(Allegation).where(Allegation.root_id == case.id, Allegation.code == code)
    return session.scalars(wanted, execution_options=WITH_WITHDRAWN).all()


def _check(session: Session, case: Case, rows: Sequence[Allegation], conduct: str) -> None:
    ids = [row.id for row in rows]
    answered = sa.select(sa.func.count(Finding.id)).where(
        Finding.allegation_id.in_(ids),
        Finding.withdrawn_at.is_(None),
        Finding.set_aside_at.is_(None),
    )
    if session.scalar(answered):
        raise NotReady(
            _("A finding answers this allegation: it has to be taken back first."), field="conduct"
        )
    alike = sa.select(sa.func.count(Allegation.id)).where(
        Allegation.root_id == case.id, Allegation.type == conduct, Allegation.id.not_in(ids)
    )
    if session.scalar(alike):
        raise NotReady(_("This is alleged already."), field="conduct")
