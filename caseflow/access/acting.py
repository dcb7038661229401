"""For whom a session works: one person, a named system purpose, or nobody yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy.orm import Session

from caseflow import session_values
from caseflow.access.actor import Actor
from caseflow.access.policy import READING, Face, Sight
from caseflow.db import WRITES, WorkSession
from caseflow.declared_enums import Declared
from caseflow.session_values import SessionValue, for_system


class Purpose(Declared):
    """Why the system itself looks past the wall; each in one place, each recorded.

    Every room declares its own: `class CasePurpose(Purpose)`.
    """


ACTOR = SessionValue[Actor]("actor")
"""The person for whom a session works."""
FACE = SessionValue[Face]("face")
"""How this person comes to what they see."""
WALL = SessionValue[Sight]("wall")
"""What the wall lets through for this person."""
PURPOSE = cast("SessionValue[Purpose]", session_values.PURPOSE)
"""Why a session works for the system itself."""
ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""How PostgreSQL reads all of a transaction as of its first statement; SQLite always does."""


class WrongActor(RuntimeError):
    """A verb was called for somebody the session does not work for: a mistake in the program."""


@contextmanager
def acting(session: Session, actor: Actor, face: Face = READING) -> Iterator[Session]:
    """Bind a session to one person for as long as the block lasts; the wall follows."""
    bind_actor(session, actor, face)
    try:
        yield session
    finally:
        ACTOR.take(session)
        FACE.take(session)


def bind_actor(session: Session, actor: Actor, face: Face = READING) -> None:
    """Bind a session to one person until it closes. Raises WrongActor when it has another."""
    if for_system(session):
        raise WrongActor("a system session cannot act for a person")
    if (bound := ACTOR.get(session)) is not None and bound != actor:
        raise WrongActor("this session already acts for somebody else")
    ACTOR.put(session, actor)
    FACE.put(session, face)
    WALL.take(session)


def actor_of(session: Session) -> Actor | None:
    """Whom this session works for, if anybody."""
    return ACTOR.get(session)


def assert_acting(session: Session, actor: Actor) -> None:
    """Verbs and queries say for whom they act; it must be whom the session works for.

    Raises WrongActor.
    """
    if for_system(session):
        return
    if actor_of(session) != actor:
        raise WrongActor("this session does not act for the person who is named")


@contextmanager
def system_session(factory: Callable[[], Session], purpose: Purpose) -> Iterator[Session]:
    """A session of its own that sees past the wall, for one named purpose.

    The audit trail records the purpose with everything such a session commits.
    """
    with factory() as session:
        PURPOSE.put(session, purpose)
        WRITES.made(session, lambda: True)
        yield session


@contextmanager
def reading_session(factory: Callable[[], Session], purpose: Purpose) -> Iterator[Session]:
    """A session as `system_session` makes it, which only reads: it holds no writer up.

    Everything read in it is of one moment, however long the reading takes. It cannot commit an
    act; what was done is recorded in a short session of its own afterwards.
    """
    with system_session(factory, purpose) as session:
        WRITES.put(session, False)
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options=ONE_MOMENT)
        yield session


@contextmanager
def session_beside(
    session: Session, purpose: Purpose, info: Mapping[str, Any] | None = None
) -> Iterator[Session]:
    """A session past the wall, beside one that acts for a person: it only reads, and has this info.

    Whoever asked records in their own transaction that it was used, since a second writer would
    wait for the first for ever.
    """
    # a reading transaction also where the person's own connection holds SQLite's write lock
    bind = session.get_bind().execution_options(begin="DEFERRED")
    carried = {**(info or {}), "writes": False}
    with system_session(lambda: WorkSession(bind, info=carried), purpose) as reading:
        yield reading


@contextmanager
def past_the_wall(session: Session, purpose: Purpose) -> Iterator[None]:
    """Let a person's session see past the wall for what follows from their act by itself.

    Whoever acts learns nothing of it: nothing that was read within may reach their page. What is
    recorded within names the purpose (`Pending.purpose`), not the person.
    """
    before = PURPOSE.get(session)
    session.flush()
    PURPOSE.put(session, before or purpose)
    try:
        yield
        session.flush()
    finally:
        if before is None:
            PURPOSE.take(session)
