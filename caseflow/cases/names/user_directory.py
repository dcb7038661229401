"""The names of everybody whose roles open cases, to be found by any other writing of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property, lru_cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.dated import not_ended
from caseflow.access.models import Engagement, Membership
from caseflow.access.roles import Role, shipped
from caseflow.accounts.models import User
from caseflow.cases.permissions import CasePermission
from caseflow.names import index_keys
from caseflow.names.likeness import NameLikeness, likeness

OPENING = frozenset({CasePermission.READ, CasePermission.SUMMARISE, CasePermission.BREAK_GLASS})
"""Rights by which somebody gets to see what a case says."""


class Directory:
    """Names of people with accounts, to be found by any writing of them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, ...]]:
        """Read once the first name is asked for; the whole list is compared with the last one."""
        return _places(self.names)

    def called(self, name: str) -> list[tuple[str, NameLikeness]]:
        """Those of the names that are this one, or one with other letters in it."""
        left = index_keys.traces_left(name) | index_keys.keys_in_memory(name)
        left |= {f"w:{word}" for word in index_keys.word_spellings(name)}
        near = {place for trace in left for place in self._places.get(trace, ())}
        judged = ((self.names[place], likeness(self.names[place], name)) for place in sorted(near))
        return [(known, how) for known, how in judged if how is not NameLikeness.OTHER]


@lru_cache(maxsize=8)
def _places(names: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    """By each trace, the places of the names that may have left it."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        for trace in index_keys.traces_to_seek(name) | index_keys.keys_in_memory(name):
            found[trace].append(place)
    return {trace: tuple(places) for trace, places in found.items()}


def directory(
    session: Session,
    *,
    today: date,
    only: UUID | None = None,
    within: Collection[UUID] | None = None,
) -> Directory:
    """Everybody with a role or an engagement that opens cases, now or from a later day on.

    `within` leaves those whose roles are given for one of these entities.
    """
    roles = [
        Membership.role.in_(roles_opening_cases()),
        not_ended(Membership, today),
    ]
    engaged = [not_ended(Engagement, today)]
    if within is not None:
        roles.append(Membership.entity_id.in_(within))
        engaged.append(Engagement.entity_id.in_(within))
    # made once for all users: asked of each by itself, it takes six times as long
    able = sa.or_(
        User.id.in_(sa.select(Membership.user_id).where(*roles)),
        User.id.in_(sa.select(Engagement.user_id).where(*engaged)),
    )
    wanted = sa.select(User.full_name).where(User.active, able)
    if only is not None:
        wanted = wanted.where(User.id == only)
    return Directory(tuple(session.scalars(wanted.order_by(User.id))))


def read_names(session: Session, *, today: date) -> None:
    """Read the names of everybody in the directory into this process's memory.

    The first reading of a name takes long (3,000 of them 0.3 s), every later one does not: so this
    is done where nothing is locked.
    """
    _places(directory(session, today=today).names)


def roles_opening_cases() -> dict[str, Role]:
    """The roles by which somebody gets to see what a case says."""
    return {key: role for key, role in shipped().items() if role.may & OPENING}
