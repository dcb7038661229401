"""Reading cases: every statement that asks for one, or for what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.capacities import Capacity
from caseflow.access.holders import likely_readers
from caseflow.access.models import Exclusion
from caseflow.access.permissions import Permission
from caseflow.access.root_days import in_force_at
from caseflow.accounts.models import User
from caseflow.cases.models import (
    Allegation,
    Case,
    Decision,
    Finding,
    Measure,
    Occurrence,
    Party,
    Proceeding,
    RunningLimit,
)
from caseflow.cases.opened_case.views import CaseHead
from caseflow.cases.policy import AGREEING
from caseflow.cases.rights.capacity_rights import users_fitting, users_holding
from caseflow.days import office_day
from caseflow.db import WITH_WITHDRAWN, Id, keep, settle
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.reference.models import Entity
from caseflow.reference.numbers import parse

Owner = settle(aliased(User))
Teller = settle(aliased(User))
Into = settle(aliased(Case))


def case(session: Session, reference: str, *, actor: Actor) -> Case:
    """The case with this reference. Raises NotFound when there is none within reach."""
    assert_acting(session, actor)
    found = session.scalar(_case(), {"which": _tidy(reference)})
    if found is None:
        raise _missing()
    return found


@cache
def _case() -> sa.Select[Case]:
    return keep(sa.select(Case).where(Case.reference == sa.bindparam("which", type_=sa.String())))


def external(
    session: Session, source: str, references: Sequence[str]
) -> dict[str, tuple[UUID, bytes | None, bytes | None]]:
    """Of these references of an old register, those that are in: case id and two fingerprints.

    The first is that of what the case consists of, the second that of a row that differed from
    it when somebody had worked on the case.
    """
    rows = session.execute(
        sa.select(
            Case.external_reference,
            Case.id,
            Case.external_fingerprint,
            Case.register_fingerprint,
        ).where(Case.external_source == source, Case.external_reference.in_(references))
    )
    return {
        row.external_reference: (row.id, row.external_fingerprint, row.register_fingerprint)
        for row in rows
    }


def head(session: Session, which: Case | str | UUID) -> list[Any]:
    """Case, entity, owner, occurrence and the case it was merged into; a row for each occurrence.

    Raises NotFound when there is none within reach.
    """
    by_reference = isinstance(which, str)
    value = _tidy(which) if isinstance(which, str) else getattr(which, "id", which)
    rows = session.execute(_head(by_reference=by_reference), {"which": value}).all()
    if not rows:
        raise _missing()
    return list(rows)


@cache
def _head(*, by_reference: bool) -> sa.Select[Any]:
    column = Case.reference if by_reference else Case.id
    wanted: Any = sa.select(
        Case, Entity, Owner.full_name.label("owner"), Occurrence, Into.reference
    )
    joined: sa.Select[Any] = (
        wanted.outerjoin(Entity, Entity.id == Case.entity_id)
        .outerjoin(Owner, Owner.id == Case.owner_id)
        .outerjoin(Occurrence, Occurrence.root_id == Case.id)
        .outerjoin(Into, Into.id == Case.merged_into)
        .where(column == sa.bindparam("which", type_=column.type))
    )
    return keep(joined)


def people(session: Session, case_id: UUID) -> list[Any]:
    """Parties with their proceedings, allegations and findings, and who recorded each.

    Those that were withdrawn are among them.
    """
    return list(session.execute(_people(), {"case": case_id}).all())


@cache
def _people() -> sa.Select[Any]:
    wanted: Any = sa.select(Party, Proceeding, Allegation, Finding, User.full_name.label("finder"))
    joined: sa.Select[Any] = (
        wanted.outerjoin(Proceeding, Proceeding.subject_id == Party.id)
        .outerjoin(Allegation, Allegation.proceeding_id == Proceeding.id)
        .outerjoin(Finding, Finding.allegation_id == Allegation.id)
        .outerjoin(User, User.id == Finding.recorded_by)
        .where(Party.root_id == sa.bindparam("case", type_=Id()))
        .order_by(Party.id, Allegation.id, Finding.id)
    )
    return keep(joined.execution_options(**WITH_WITHDRAWN))


def decisions(session: Session, case_id: UUID) -> list[Any]:
    """Decisions with their measures, who decided and who wrote down that the subject was told.

    Measures that hang on no decision are among them.

    A measure of the second kind comes with each decision of its proceeding, or with none.
    """
    return list(session.execute(_decisions(), {"case": case_id}).all())


@cache
def _decisions() -> sa.Select[Any]:
    wanted: Any = sa.select(
        Decision, Measure, User.full_name.label("decider"), Teller.full_name.label("teller")
    )
    joined: sa.Select[Any] = (
        wanted.select_from(Proceeding)
        .outerjoin(Decision, Decision.proceeding_id == Proceeding.id)
        .outerjoin(
            Measure,
            sa.and_(
                Measure.root_id == Proceeding.root_id,
                sa.or_(Measure.decision_id == Decision.id, Measure.proceeding_id == Proceeding.id),
            ),
        )
        .outerjoin(User, User.id == Decision.decided_by)
        .outerjoin(Teller, Teller.id == Decision.told_by)
        .where(Proceeding.root_id == sa.bindparam("case", type_=Id()))
        .order_by(Decision.id, Measure.id)
    )
    return keep(joined.execution_options(**WITH_WITHDRAWN))


def row_of(
    session: Session, model: type[Any], row_id: UUID, case_id: UUID, *, withdrawn: bool = False
) -> Any:
    """A row of this kind that belongs to this case; perhaps a withdrawn one. Raises NotFound."""
    wanted = sa.select(model).where(model.id == row_id, model.root_id == case_id)
    found = session.scalar(wanted.execution_options(withdrawn=withdrawn))
    if found is None:
        raise NotFound(_("This is not part of the case."))
    return found


def limits_since(session: Session, case_id: UUID) -> dict[tuple[str, str], date]:
    """The first days of the limits of those who stand elsewhere than a case, by track and stage."""
    wanted = sa.select(RunningLimit.track, RunningLimit.stage, RunningLimit.started_on)
    rows = session.execute(wanted.where(RunningLimit.root_id == case_id))
    return {(row.track, row.stage): row.started_on for row in rows}


def colleagues(session: Session, *, actor: Actor, on: datetime) -> Sequence[tuple[UUID, str, str]]:
    """Everybody with an account, to hand over to or let in: id, name and title."""
    assert_acting(session, actor)
    rows = session.execute(
        sa.select(User.id, User.full_name, User.title)
        .where(User.active, User.created_at <= on)
        .order_by(User.full_name)
    )
    return [(row.id, row.full_name, row.title or "") for row in rows]


def those_who_fit(
    session: Session, capacity: Capacity, head: CaseHead, *, actor: Actor, now: datetime
) -> frozenset[UUID]:
    """Everybody whose role fits this capacity in a case, but those who are kept out of it."""
    assert_acting(session, actor)
    able = users_fitting(session, capacity, entity_id=head.entity_id, today=office_day(now))
    return able - _kept_out(session, head, now)


def those_who_may(
    session: Session, permission: Permission, head: CaseHead, *, actor: Actor, now: datetime
) -> frozenset[UUID]:
    """Everybody whose role carries this for the entity of a case, but those kept out of it."""
    assert_acting(session, actor)
    able = users_holding(session, permission, entity_id=head.entity_id, today=office_day(now))
    return able - _kept_out(session, head, now)


def those_who_agree(
    session: Session, case: Case, *, actor: Actor, now: datetime
) -> frozenset[UUID]:
    """Everybody who may agree to an extension here: who edits or reviews the case, and sees it."""
    assert_acting(session, actor)
    today = office_day(now)
    able: frozenset[UUID] = frozenset()
    for permission in AGREEING:
        able |= users_holding(session, permission, entity_id=case.entity_id, today=today)
    named = session.scalars(
        sa.select(Party.user_id).where(Party.root_id == case.id, Party.user_id.is_not(None))
    )
    return (able & likely_readers(session, case, now=now)) - frozenset(named)


def _kept_out(session: Session, head: CaseHead, now: datetime) -> frozenset[UUID]:
    wanted = sa.select(Exclusion.user_id).where(
        Exclusion.root_id == head.id, in_force_at(Exclusion, head.entity_id, now)
    )
    return frozenset(session.scalars(wanted))


def _tidy(reference: str) -> str:
    found = parse(reference)
    return str(found) if found else reference[:40]


def _missing() -> NotFound:
    return NotFound(_("There is no such case."))


def track_names(session: Session, case: Case) -> Sequence[str]:
    """The tracks that the proceedings of a case follow."""
    mine = Proceeding.root_id == case.id
    return session.scalars(sa.select(Proceeding.track).where(mine).distinct()).all()
