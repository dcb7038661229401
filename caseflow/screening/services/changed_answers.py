"""Telling recruiters that an answer "listed" of theirs has changed. A notice says no name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import load_actor
from caseflow.access.roles import shipped
from caseflow.db import at_most
from caseflow.labels import Text, _
from caseflow.notices.models import Notice
from caseflow.notices.services import Draft, send
from caseflow.screening.models import Inquiry, Settlement
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.queries.entry_validity import Force
from caseflow.screening.queries.matched_entries import listed_now

HOLDS, WAITS, ENDED = "answer-holds", "answer-waits", "answer-ended"
TOLD: dict[Force, tuple[str, Text]] = {
    Force.IN_FORCE: (
        HOLDS,
        _("An answer of the register that was looked at once more holds again: open it."),
    ),
    Force.HELD: (
        WAITS,
        _("An answer of the register does not hold at present: wait, it is looked at once more."),
    ),
    Force.OUT: (
        ENDED,
        _("An answer of the register does not hold any more: look the candidate up again."),
    ),
}
"""Kind and sentence, by what the answer comes to now."""
AT_ONCE = 50
"""How many are looked at in one round, by lot."""


def tell_of_answers(session: Session, *, now: datetime) -> None:
    """Tell whoever was answered "listed", once for each change of that answer.

    Needs a system session. No answer depends on it: the page of a look-up says it at once.
    """
    ended = sa.exists().where(Notice.kind == ENDED, Notice.about_id == Inquiry.id)
    rows = session.scalars(
        sa.select(Inquiry)
        .where(Inquiry.settlement == Settlement.LISTED, Inquiry.owner_id.is_not(None), ~ended)
        .order_by(sa.func.random())
        .limit(at_most(AT_ONCE))
    ).all()
    forces, last = listed_now(session, session, rows), _last_told(session, rows)
    for inquiry in rows:
        kind, words = TOLD[forces[inquiry.id]]
        owner = inquiry.owner_id
        if kind == last.get(inquiry.id, HOLDS) or owner is None:
            continue
        if _looks_up(session, owner, now):
            path = f"/screening/look-ups/{inquiry.ref}"
            draft = Draft(kind, owner, words, path=path, about_id=inquiry.id, by_mail=True)
            send(session, draft, now=now)


def _looks_up(session: Session, user_id: UUID, now: datetime) -> bool:
    """Whether this person looks candidates up today: to whoever does not, the page is closed."""
    person = load_actor(session, user_id=user_id, username="", name="", roles=shipped(), now=now)
    return person.may(ScreeningPermission.LOOK_UP)


def _last_told(session: Session, rows: Sequence[Inquiry]) -> dict[UUID | None, str]:
    """What was last said about each of these answers."""
    told = session.execute(
        sa.select(Notice.about_id, Notice.kind)
        .where(
            Notice.about_id.in_([each.id for each in rows]),
            Notice.kind.in_([kind for kind, _words in TOLD.values()]),
        )
        .order_by(Notice.made_at, Notice.id)
    )
    return {row.about_id: row.kind for row in told}
