"""Laying the demonstration data in: once, in one system session, by the verbs people use."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts.passwords import Passwords
from caseflow.demo.beside import help_victims, list_people
from caseflow.demo.canaries import plant
from caseflow.demo.cast import engage
from caseflow.demo.stories import Teller
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reference.models import InstanceMark

MARK = "demonstration"


def is_laid_in(session: Session) -> bool:
    """Whether demonstration data was ever laid in."""
    return session.get(InstanceMark, MARK) is not None


def lay_in(session: Session, *, passwords: Passwords, password: str, now: datetime) -> int:
    """Make everything; returns the number of cases. The caller commits.

    Raises NotReady when it was done before.
    """
    if is_laid_in(session):
        raise NotReady(_("The demonstration data is there already."))
    if session.scalar(sa.select(sa.func.count()).select_from(sa.table("users"))):
        raise NotReady(_("This instance is in use: demonstration data would mix with real data."))
    cast = engage(session, passwords, password, now=now)
    cases = Teller(session, cast, now).tell_all()
    list_people(session, cast, now=now)
    help_victims(session, cast, cases, now=now)
    session.flush()
    plant(session)
    session.add(InstanceMark(name=MARK, on=now.date()))
    return len(cases)
