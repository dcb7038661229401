"""In what a case says something else now of a listed person than the entry does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.cases.opened_case.register_views import Difference
from caseflow.crypto.opening import show_rows
from caseflow.facts.genders import read as read_gender
from caseflow.labels import _
from caseflow.screening.matching.people import Person
from caseflow.screening.models import CorrectedPerson, EntryStage, RegisterEntry
from caseflow.screening.opened_values import person_of


@dataclass(frozen=True)
class CorrectionView:
    """What the case says now where it differs (`there`), and what is listed (`here`)."""

    noted_at: datetime
    lines: tuple[Difference, ...]
    own: bool
    """Whether the reader corrected it in the case."""


def open_correction(session: Session, entry: RegisterEntry) -> CorrectedPerson | None:
    """What the registry has not dealt with yet, if anything."""
    return session.scalar(
        sa.select(CorrectedPerson).where(
            CorrectedPerson.root_id == entry.id, CorrectedPerson.settled_at.is_(None)
        )
    )


def is_corrected() -> sa.ColumnElement[bool]:
    """Whether the registry has to deal with a correction in an entry, within any statement."""
    waits = sa.select(CorrectedPerson.id).where(
        CorrectedPerson.root_id == RegisterEntry.id, CorrectedPerson.settled_at.is_(None)
    )
    return sa.and_(RegisterEntry.stage != EntryStage.WITHDRAWN, waits.exists())


def count_corrected(session: Session, *, actor: Actor) -> int:
    """In how many entries within reach the registry has to deal with a correction."""
    assert_acting(session, actor)
    counted = sa.select(sa.func.count(RegisterEntry.id)).where(is_corrected())
    return session.scalar(counted) or 0


def correction_of(
    session: Session, entry: RegisterEntry, listed: Person, reader: object
) -> CorrectionView | None:
    """What the registry has to deal with in this entry, opened."""
    row = open_correction(session, entry)
    if row is None:
        return None
    now = person_of(show_rows(session, (row,), ("person",))[0]["person"])
    return CorrectionView(row.noted_at, tuple(_lines(listed, now)), row.noted_by == reader)


def _lines(listed: Person, now: Person) -> Iterator[Difference]:
    pairs = (
        (_("Names"), ", ".join(listed.names), ", ".join(now.names)),
        (_("Date of birth"), _births(listed), _births(now)),
        (_("Nationality"), listed.nationality_words, now.nationality_words),
        (_("Gender"), _gender(listed), _gender(now)),
        (
            _("Passport or staff number"),
            ", ".join(listed.id_numbers),
            ", ".join(now.id_numbers),
        ),
    )
    for what, here, there in pairs:
        if here != there:
            yield Difference("", what, here, there)


def _births(person: Person) -> str:
    return ", ".join(map(str, person.births))


def _gender(person: Person) -> str:
    known = read_gender(person.gender).gender
    return known.label if known else person.gender
