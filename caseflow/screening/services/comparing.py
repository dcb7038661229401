"""Comparing a person with the published register: past the wall, in a session of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.broken_seals import Unreadable
from caseflow.crypto.opening import show_rows
from caseflow.db import keep
from caseflow.facts.id_numbers import is_telling
from caseflow.screening.finding import find
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.scoring import REFER_FROM, Band, Comparer, Likeness
from caseflow.screening.models import EntryStage, RegisterEntry, RegisterOwner
from caseflow.screening.opened_values import person_of
from caseflow.screening.queries.entry_validity import FACTS, Force, standing_of
from caseflow.screening.queries.thresholds import InForce

OPENED = 40
"""How many sealed entries one look-up opens."""
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
    held: bool = False
    """The entry does not hold at present: whoever resembles it is referred, and no more."""

    same_number: bool = False
    """The two have a number in common that tells people apart: names change, passports rarely."""

    def band(self, holds: InForce) -> Band:
        """How alike they are.

        Nobody is said to be clear who cannot be compared, or who has a number of the entry.
        """
        band = Band.REFER if self.unread else holds.band(self.likeness.score)
        if self.same_number and band is Band.CLEAR:
            return Band.REFER
        return Band.REFER if self.held and band is Band.STRONG else band


def matches(session: Session, asked: Person, *, limit: int) -> list[Match]:
    """The published entries most like this person, best first. Needs a session that compares."""
    comparer = Comparer(asked)
    compared = [
        Match(
            entry.id,
            entry.ref,
            comparer.compare(listed) if listed else UNREAD,
            unread=listed is None,
            held=force is Force.HELD,
            same_number=listed is not None and _have_same_number(asked, listed),
        )
        for entry, listed, force in _likely(session, asked)
    ]
    # of those equally alike the one for whom more keys speak stays first
    return sorted(compared, key=lambda m: (not m.same_number, -m.likeness.score))[:limit]


def _have_same_number(asked: Person, listed: Person) -> bool:
    return any(map(is_telling, set(asked.id_numbers).intersection(listed.id_numbers)))


def likely(session: Session, asked: Person) -> list[tuple[Any, Person | None]]:
    """The published entries that may be this person, opened: those first for whom keys say most.

    None stands for a person whose seal does not match. Those that a new decision took out are left
    out; those that are held come with the rest.
    """
    return [(entry, listed) for entry, listed, _force in _likely(session, asked)]


def _likely(session: Session, asked: Person) -> list[tuple[Any, Person | None, Force]]:
    owners = find(session, asked, limit=OPENED)
    found = {row.owner: row for row in session.execute(_ENTRIES, {"owners": owners})}
    entries = [found[owner] for owner in owners if owner in found]
    # not asked of the database, which would walk through all that are published
    rows = [entry for entry in entries if entry.stage is EntryStage.PUBLISHED]
    stood = standing_of(session, rows)
    rows = [row for row in rows if stood[row.id].force is not Force.OUT]
    opened = [each["person"] for each in show_rows(session, rows, ("person",), model=RegisterEntry)]
    people = [None if isinstance(text, Unreadable) else person_of(text) for text in opened]
    forces = [stood[row.id].force for row in rows]
    return list(zip(rows, people, forces, strict=True))


_ENTRIES = keep(
    sa.select(
        *FACTS,
        RegisterEntry.ref,
        RegisterEntry.data_key_id,
        RegisterEntry.person,
        RegisterOwner.id.label("owner"),
    )
    .join(RegisterOwner, RegisterOwner.entry_id == RegisterEntry.id)
    .where(RegisterOwner.id.in_(sa.bindparam("owners", expanding=True)))
)
