"""Asking to be let into a case that one cannot see: the answer never tells whether there is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose, system_session
from caseflow.access.actor import Actor
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.models import Case, Task
from caseflow.cases.workflow import CLOSED
from caseflow.crypto.columns import conceal
from caseflow.labels import _
from caseflow.notices.services import Draft, send
from caseflow.reference.numbers import parse

LONGEST_REASON = 2_000


def ask_to_join(
    factory: Callable[[], Session], reference: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Tell the owner of a case, if there is one, that somebody asks to be let in, and why.

    The reason is sealed in the case, as a task of its owner. It looks past the wall in a session
    of its own, which it commits: no other session of the caller may hold a lock meanwhile.
    """
    found = parse(reference)
    with system_session(factory, Purpose.JOINING) as session:
        session.info["now"] = now
        case = (
            session.scalar(sa.select(Case).where(Case.reference == str(found))) if found else None
        )
        if case is None:
            return
        facts = {"asked_by": actor.user_id}
        with act(session, Act.ACCESS_ASKED, thing=case, reason=reason, facts=facts):
            if case.stage != CLOSED:
                session.add(_task(case, actor, reason, now))
        if case.owner_id is not None and case.owner_id != actor.user_id:
            send(session, _notice(case, actor, case.owner_id), now=now)
        session.commit()


def _task(case: Case, actor: Actor, reason: str, now: datetime) -> Task:
    words = _("%(name)s asks to be let in: %(reason)s", name=actor.name, reason=reason)
    return Task(
        root_id=case.id,
        data_key_id=case.data_key_id,
        words=conceal(words),
        assignee_id=case.owner_id,
        made_at=now,
    )


def _notice(case: Case, actor: Actor, owner_id: UUID) -> Draft:
    return Draft(
        kind="access-asked",
        to_user_id=owner_id,
        sentence=_(
            "%(name)s asks to be let into %(reference)s.",
            name=actor.name,
            reference=case.reference,
        ),
        path=f"/cases/{case.reference}/access",
        about_id=case.id,
    )
