"""Giving a person's file to another officer, who accompanies them from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.holders import holders
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.notices.services import Draft, send
from caseflow.victims.acts import VictimAct
from caseflow.victims.models import VictimFile
from caseflow.victims.services.files import ASSIST, session_of

TOLD = _("A victim’s file was handed over to you. It stands on your day.")
"""No code, no name: a notice tells nothing of whom it is about."""
DAY = "/victims"


class Colleague(NamedTuple):
    """An officer who could accompany the person."""

    id: UUID
    name: str
    title: str


def those_who_could(
    session: Session, file: VictimFile, *, actor: Actor, now: datetime
) -> Sequence[Colleague]:
    """Everybody else who assists victims in the entity of this file, by name; nobody kept out."""
    assert_acting(session, actor)
    able = holders(session, ASSIST, file, now=now) - {file.owner_id}
    rows = session.execute(
        sa.select(User.id, User.full_name, User.title)
        .where(User.id.in_(sorted(able)), User.active, User.created_at <= now)
        .order_by(User.full_name)
    )
    return [Colleague(row.id, row.full_name, row.title or "") for row in rows]


def hand_over(
    file: VictimFile, *, to: UUID | None, reason: str, actor: Actor, now: datetime
) -> None:
    """Give a file to another officer, who is told without a word about the person.

    The way back is to hand it back. Raises Refused, and NotReady for somebody who could not
    accompany the person (fields "to", "reason"), or without a reason.
    """
    session = session_of(file, actor)
    if to is None:
        raise NotReady(_("Choose an officer."), field="to")
    if to == file.owner_id:
        raise NotReady(_("This officer has the file already."), field="to")
    if to not in {each.id for each in those_who_could(session, file, actor=actor, now=now)}:
        raise NotReady(_("This person does not assist victims in this entity."), field="to")
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    facts = {"from": file.owner_id, "to": to}
    with act(session, VictimAct.FILE_HANDED_OVER, thing=file, reason=reason.strip(), facts=facts):
        file.owner_id = to
    if to != actor.user_id:
        draft = Draft("victim-file", to, TOLD, path=DAY, about_id=file.id, by_mail=True)
        send(session, draft, now=now)
