"""Laying the demonstration data in: once, in one system session, by the verbs people use."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import SYSTEM
from caseflow.accounts.models import EndReason, User
from caseflow.accounts.passwords import Passwords
from caseflow.accounts.services import set_known_password
from caseflow.accounts.sessions import end_others
from caseflow.cases.services.saving import save_view
from caseflow.days import office_day
from caseflow.demo.canaries import plant
from caseflow.demo.cast import engage
from caseflow.demo.for_tests import carry_texts
from caseflow.demo.stories import Teller
from caseflow.demonstration import at_work
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.manifests import named
from caseflow.notices.models import Notice, NoticeState
from caseflow.reference.models import InstanceMark

MARK = "demonstration"
STILL_NEW = timedelta(days=7)


def is_laid_in(session: Session) -> bool:
    """Whether demonstration data was ever laid in."""
    return session.get(InstanceMark, MARK) is not None


def lay_in(session: Session, *, passwords: Passwords, password: str, now: datetime) -> int:
    """Make everything; returns the number of cases. The caller commits.

    Where it was done before, all its people get this password and nothing else changes, so that
    a start with another password, or one after an interruption, leaves one password for all.
    Raises NotReady where other people use this instance.
    """
    hashed = passwords.hash(password)  # before the first statement takes the write lock
    if is_laid_in(session):
        give_password(session, hashed, now=now)
        return 0
    if session.scalar(sa.select(sa.func.count()).select_from(sa.table("users"))):
        raise NotReady(_("This instance is in use: demonstration data would mix with real data."))
    cast = engage(session, hashed, now=now)
    teller = Teller(session, cast, now)
    cases = teller.tell_all()
    for lay_in_room in named(lambda room: room.demonstration):
        lay_in_room(session, cast, cases, now=now)
    save_view(
        session,
        "Under investigation",
        "view=all&stage=under-investigation",
        actor=cast.people["officer"],
        now=at_work(now - timedelta(days=12), 3),
    )
    session.flush()
    plant(session, carry_texts(session, teller, cases, now=now))
    settle_notices(session, now=now)
    session.add(InstanceMark(name=MARK, on=office_day(now)))
    return len(cases) + 1


def give_password(session: Session, hashed: str, *, now: datetime) -> None:
    """Give every demonstration user the password of this hash; who was signed in is signed out."""
    for user in session.scalars(sa.select(User).where(User.demonstration)):
        set_known_password(user, hashed, actor=SYSTEM, now=now)
        end_others(session, user, keep=None, why=EndReason.CHANGED, now=now)


def settle_notices(session: Session, *, now: datetime) -> None:
    """What was told long ago has been read, and nothing of a demonstration is mailed."""
    for notice in session.scalars(sa.select(Notice)):
        notice.by_mail, notice.state = False, NoticeState.SENT
        if notice.made_at < now - STILL_NEW:
            notice.read_at = notice.made_at
