"""Putting notices into the outbox, and reading them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.models import Exclusion
from caseflow.access.root_days import in_force_there
from caseflow.access.wall import PAST
from caseflow.audit.record import record
from caseflow.labels import Text
from caseflow.list_order import ListOrder, PageOf, SortColumn
from caseflow.notices.acts import NoticeAct
from caseflow.notices.models import Notice, NoticeState

NEWEST = ListOrder(
    SortColumn("made_at", Notice.made_at, falling=True), SortColumn("id", Notice.id, falling=True)
)


@dataclass(frozen=True)
class Draft:
    """A notice that somebody wants to send: a sentence with open parameters only."""

    kind: str
    to_user_id: UUID
    sentence: Text
    path: str | None = None
    about_id: UUID | None = None
    by_mail: bool = False


def send(session: Session, draft: Draft, *, now: datetime) -> Notice:
    """Put a notice into the outbox, in this transaction."""
    notice = Notice(
        kind=draft.kind,
        to_user_id=draft.to_user_id,
        sentence=draft.sentence.msgid,
        parameters=dict(draft.sentence.params),
        path=draft.path,
        about_id=draft.about_id,
        made_at=now,
        by_mail=draft.by_mail,
        state=NoticeState.WAITING if draft.by_mail else NoticeState.SENT,
    )
    session.add(notice)
    record(session, NoticeAct.SENT, thing_kind="notices", thing_id=notice.id)
    return notice


def send_or_renew(session: Session, draft: Draft, *, within: timedelta, now: datetime) -> None:
    """Put a notice into the outbox; one that says the same and is not older is renewed instead.

    It is unread again and has the newest time. It is not mailed a second time.
    """
    rows = session.scalars(
        sa.select(Notice).where(
            Notice.kind == draft.kind,
            Notice.to_user_id == draft.to_user_id,
            Notice.about_id == draft.about_id,
            Notice.made_at > now - within,
        )
    )
    said, parameters = draft.sentence.msgid, dict(draft.sentence.params)
    same = [row for row in rows if (row.sentence, row.parameters) == (said, parameters)]
    if not same:
        send(session, draft, now=now)
    for row in same:
        row.made_at, row.read_at = now, None


def unread(person: Any, now: Any) -> sa.ScalarSelect[int]:
    """How many notices wait to be read by a user; asked along with who that is, past the wall."""
    waiting: sa.Select[int] = sa.select(sa.func.count()).select_from(Notice)
    return (
        waiting.where(
            Notice.to_user_id == person,
            Notice.read_at.is_(None),
            not_about_what_bars(person, now),
        )
        .correlate(person.class_)
        .scalar_subquery()
    )


def not_about_what_bars(person: Any, now: Any) -> sa.ColumnElement[bool]:
    """Whether a notice is about nothing that its reader is kept out of, since whenever."""
    bar = Exclusion.__table__.alias("notice_bar")
    barred: sa.Select[Any] = sa.select(sa.literal_column("1")).where(
        bar.c.root_id == Notice.about_id, bar.c.user_id == person, in_force_there(bar, now)
    )
    return ~barred.correlate_except(bar).exists()


def inbox(session: Session, *, actor: Actor, after: str = "") -> PageOf[Notice]:
    """A page of a person's own notices, newest first; none about what they are kept out of.

    Raises NotReady (field "after") for a page that is none.
    """
    assert_acting(session, actor)
    return NEWEST.page(
        _mine(actor),
        after,
        lambda wanted: session.scalars(wanted, execution_options=PAST).all(),
    )


def mark_read(session: Session, *, actor: Actor, now: datetime) -> None:
    """Everything in one's inbox is read now, on whichever page it stands."""
    assert_acting(session, actor)
    unread = _mine(actor).where(Notice.read_at.is_(None))
    for notice in session.scalars(unread, execution_options=PAST):
        notice.read_at = now


def _mine(actor: Actor) -> sa.Select[Notice]:
    return sa.select(Notice).where(
        Notice.to_user_id == actor.user_id, not_about_what_bars(actor.user_id, actor.moment)
    )
