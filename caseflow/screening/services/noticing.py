"""Whom the register tells that an entry waits for them. A notice names no person and no case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.holders import holders
from caseflow.access.permissions import Permission
from caseflow.events import (
    EntryNoticed,
    EntryProposed,
    RegisterEvent,
    Subscription,
    WithdrawalAsked,
    on,
)
from caseflow.labels import Text, _
from caseflow.notices.services import Draft, send
from caseflow.screening.models import RegisterEntry
from caseflow.screening.permissions import ScreeningPermission


def tell_proposed(session: Session, event: EntryProposed) -> None:
    """Whoever keeps the register: the subject has to be told before it goes on."""
    words = _("A proposed entry of the register waits: its subject has to be told.")
    _tell(session, event, ScreeningPermission.REGISTER_MANAGE, "entry-proposed", words)


def tell_noticed(session: Session, event: EntryNoticed) -> None:
    """Whoever may publish and did not propose it."""
    words = _("An entry of the register waits for a second officer to publish it.")
    _tell(session, event, ScreeningPermission.REGISTER_PUBLISH, "entry-noticed", words)


def tell_withdrawal_asked(session: Session, event: WithdrawalAsked) -> None:
    """Whoever may confirm it: anybody who publishes, and did not ask."""
    words = _("Somebody asks to take an entry out of the register: a second officer confirms it.")
    entry = session.get_one(RegisterEntry, event.entry_id)
    tell_officers(
        session,
        entry,
        ScreeningPermission.REGISTER_PUBLISH,
        "withdrawal-asked",
        words,
        without={event.actor_id},
        now=event.at,
    )


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(EntryProposed, tell_proposed),
    on(EntryNoticed, tell_noticed),
    on(WithdrawalAsked, tell_withdrawal_asked),
)
"""This room's further lines of the table of events."""


def tell_officers(
    session: Session,
    entry: RegisterEntry,
    permission: Permission,
    kind: str,
    words: Text,
    *,
    without: Collection[UUID | None] = (),
    now: datetime,
) -> None:
    """Tell whoever holds this permission for the entry that it waits for them."""
    for user_id in sorted(holders(session, permission, entry, now=now) - set(without)):
        path = f"/screening/register/{entry.ref}"
        draft = Draft(kind, user_id, words, path=path, about_id=entry.id, by_mail=True)
        send(session, draft, now=now)


def _tell(
    session: Session, event: RegisterEvent, permission: Permission, kind: str, words: Text
) -> None:
    entry = session.get_one(RegisterEntry, event.entry_id)
    done = {event.actor_id, entry.proposed_by}
    tell_officers(session, entry, permission, kind, words, without=done, now=event.at)
