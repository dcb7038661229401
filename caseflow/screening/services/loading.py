"""Loading labelled sets of people into the register, and dropping them again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Root
from caseflow.audit.acts import Act
from caseflow.audit.record import act_per_root, pending
from caseflow.crypto.shredding import shred
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.labels import Text, _
from caseflow.screening import index
from caseflow.screening.csvfiles import Row
from caseflow.screening.index import Listing
from caseflow.screening.matching import dates, names
from caseflow.screening.matching.people import Person, gender, id_number
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.services.entries import new_entry

COLUMNS = (
    "ref",
    "name",
    "aliases",
    "date_of_birth",
    "nationality",
    "gender",
    "id_numbers",
)
AT_ONCE = 200
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
LONGEST_REF = 80
MOST_VALUES = 100


@dataclass(frozen=True)
class Problem:
    """A row that did not go in, and why."""

    row: int
    ref: str
    reason: Text


def check_label(label: str | None) -> str | None:
    """A label that can mark a set. Raises NotReady."""
    if label is not None and not LABEL.fullmatch(label):
        raise NotReady(_("A label has up to 40 letters, digits, dots, dashes and underscores."))
    return label


def load_rows(
    session: Session, rows: Sequence[Row], *, label: str | None, publish: bool, now: datetime
) -> list[Problem]:
    """Put these rows into the register; those that cannot go in come back with their reasons.

    `publish` admits them as they are, as demonstration data does; else they are proposals, which
    a second person publishes after notice. Needs a system session, whose caller commits.
    """
    problems: list[Problem] = []
    taken = _taken(session, [row.values.get("ref", "").strip() for row in rows])
    made: list[tuple[RegisterEntry, Person]] = []
    for row in rows:
        ref = row.values.get("ref", "").strip()
        read = _person(row, ref, taken)
        if isinstance(read, Text):
            problems.append(Problem(row.number, ref[:LONGEST_REF], read))
            continue
        taken.add(ref)
        made.append((_entry(session, ref, read, label, publish, now), read))
    with act_per_root(session, Act.REGISTER_LOADED):
        session.add_all(entry for entry, _person in made)
    if publish and made:
        listings = [Listing(entry.id, entry.data_key_id, person) for entry, person in made]
        index.put(session, listings, prune=False)
    return problems


def _entry(
    session: Session, ref: str, person: Person, label: str | None, publish: bool, now: datetime
) -> RegisterEntry:
    entry = new_entry(session, person, ref=ref, dossier=None, now=now, label=label)
    if publish:
        entry.stage = EntryStage.PUBLISHED
        entry.published_at = now
        entry.admitted = True
    return entry


def _taken(session: Session, refs: Sequence[str]) -> set[str]:
    return set(session.scalars(sa.select(RegisterEntry.ref).where(RegisterEntry.ref.in_(refs))))


def _person(row: Row, ref: str, taken: set[str]) -> Person | Text:
    """The person of a row, or why there is none."""
    if row.fault is not None:
        return row.fault
    if not ref or len(ref) > LONGEST_REF or not ref.isprintable():
        return _("The row has no ref of at most 80 characters.")
    if ref in taken:
        return _("This ref stands in the register already.")
    return person_of(row.values)


def person_of(values: Mapping[str, str]) -> Person | Text:
    """The person that the columns of a row tell of, or what is wrong with them."""
    called = [values["name"].strip(), *_several(values["aliases"])]
    if any(len(name) > names.LONGEST for name in called) or len(called) > MOST_VALUES:
        return _("A name is too long, or there are too many.")
    if not names.read(called[0]).words:
        return _("There is no name that can be compared.")
    try:
        births = tuple(dates.read(text) for text in _several(values["date_of_birth"]))
    except ValueError:
        return _("A date of birth cannot be read. Write 1984, 1984-07 or 1984-07-04.")
    numbers = [id_number(text) for text in _several(values["id_numbers"])]
    return Person(
        tuple(called),
        births,
        tuple(text.lower()[:60] for text in _several(values["nationality"])),
        gender(values["gender"]),
        tuple(number for number in numbers if number),
    )


def _several(cell: str) -> list[str]:
    return [text.strip() for text in cell.split("|") if text.strip()]


def finish_loading(session: Session) -> None:
    """Thin the index out once a set is in. Needs a system session, whose caller commits."""
    index.thin(session)


def drop_rows(session: Session, label: str, *, now: datetime, even_published: bool = False) -> int:
    """Drop up to two hundred entries of a labelled set, with their keys; how many were dropped.

    Raises NotFound when no entry carries the label, Refused when one was published by people:
    such entries are withdrawn, never dropped (`even_published`: but for a demonstration's).
    Needs a system session, whose caller commits.
    """
    entries = session.scalars(
        sa.select(RegisterEntry).where(RegisterEntry.label == label).limit(AT_ONCE)
    ).all()
    if not entries:
        raise NotFound(_("No entry carries this label."))
    published = session.scalar(
        sa.select(sa.func.count(RegisterEntry.id)).where(
            RegisterEntry.label == label, RegisterEntry.published_by.is_not(None)
        )
    )
    if published and not even_published:
        raise Refused(_("Entries of this set were published by people: withdraw them instead."))
    ids = [entry.id for entry in entries]
    index.take_out(session, ids)
    with act_per_root(session, Act.REGISTER_DROPPED):
        for entry in entries:
            session.delete(entry)
    for line in pending(session):
        if line.root_id in ids:
            # the entry's own key is shredded before the trail is written
            line.detail_key_id = None
    for root in session.scalars(sa.select(Root).where(Root.id.in_(ids))):
        session.delete(root)
    session.flush()
    shred(session, [("register-entry", entry_id) for entry_id in ids], now=now)
    return len(ids)
