"""What a recruiter reads: their own look-ups, and what each was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.audit.record import note_read
from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN
from caseflow.crypto.opening import show_rows
from caseflow.db import at_most
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.comparing_session import comparing_session
from caseflow.screening.look_up_answer import reasons_for
from caseflow.screening.matching.people import Candidate, Wanted
from caseflow.screening.models import Answer, Inquiry, Purpose, Settlement
from caseflow.screening.opened_values import candidate_of, parts_of
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.queries.entry_validity import Force
from caseflow.screening.queries.matched_entries import listed_now

MOST = 20
LONGEST_REF = 20
FIELDS = ("candidate", "vacancy", "reason")
"""What whoever made a look-up has opened of it."""


@dataclass(frozen=True)
class LookUp:
    """A look-up with its answer, as whoever made it reads it."""

    ref: str
    candidate: Candidate
    purpose: Purpose
    vacancy: str
    answer: Answer
    reasons: tuple[Text, ...]
    settlement: Settlement | None
    settled_at: datetime | None
    asked_at: datetime
    model: str


def my_look_ups(session: Session, *, actor: Actor, limit: int = MOST) -> tuple[LookUp, ...]:
    """The actor's own look-ups, latest first; the look at them is recorded."""
    assert_acting(session, actor)
    rows = session.scalars(
        sa.select(Inquiry)
        .where(Inquiry.owner_id == actor.user_id)
        .order_by(Inquiry.asked_at.desc(), Inquiry.id.desc())
        .limit(at_most(limit))
    ).all()
    found = tuple(_views(session, list(rows)))
    note_read(
        session,
        ScreeningAct.INQUIRY_LISTED,
        fields=FIELDS,
        facts={"inquiries": [each.ref for each in found]},
        right=ScreeningPermission.LOOK_UP,
    )
    return found


def my_look_up(session: Session, ref: str, *, actor: Actor) -> LookUp:
    """One of the actor's own look-ups. Raises NotFound; the look is recorded."""
    assert_acting(session, actor)
    row = None
    if len(ref) <= LONGEST_REF and ref.isprintable():
        row = session.scalar(
            sa.select(Inquiry).where(Inquiry.ref == ref, Inquiry.owner_id == actor.user_id)
        )
    if row is None:
        raise NotFound(_("There is no such look-up."))
    note_read(
        session,
        ScreeningAct.INQUIRY_READ,
        thing=row,
        fields=FIELDS,
        right=ScreeningPermission.LOOK_UP,
    )
    return next(_views(session, [row]))


SETTLED = {
    Settlement.PROCEED: _("The registry compared people: nobody listed is the same person."),
    Settlement.LISTED: _("Two registry officers found it is the same person. Do not proceed yet."),
    Settlement.ASK_AGAIN: _("The register has changed since. Look the candidate up again."),
}


def reasons(
    answer: Answer, settlement: Settlement | None, sealed: str | None, force: Force | None = None
) -> tuple[Text, ...]:
    """Why this was answered, in words that say nothing of anybody's story.

    `force` tells of an answer "listed" whether it still holds.
    """
    if force is Force.HELD:
        return (_("The registry looks at this once more. Nothing is decided meanwhile."),)
    told = Settlement.ASK_AGAIN if force is Force.OUT else settlement
    if told is not None:
        return (SETTLED[told],)
    parts = parts_of(sealed)
    if parts is None and answer is Answer.NEED_MORE_DATA:
        return (CANNOT_BE_SHOWN,)
    parts = parts or {}
    return reasons_for(answer, [Wanted(value) for value in parts.get("wanted", ())])


def _views(session: Session, rows: list[Inquiry]) -> Iterator[LookUp]:
    opened = show_rows(session, rows, FIELDS)
    listed: Mapping[UUID, Force] = {}
    if any(row.settlement is Settlement.LISTED for row in rows):
        with comparing_session(session) as reading:
            listed = listed_now(session, reading, rows)
    for row, each in zip(rows, opened, strict=True):
        force = listed.get(row.id)
        holds = force in {None, Force.IN_FORCE}
        yield LookUp(
            row.ref,
            candidate_of(each["candidate"]),
            row.purpose,
            each["vacancy"] or "",
            row.answer,
            reasons(row.answer, row.settlement, each["reason"], force),
            row.settlement if holds else None,
            row.settled_at if holds else None,
            row.asked_at,
            row.model,
        )
