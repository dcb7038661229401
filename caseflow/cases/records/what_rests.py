"""What rests on a person or an allegation of a case, so that it cannot be withdrawn yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import (
    Allegation,
    Case,
    Decision,
    Finding,
    Part,
    Party,
    Proceeding,
)
from caseflow.cases.workflow import is_closed, track
from caseflow.labels import Text, _, ngettext


def rests_on_person(session: Session, case: Case, row: Party) -> list[Text]:
    """What has to be done before this person can be withdrawn, in sentences; else nothing."""
    if row.part is not Part.SUBJECT:
        return []
    opened = session.scalars(sa.select(Proceeding).where(Proceeding.subject_id == row.id)).one()
    alleged = session.scalars(
        sa.select(Allegation).where(Allegation.proceeding_id == opened.id)
    ).all()
    return [
        *_answers(session, alleged),
        *_decisions(session, [opened.id]),
        *_identified(session, row),
        *_others(session, case, opened),
    ]


def rests_on_allegations(session: Session, rows: Sequence[Allegation]) -> list[Text]:
    """What has to be done before these allegations can be withdrawn, in sentences; else nothing."""
    return [*_answers(session, rows), *_alone(session, rows)]


def _answers(session: Session, alleged: Sequence[Allegation]) -> Iterator[Text]:
    codes = {row.id: row.code for row in alleged}
    answered = sa.select(Finding.allegation_id).where(
        Finding.allegation_id.in_(codes),
        Finding.withdrawn_at.is_(None),
        Finding.set_aside_at.is_(None),
    )
    for code in sorted({codes[each] for each in session.scalars(answered)}):
        yield _("A finding on %(code)s stands: it has to be taken back first.", code=code)


def _decisions(session: Session, proceedings: Collection[UUID]) -> Iterator[Text]:
    standing = sa.select(sa.func.count(Decision.id)).where(
        Decision.proceeding_id.in_(proceedings), Decision.set_aside_at.is_(None)
    )
    if session.scalar(standing):
        yield _("A decision on this person stands: it has to be set aside first.")


def _identified(session: Session, row: Party) -> Iterator[Text]:
    split = sa.select(sa.func.count(Party.id)).where(Party.split_from == row.id)
    if number := session.scalar(split):
        yield ngettext(
            "%(count)s person was identified among these: correct how many they are, or withdraw"
            " whom you identified first.",
            "%(count)s people were identified among these: correct how many they are, or withdraw"
            " whom you identified first.",
            number,
        )


def _others(session: Session, case: Case, opened: Proceeding) -> Iterator[Text]:
    """A case is about somebody, and is closed by a move, never by a correction."""
    others = session.scalars(
        sa.select(Proceeding).where(Proceeding.root_id == case.id, Proceeding.id != opened.id)
    ).all()
    if not others:
        yield _("The case is about nobody else: name who it is about first.")
    elif not is_closed(opened) and all(map(is_closed, others)):
        yield _(
            "The case is open for this person alone: close it by a move first, or name who else it"
            " is about."
        )


def _alone(session: Session, rows: Sequence[Allegation]) -> Iterator[Text]:
    """Once a proceeding has left its first stage, something is alleged in it."""
    ids = [row.id for row in rows]
    proceedings = {row.proceeding_id for row in rows}
    others = set(
        session.scalars(
            sa.select(Allegation.proceeding_id).where(
                Allegation.proceeding_id.in_(proceedings), Allegation.id.not_in(ids)
            )
        )
    )
    bare = sa.select(Proceeding).where(Proceeding.id.in_(proceedings - others))
    if any(p.stage != track(p.track).first.value for p in session.scalars(bare)):
        yield _(
            "It is all that is alleged against somebody whose proceeding has begun: add what is"
            " alleged in its place first, or withdraw the person."
        )
