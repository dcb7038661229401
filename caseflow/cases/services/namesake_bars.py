"""Keeping those out of a case who have a name that is being written into it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.capacities import AccessCapacity, Capacity
from caseflow.access.dated import is_in_force
from caseflow.access.models import Grant
from caseflow.cases.capacities import GIVEN
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case
from caseflow.cases.names.colleagues import Colleague
from caseflow.cases.services.namesakes import (
    NameInCase,
    find_namesakes,
    new_rows,
    place_of,
    record_proposals,
)
from caseflow.errors import NotReady
from caseflow.events import OwnerKeptOut, announce
from caseflow.labels import _

WORKING = frozenset(GIVEN) - {AccessCapacity.READER}
"""What somebody may be let in for that a case needs."""


class WouldShutOut(NotReady):
    """Saving would keep people out whom the case needs; nothing was saved. `people` are they."""

    def __init__(self, people: Sequence[Colleague], *, actor: Actor) -> None:
        self.people = people
        if any(person.id == actor.user_id for person in people):
            sentence = _(
                "You have the same name as somebody you wrote into this case. You would be kept"
                " out of it until a colleague decides whether it is you."
            )
        else:
            sentence = _(
                "%(name)s has the same name as somebody you wrote into this case, and is its owner"
                " or the only one with a part that it needs. They would be kept out until somebody"
                " decides whether it is the same person.",
                name=people[0].name,
            )
        super().__init__(sentence, field="despite")


def bar_namesakes(
    session: Session,
    case: Case,
    names: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
    despite: Collection[UUID],
) -> None:
    """Keep out who has a name that was just written into a case, within the act that is open.

    A case whose owner is kept out waits at its desk, or at its entity, and whoever oversees it is
    told. Raises WouldShutOut for the
    owner, whoever has a part in it that nobody else has, and the actor, unless they are named in
    `despite`.
    """
    place = place_of(case)
    named = [NameInCase(place, name) for name in names]
    found = find_namesakes(session, named, now=now, settled=False)
    people = [match.person for match in found.same.values()]
    needed = [p for p in people if p.id not in despite and _needed(session, case, p.id, actor, now)]
    if needed:
        raise WouldShutOut(needed, actor=actor)
    owner_out = case.owner_id in {person.id for person in people}
    if owner_out:
        case.owner_id = None
        session.flush()
    record_proposals(session, found, now=now)
    if owner_out:
        announce(session, OwnerKeptOut(at=now, actor_id=actor.user_id, case_id=case.id))


def _needed(session: Session, case: Case, user_id: UUID, actor: Actor, now: datetime) -> bool:
    """Whether they own the case, act now, or have a part in it that nobody else has."""
    if user_id in {case.owner_id, actor.user_id}:
        return True
    today = case_day(session, case, now)
    parts: dict[Capacity, set[UUID]] = {}
    for grant in session.scalars(sa.select(Grant).where(Grant.root_id == case.id)):
        if is_in_force(grant, today) and grant.capacity in WORKING:
            parts.setdefault(grant.capacity, set()).add(grant.user_id)
    return {user_id} in parts.values()


def bar_admitted(
    session: Session,
    named: Sequence[NameInCase],
    add: Callable[..., UUID],
    *,
    now: datetime,
) -> None:
    """Keep out who has a name in cases that were just brought in; `add` takes a model's row."""
    for model, values in new_rows(find_namesakes(session, named, now=now, settled=True), now=now):
        add(model, **values)
