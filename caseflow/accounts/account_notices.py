"""Whom the accounts tell: whoever may confirm, the person concerned, and whoever oversees cases.

A notice names colleagues and roles, never a reason, an address or a code.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import product
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.acting import PURPOSE
from caseflow.access.actor import Actor
from caseflow.access.holders import users_reaching
from caseflow.access.permissions import Permission
from caseflow.access.roles import shipped
from caseflow.accounts.models import AccountRequest, RequestKind, User
from caseflow.accounts.purposes import AccountPurpose
from caseflow.accounts.two_people import Place, SecondPerson, places_asked
from caseflow.days import office_day
from caseflow.labels import Text, _
from caseflow.manifests import declared
from caseflow.notices.services import Draft, send

ASKED: dict[RequestKind, Text] = {
    RequestKind.ROLE: _("%(name)s asks that %(person)s be given a role: %(role)s."),
    RequestKind.ENGAGEMENT: _("%(name)s asks for an audit engagement for %(person)s."),
    RequestKind.PASSWORD: _("%(name)s asks that %(person)s choose a new password."),
    RequestKind.ADDRESS: _("%(name)s asks that %(person)s get another address."),
    RequestKind.OPENING: _("%(name)s asks that the account of %(person)s be opened again."),
}


def tell_asked(
    session: Session, request: AccountRequest, user: User, *, actor: Actor, now: datetime
) -> None:
    """Whoever may confirm a request, with where to do so; the person and the overseers, too."""
    words = ASKED[request.kind]
    said = Text(words.msgid, name=actor.name, person=user.full_name, role=_label(request.role))
    second = SecondPerson.of(session, request, now=now).everybody()
    _tell(session, second, "account-asked", said, f"/account-requests/{request.id}", actor, now)
    near = overseers(session, places_asked(session, request, now=now), now=now)
    rest = [u for u in (user.id, *near) if u not in second]
    _tell(session, rest, "account-asked", said, None, actor, now)


def tell_declined(
    session: Session, request: AccountRequest, *, actor: Actor, now: datetime
) -> None:
    """Whoever asked."""
    said = Text(_("%(name)s declined what you asked for.").msgid, name=actor.name)
    path = f"/account-requests/{request.id}"
    _tell(session, [request.asked_by], "account-declined", said, path, actor, now)


def tell_changed(
    session: Session,
    user: User,
    words: Text,
    places: Iterable[Place],
    *,
    actor: Actor,
    now: datetime,
    role: str | None = None,
) -> None:
    """The person and the overseers that something was given, set or taken; not the demonstration's.

    `words` may name `name`, `person` and `role`.
    """
    if PURPOSE.get(session) is AccountPurpose.DEMONSTRATION:
        return
    said = Text(words.msgid, name=actor.name, person=user.full_name, role=_label(role))
    people = (user.id, *overseers(session, places, now=now))
    _tell(session, people, "account-changed", said, None, actor, now)


def overseers(session: Session, places: Iterable[Place], *, now: datetime) -> list[UUID]:
    """Who oversees in these places: they are told who may open them from now on."""
    found: set[UUID] = set()
    overseeing = [each for each in declared(Permission) if each.oversees]
    for place, permission in product(places, overseeing):
        found |= users_reaching(session, permission, place, today=office_day(now))
    return sorted(found)


def _label(role: str | None) -> str:
    known = shipped().get(role or "")
    return str(known.label) if known else role or ""


def _tell(
    session: Session,
    people: Iterable[UUID],
    kind: str,
    said: Text,
    path: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    for user_id in dict.fromkeys(people):
        if user_id != actor.user_id:
            send(session, Draft(kind, user_id, said, path=path, by_mail=True), now=now)
