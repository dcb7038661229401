"""How an act gets into the trail: verbs give it meaning, the session adds what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act, Outcome
from caseflow.db import trail_table
from caseflow.session_values import SessionValue

Fact = str | int | bool | None | UUID | date | datetime | Enum | Sequence[Any] | Mapping[str, Any]


@dataclass
class Pending:
    """An act that will be chained when the transaction commits."""

    act: Act
    outcome: Outcome = Outcome.DONE
    root_id: UUID | None = None
    entity_id: UUID | None = None
    by: UUID | None = None
    """Who did it, where a system session acts for a person; else whom the session acts for."""
    right: Permission | None = None
    """By which right it was done: its role says the entity where no row does."""
    purpose: Purpose | None = None
    """Why the system did it by itself, in a session that acts for a person."""
    thing_kind: str = ""
    thing_id: UUID | None = None
    detail_key_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    changes: list[list[Any]] = field(default_factory=list)
    looked: bool = False


class Unrecorded(RuntimeError):
    """An audited row was changed outside any act: a mistake in the program."""


ACTS: SessionValue[list[Pending]] = SessionValue("acts")
"""The acts of this transaction."""


def pending(session: Session) -> list[Pending]:
    """The acts collected since the transaction began."""
    return ACTS.made(session, list)


FRAMES: SessionValue[list[Frame]] = SessionValue("frames")


def frames(session: Session) -> list[Frame]:
    """The acts that are open just now, outermost first."""
    return FRAMES.made(session, list)


@dataclass
class Frame:
    """An open act; with `per_root`, one entry for each root that changes within it."""

    act: Act
    entry: Pending | None = None
    per_root: dict[UUID, Pending] = field(default_factory=dict)

    def entry_for(self, row: Any) -> Pending:
        """Where the change of this row is written down."""
        return self.entry_of(getattr(row, "root_id", None))

    def entry_of(self, root_id: UUID | None) -> Pending:
        """Where the change of a row of this root is written down.

        Raises Unrecorded for a row without a root in an act that has an entry for each.
        """
        if self.entry is not None:
            return self.entry
        if root_id is None:
            raise Unrecorded("a row without a root was changed in an act about roots")
        if root_id not in self.per_root:
            self.per_root[root_id] = Pending(
                self.act, root_id=root_id, thing_kind="root", thing_id=root_id
            )
        return self.per_root[root_id]


FOLLOWERS: list[Callable[[Session], None]] = []
"""Called as an act ends, when its rows are written and it can still write more."""


def _follow(session: Session) -> None:
    for follow in FOLLOWERS:
        follow(session)


@contextmanager
def act(
    session: Session,
    name: Act,
    *,
    thing: Any = None,
    root_id: UUID | None = None,
    reason: str | None = None,
    facts: Mapping[str, Fact] | None = None,
    by: UUID | None = None,
    right: Permission | None = None,
) -> Iterator[Pending]:
    """Surround a change: the rows that change within hang beneath this act.

    `reason` and `facts` are sealed with the act. `by` names the person for whom a system session
    acts, `right` the permission by which a row without an entity changes. An act that ends in an
    error is not recorded.
    """
    entry = describe(name, thing=thing, root_id=root_id, facts=facts)
    entry.by, entry.right = by, right
    if reason:
        entry.facts["reason"] = reason
    frame = Frame(name, entry)
    frames(session).append(frame)
    try:
        yield entry
        session.flush()
        _follow(session)
    finally:
        frames(session).remove(frame)
    place(entry, thing, session)
    pending(session).append(entry)


@contextmanager
def act_per_root(
    session: Session, name: Act, facts: Mapping[UUID, Mapping[str, Fact]] | None = None
) -> Iterator[None]:
    """Surround a change of many roots at once: one entry for each, one flush for all."""
    frame = Frame(name)
    frames(session).append(frame)
    try:
        yield
        session.flush()
        _follow(session)
    finally:
        frames(session).remove(frame)
    for root_id, entry in frame.per_root.items():
        entry.facts.update(facts.get(root_id, {}) if facts else {})
        pending(session).append(entry)


def note_read(
    session: Session,
    name: Act,
    *,
    thing: Any = None,
    root_id: UUID | None = None,
    fields: Sequence[str] = (),
    facts: Mapping[str, Fact] | None = None,
    right: Permission | None = None,
) -> None:
    """Record that something confidential was delivered, with the names of the fields.

    `right` is the permission by which it was: where there is no root, the look belongs to the
    entity of the role that gives it.
    """
    entry = describe(name, thing=thing, root_id=root_id, facts=facts)
    entry.right = right
    if fields:
        entry.facts["fields"] = list(fields)
    entry.looked = True
    place(entry, thing, session)
    pending(session).append(entry)


def record(
    session: Session,
    name: Act,
    *,
    outcome: Outcome = Outcome.DONE,
    thing_kind: str = "",
    thing_id: UUID | None = None,
    root_id: UUID | None = None,
    entity_id: UUID | None = None,
    facts: Mapping[str, Fact] | None = None,
    by: UUID | None = None,
) -> None:
    """Record something that changes no row: a sign-in, a refusal, a verification.

    `entity_id` says within whose engagements it lies, where no root tells.
    """
    pending(session).append(
        Pending(
            name,
            outcome=outcome,
            root_id=root_id,
            entity_id=entity_id,
            thing_kind=thing_kind,
            thing_id=thing_id,
            facts=dict(facts or {}),
            by=by,
        )
    )


def describe(
    name: Act, *, thing: Any, root_id: UUID | None, facts: Mapping[str, Fact] | None
) -> Pending:
    """An entry about a thing."""
    return Pending(
        name,
        root_id=root_id,
        thing_kind=trail_table(thing) if thing is not None else "",
        thing_id=thing.id if thing is not None else None,
        facts=dict(facts or {}),
    )


def place(entry: Pending, thing: Any, session: Session) -> None:
    """Fill in root, entity and key from the thing, once it is known."""
    if thing is None:
        return
    if entry.root_id is None:
        entry.root_id = getattr(thing, "root_id", None)
    if entry.entity_id is None:
        entry.entity_id = getattr(thing, "entity_id", None)
    if entry.detail_key_id is None:
        entry.detail_key_id = getattr(thing, "data_key_id", None)
