"""Flask-Login, kept thin: a session cookie names a server-side session, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, request
from flask_login import LoginManager, current_user, login_user
from sqlalchemy.orm import Session

from caseflow.access.acting import actor_of
from caseflow.access.actor import Actor, load_actor
from caseflow.access.permissions import Permission
from caseflow.access.roles import Role
from caseflow.accounts import sessions
from caseflow.accounts.models import UserSession
from caseflow.manifests import by_value
from caseflow.web import store
from caseflow.web.lifecycle import afterwards
from caseflow.web.viewer import Preferences, Viewer, use_viewer

SECRET = "_user_id"  # noqa: S105  # nosec B105  # pragma: allowlist secret: the name of a field
"""Where the cookie holds the secret of the session."""


LOOKING = "accounts.time_left"
"""The one page that asks how long a session lasts, and does not make it last longer."""


@dataclass(frozen=True)
class SignedIn:
    """Whoever is signed in, for one request: Flask-Login's current user."""

    secret: str
    actor: Actor
    session_id: UUID
    title: str
    wishes: Preferences
    unread: int = 0
    standing: sessions.Standing | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie holds: the secret of the server-side session."""
        return self.secret


def init_login(app: Flask, roles: Mapping[str, Role]) -> None:
    """Let Flask-Login find people through their server-side session."""
    manager = LoginManager(app)
    manager.session_protection = None
    app.extensions["caseflow.roles"] = roles
    manager.user_loader(load)
    use_viewer(app, the_viewer)


def load(secret: str) -> SignedIn | None:
    """The person behind a session secret; touches the session once a minute."""
    session = store.session()
    row = sessions.find(session, secret, now=g.now)
    if row is None:
        return None
    seen_at = row.seen_at
    if request.endpoint != LOOKING and sessions.needs_touch(seen_at, g.now):
        _touch_later(row.session_id)
        seen_at = g.now
    person = signed_in(session, row, row.session_id, secret)
    standing = sessions.standing_of(seen_at, row.started_at)
    return replace(person, unread=row.unread, standing=standing)


def signed_in(session: Session, user: Any, session_id: UUID, secret: str) -> SignedIn:
    """The current user for this account (a User, or what was found of one), roles as of today."""
    actor = load_actor(
        session,
        user_id=user.id,
        username=user.username,
        name=user.full_name,
        session_hash=sessions.hash_secret(secret)[:8],
        roles=current_app.extensions["caseflow.roles"],
        now=g.now,
    )
    return SignedIn(secret, actor, session_id, user.title or "", wishes_of(user))


def wishes_of(user: Any) -> Preferences:
    """How this person wants pages."""
    return Preferences(
        locale=user.locale,
        theme=user.theme.value,
        density=user.density.value,
        slim=user.slim_menu,
        keys=user.row_keys,
        time_zone=user.time_zone,
    )


def let_in(person: SignedIn) -> None:
    """Put the secret into the cookie."""
    login_user(person)


def the_viewer() -> Viewer | None:
    """The signed-in person as the frame of the page shows them.

    Nobody while the session acts for nobody: what failed before the guard looked is told plainly.
    """
    if actor_of(store.session()) is None or not current_user.is_authenticated:
        return None
    person: SignedIn = current_user._get_current_object()
    held = person.actor.role_labels
    return Viewer(
        name=person.actor.name,
        title=person.title or (held[0] if held else ""),
        may=_asks(person.actor),
        preferences=person.wishes,
        unread=person.unread,
        ends_in=seconds_left(person, g.now),
    )


def seconds_left(person: SignedIn, now: datetime) -> int | None:
    """How many seconds the session of a request lasts; None where nothing is known of it."""
    return int((person.standing.ends_at - now).total_seconds()) if person.standing else None


def _touch_later(session_id: UUID) -> None:
    now = g.now

    def touch(session: Session) -> None:
        row = session.get(UserSession, session_id)
        if row is not None:
            row.seen_at = now

    afterwards(touch)


def _asks(actor: Actor) -> Callable[[str], bool]:
    return lambda permission: actor.may(by_value(Permission, permission))
