"""Putting notices into the outbox, asking the rooms first, and reading them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.audit.acts import Act
from caseflow.audit.record import record
from caseflow.db import at_most
from caseflow.labels import Text
from caseflow.notices.models import Notice, NoticeState

MOST_SHOWN = 100


@dataclass(frozen=True)
class Draft:
    """A notice that somebody wants to send: a sentence with open parameters only."""

    kind: str
    to_user_id: UUID
    sentence: Text
    path: str | None = None
    about_id: UUID | None = None
    by_mail: bool = False


Veto = Callable[[Session, Draft], Draft | None]
_vetoes: list[Veto] = []


def register_veto(veto: Veto) -> None:
    """Let a room look at each notice: it returns it, changed or not, or None to hold it back."""
    if veto not in _vetoes:
        _vetoes.append(veto)


def send(session: Session, draft: Draft, *, now: datetime) -> Notice:
    """Put a notice into the outbox, in this transaction; rooms may reshape it or hold it back."""
    wanted, kept = draft, True
    for veto in _vetoes:
        answer = veto(session, wanted)
        if answer is None:
            kept = False
            break
        wanted = answer
    if not kept:
        wanted = replace(draft, by_mail=False)
    state = NoticeState.WAITING if wanted.by_mail else NoticeState.SENT
    notice = Notice(
        kind=wanted.kind,
        to_user_id=wanted.to_user_id,
        sentence=wanted.sentence.msgid,
        parameters=dict(wanted.sentence.params),
        path=wanted.path,
        about_id=wanted.about_id,
        made_at=now,
        by_mail=wanted.by_mail,
        state=state if kept else NoticeState.VETOED,
    )
    session.add(notice)
    record(session, Act.NOTICE_SENT, thing_kind="notices", thing_id=notice.id)
    return notice


def unread(person: Any) -> sa.ScalarSelect[int]:
    """How many notices wait to be read by a user; asked along with who that is."""
    waiting: sa.Select[int] = sa.select(sa.func.count()).select_from(Notice)
    return (
        waiting.where(
            Notice.to_user_id == person,
            Notice.state != NoticeState.VETOED,
            Notice.read_at.is_(None),
        )
        .correlate(person.class_)
        .scalar_subquery()
    )


def inbox(session: Session, *, actor: Actor) -> Sequence[Notice]:
    """A person's own notices, newest first."""
    assert_acting(session, actor)
    return session.scalars(
        _mine(actor).order_by(Notice.made_at.desc()).limit(at_most(MOST_SHOWN))
    ).all()


def mark_read(session: Session, *, actor: Actor, now: datetime) -> None:
    """Everything in one's inbox is read now."""
    for notice in inbox(session, actor=actor):
        notice.read_at = notice.read_at or now


def _mine(actor: Actor) -> sa.Select[Notice]:
    return sa.select(Notice).where(
        Notice.to_user_id == actor.user_id, Notice.state != NoticeState.VETOED
    )
