"""Comparing a person with the published register: past the wall, in a session of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose, system_session
from caseflow.crypto.broken import BROKEN, Unreadable, broken_seals
from caseflow.crypto.opening import show_rows
from caseflow.db import WorkSession, keep
from caseflow.screening.finding import find
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.scoring import REFER_FROM, Band, Comparer, Likeness
from caseflow.screening.models import EntryStage, RegisterEntry, RegisterOwner
from caseflow.screening.opened import person_of
from caseflow.screening.queries.thresholds import InForce

OPENED = 40
"""How many sealed entries one look-up opens."""
CARRIED = ("keyring", "audit_signer", "secrets", "events", "now", BROKEN)
UNREAD = Likeness(REFER_FROM, None, {})
"""Stands for a likeness that cannot be known, as high as what a person has to look at."""


@dataclass(frozen=True)
class Match:
    """An entry of the register, and how alike it is."""

    entry_id: UUID
    ref: str
    likeness: Likeness
    unread: bool = False
    """The entry's seal does not match: keys lead to it, and a person has to look."""

    def band(self, holds: InForce) -> Band:
        """How alike they are; somebody who cannot be compared is never said to be clear."""
        return Band.REFER if self.unread else holds.band(self.likeness.score)


@contextmanager
def beside(session: Session) -> Iterator[Session]:
    """A session for comparing, beside one that acts for a person.

    It only reads: whoever asked records in their own transaction that it was used, since a second
    writer would wait for the first for ever.
    """
    # a reading transaction also where the request's own connection holds SQLite's write lock
    bind = session.get_bind().execution_options(begin="DEFERRED")

    def make() -> Session:
        broken_seals(session)  # what is met beside is recorded by whoever asked
        carried = {name: session.info[name] for name in CARRIED if name in session.info}
        return WorkSession(bind, info={**carried, "writes": False})

    with system_session(make, Purpose.MATCHING) as reading:
        yield reading


def matches(session: Session, asked: Person, *, limit: int) -> list[Match]:
    """The published entries most like this person, best first. Needs a session that compares."""
    comparer = Comparer(asked)
    compared = [
        Match(entry.id, entry.ref, comparer.compare(listed) if listed else UNREAD, listed is None)
        for entry, listed in likely(session, asked)
    ]
    # of those equally alike the one for whom more keys speak stays first
    return sorted(compared, key=lambda m: -m.likeness.score)[:limit]


def likely(session: Session, asked: Person) -> list[tuple[Any, Person | None]]:
    """The published entries that may be this person, opened: those first for whom keys say most.

    None stands for a person whose seal does not match.
    """
    owners = find(session, asked, limit=OPENED)
    found = {row.owner: row for row in session.execute(_ENTRIES, {"owners": owners})}
    entries = [found[owner] for owner in owners if owner in found]
    # not asked of the database, which would walk through all that are published
    rows = [entry for entry in entries if entry.stage is EntryStage.PUBLISHED]
    opened = [each["person"] for each in show_rows(session, rows, ("person",), model=RegisterEntry)]
    people = [None if isinstance(text, Unreadable) else person_of(text) for text in opened]
    return list(zip(rows, people, strict=True))


_ENTRIES = keep(
    sa.select(
        RegisterEntry.id,
        RegisterEntry.ref,
        RegisterEntry.data_key_id,
        RegisterEntry.person,
        RegisterEntry.stage,
        RegisterOwner.id.label("owner"),
    )
    .join(RegisterOwner, RegisterOwner.entry_id == RegisterEntry.id)
    .where(RegisterOwner.id.in_(sa.bindparam("owners", expanding=True)))
)
