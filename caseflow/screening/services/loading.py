"""Loading labelled sets of people into the register, and dropping them again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Classification, Root
from caseflow.audit.bulk import NewRows
from caseflow.audit.record import act_per_root, pending
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, Keyring, keyring_of
from caseflow.crypto.shredding import shred
from caseflow.days import office_day
from caseflow.db import at_most, new_id
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.facts.countries import read_several
from caseflow.facts.dates import UNDECLARED, Declared
from caseflow.facts.words_for_nothing import bare_name
from caseflow.labels import Text, _
from caseflow.matters.services.matter_removal import drop_what_hangs
from caseflow.names import reader
from caseflow.reference.taxonomy import taxonomy
from caseflow.screening import index
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.columns import DECIDED, PERSON, several
from caseflow.screening.index import Carrying, tokens_for
from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.people import Person, gender, id_numbers, nationalities
from caseflow.screening.models import EntryStage, RegisterCategory, RegisterEntry
from caseflow.screening.services.decided_elsewhere import DecidedElsewhere
from caseflow.screening.unread_facts import UnreadFact, unread_facts
from caseflow.sheets.named_rows import Row

AT_ONCE = 800
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
LONGEST_REF = 80
MOST_VALUES = 100


@dataclass(frozen=True)
class Problem:
    """A row that did not go in, and why."""

    line: int
    ref: str
    reason: Text | str


@dataclass(frozen=True)
class Reading:
    """How the rows of a file are read: on which day, and what was declared of its dates."""

    today: date
    declared: Declared = UNDECLARED


def check_label(label: str | None) -> str | None:
    """A label that can mark a set. Raises NotReady."""
    if label is not None and not LABEL.fullmatch(label):
        raise NotReady(_("A label has up to 40 letters, digits, dots, dashes and underscores."))
    return label


@dataclass(frozen=True)
class Loaded:
    """What came of some rows: how many were written, and those that were not."""

    created: int
    problems: list[Problem]


@dataclass(frozen=True)
class ReadRow:
    """A row as it was read: a person ready to be sealed and found, or what is wrong with it."""

    line: int
    ref: str
    problem: Text | None
    person: str = ""
    tokens: frozenset[int] = frozenset()
    decision: DecidedElsewhere | None = None
    unread: tuple[UnreadFact, ...] = ()


def read_rows(keyring: Keyring, rows: Sequence[Row], reading: Reading) -> list[ReadRow]:
    """Read these rows and make their tokens: all that needs no database."""
    refs = [row.values.get("ref", "").strip() for row in rows]
    read = [_person(row, ref, reading) for row, ref in zip(rows, refs, strict=True)]
    people = [each for each in read if isinstance(each, Person)]
    made = iter(zip(people, tokens_for(keyring, people), strict=True))
    found = []
    for row, ref, each in zip(rows, refs, read, strict=True):
        if isinstance(each, Text):
            found.append(ReadRow(row.line, ref, each))
        else:
            person, tokens = next(made)
            decided, text = _decision(row.values), person.to_json()
            unread = tuple(unread_facts(row, today=reading.today, declared=reading.declared))
            found.append(ReadRow(row.line, ref, None, text, tokens, decided, unread))
    return found


def _decision(values: Mapping[str, str]) -> DecidedElsewhere | None:
    """What was decided, where the file has columns for it."""
    if not set(DECIDED) <= values.keys():
        return None
    return DecidedElsewhere(**{name: values[name].strip() for name in DECIDED})


def load_rows(
    session: Session, rows: Sequence[ReadRow], *, label: str | None, publish: bool, now: datetime
) -> Loaded:
    """Put these rows into the register; those that cannot go in come back with their reasons.

    `publish` admits them as they are, as demonstration data does; else they are proposals, which
    a second person publishes after notice, and each says what was decided (`DECIDED`). Needs a
    system session, whose caller commits.
    """
    problems: list[Problem] = []
    taken = _taken(session, [row.ref for row in rows])
    good: list[ReadRow] = []
    for row in rows:
        problem: Text | str | None = row.problem
        if problem is None and row.ref in taken:
            problem = _("This ref stands in the register already.")
        if problem is None and not (publish and row.decision is None):
            problem = _why_not_listed(row.decision, office_day(now))
        if problem is not None:
            problems.append(Problem(row.line, row.ref[:LONGEST_REF], problem))
            continue
        taken.add(row.ref)
        good.append(row)
    carrying = _write(session, good, label, publish, now) if good else []
    if publish and carrying:
        index.put_tokens(session, carrying, prune=False)
    return Loaded(len(carrying), problems)


def _why_not_listed(decision: DecidedElsewhere | None, today: date) -> Text | str | None:
    """Why what was decided lists nobody, by the rules of the register; None where it does."""
    if decision is None:
        return _("The row does not say what was decided.")
    try:
        decision.check(today)
    except NotReady as refusal:
        column = "conduct" if refusal.field == "category" else refusal.field
        return _("%(column)s: %(why)s", column=column or "", why=refusal.sentence)
    return None


def _write(
    session: Session,
    read: Sequence[ReadRow],
    label: str | None,
    publish: bool,
    now: datetime,
) -> list[Carrying]:
    """Write entries with keys and trail, a statement a table; what they are to be found by."""
    ids = [new_id() for _each in read]
    keys = keyring_of(session).make_many(
        session,
        kind="register-entry",
        root_ids=ids,
        compartment=Compartment.SCREENING,
        now=now,
    )
    rows, carrying, version = NewRows(session), [], taxonomy(office_day(now)).version
    for entry_id, key, each in zip(ids, keys, read, strict=True):
        rows.add(
            RegisterEntry,
            id=entry_id,
            data_key_id=key,
            ref=each.ref,
            label=label,
            stage=EntryStage.PUBLISHED if publish else EntryStage.PROPOSED,
            classification=Classification.STRICTLY_CONFIDENTIAL,
            person=conceal(each.person),
            dossier=None if each.decision is None else conceal(_dossier(each.decision)),
            proposed_at=now,
            published_at=now if publish else None,
            admitted=publish,
        )
        if each.decision is not None:
            proven = {"type": each.decision.conduct, "standard": each.decision.standard}
            rows.add(RegisterCategory, root_id=entry_id, taxonomy=version, **proven)
        carrying.append(Carrying(entry_id, key, each.tokens))
    with act_per_root(session, ScreeningAct.REGISTER_LOADED):
        rows.write()
    return carrying


def _dossier(decision: DecidedElsewhere) -> str:
    return json.dumps(decision.dossier(), ensure_ascii=False)


def _taken(session: Session, refs: Sequence[str]) -> set[str]:
    return set(session.scalars(sa.select(RegisterEntry.ref).where(RegisterEntry.ref.in_(refs))))


def _person(row: Row, ref: str, reading: Reading) -> Person | Text:
    """The person of a row, or why there is none."""
    if row.fault is not None:
        return row.fault
    if not ref or len(ref) > LONGEST_REF or not ref.isprintable():
        return _("The row has no ref of at most 80 characters.")
    return person_of({**dict.fromkeys(PERSON, ""), **row.values}, reading)


def person_of(values: Mapping[str, str], reading: Reading) -> Person | Text:
    """The person that the columns of a row tell of, or what is wrong with them.

    Nobody is lost for a date, a country or a gender: what is sure of them is kept.
    """
    written = (values["name"].strip(), *several(values["aliases"]))
    called = [name for name in map(bare_name, written) if name]
    if not called:
        return _("There is no name.")
    if any(len(name) > reader.LONGEST for name in called) or len(called) > MOST_VALUES:
        return _("A name is too long, or there are too many.")
    births, _wrong = births_in(
        values["date_of_birth"], today=reading.today, declared=reading.declared
    )
    codes, unread = nationalities(read_several(values["nationality"]))
    person = Person(
        tuple(called),
        births,
        codes,
        gender(values["gender"]),
        id_numbers(values["id_numbers"]),
        unread,
    )
    return person if person.known_names else _("There is no name that can be compared.")


def finish_loading(session: Session) -> None:
    """Thin the index out once a set is in. Needs a system session, whose caller commits."""
    index.thin(session)


def drop_rows(session: Session, label: str, *, now: datetime, even_published: bool = False) -> int:
    """Drop up to eight hundred entries of a labelled set, with their keys; how many were dropped.

    Raises NotFound when no entry carries the label, Refused when one was published by people:
    such entries are withdrawn, never dropped (`even_published`: but for a demonstration's).
    Needs a system session, whose caller commits.
    """
    entries = session.scalars(
        sa.select(RegisterEntry).where(RegisterEntry.label == label).limit(at_most(AT_ONCE))
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
    with act_per_root(session, ScreeningAct.REGISTER_DROPPED):
        drop_what_hangs(session, ids)
        rests = sa.select(RegisterCategory).where(RegisterCategory.root_id.in_(ids))
        for row in (*session.scalars(rests), *entries):
            session.delete(row)
        session.flush()
        for root in session.scalars(sa.select(Root).where(Root.id.in_(ids))):
            session.delete(root)
    for line in pending(session):
        if line.root_id in ids:
            # the entry's own key is shredded before the trail is written
            line.detail_key_id = None
    shred(session, [("register-entry", entry_id) for entry_id in ids], now=now)
    return len(ids)
