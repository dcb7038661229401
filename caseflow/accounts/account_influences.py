"""Whose accounts are in whose hands, and who may be the second person for whom.

Whoever made an account, set its password or address, or asked for its role may be able to sign in
with it. For 90 days the two count as one person, and so do all accounts that one hand leads to: of
two people no two may be the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.accounts.models import AccountRequest, Hand, Influence, User
from caseflow.session_values import for_system

REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class Touched:
    """One hand in an account, with the name of whoever it was."""

    hand: Hand
    by: str
    at: datetime


def note_hand(session: Session, user: User, hand: Hand, *, actor: Actor, now: datetime) -> None:
    """Keep that this person had a hand in the account of another; within the act that did it.

    Nothing is kept of oneself, nor of a system session: the operator is everybody already.
    """
    if not for_system(session) and actor.user_id != user.id:
        session.add(Influence(user_id=user.id, by_id=actor.user_id, hand=hand, at=now))


def note_asker(session: Session, user: User, hand: Hand, request: AccountRequest | None) -> None:
    """Keep that whoever asked for what another one confirmed had a hand in it, too."""
    if request is not None and request.asked_by != user.id:
        session.add(
            Influence(user_id=user.id, by_id=request.asked_by, hand=hand, at=request.asked_at)
        )


def are_one_hand(one: UUID, other: UUID, hands: Mapping[UUID, set[UUID]]) -> bool:
    """Whether one of two people, or somebody behind both, had a hand in these accounts.

    `hands` is what `hands_by_account` gives.
    """
    return bool(_all_behind(one, hands) & _all_behind(other, hands))


def hands_by_account(session: Session, *, now: datetime) -> Mapping[UUID, set[UUID]]:
    """Account → everybody who had a hand in it within the last 90 days."""
    found: dict[UUID, set[UUID]] = {}
    rows = session.execute(
        sa.select(Influence.user_id, Influence.by_id)
        .where(Influence.at > now - REMEMBERED)
        .distinct()
    )
    for row in rows:
        found.setdefault(row.user_id, set()).add(row.by_id)
    return found


def _all_behind(user_id: UUID, behind: Mapping[UUID, set[UUID]]) -> set[UUID]:
    """An account, whoever had a hand in it, whoever had a hand in theirs, and so on."""
    found, further = {user_id}, [user_id]
    while further:
        for by in behind.get(further.pop(), ()):
            if by not in found:
                found.add(by)
                further.append(by)
    return found


def hands_in(session: Session, user: User, *, now: datetime) -> list[Touched]:
    """Who had a hand in this account within the last 90 days, newest first."""
    rows = session.execute(
        sa.select(Influence.hand, User.full_name, Influence.at)
        .join(User, User.id == Influence.by_id)
        .where(Influence.user_id == user.id, Influence.at > now - REMEMBERED)
        .order_by(Influence.at.desc(), Influence.id)
    )
    return [Touched(row.hand, row.full_name, row.at) for row in rows]
