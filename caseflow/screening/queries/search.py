"""Finding register entries and look-ups: by a part of their reference, and by words of a name.

The register answers only who may read it, a look-up only whoever made it or compares people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.opening import show_rows
from caseflow.db import at_most
from caseflow.facts.typed_codes import ALPHABET, bare, plain
from caseflow.labels import Text
from caseflow.names.name_parts import parts
from caseflow.names.word_search import carries_words
from caseflow.screening.index import OWNERS, TOKENS, tokens_of
from caseflow.screening.matching import keys
from caseflow.screening.matching.people import Person
from caseflow.screening.models import Answer, Inquiry, RegisterEntry
from caseflow.screening.opened_values import candidate_of, person_of
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.queries.entry_states import state_of
from caseflow.screening.queries.entry_validity import standing_of

NEWEST = 500
"""Of so many entries the names are opened whatever the index says; it leaves out words that many
carry, and what others carry must not decide what this reader finds."""
MOST_OPENED = 200
"""Of so many look-ups, the latest, the names are opened."""
FEWEST = 3
"""Letters and digits of a part of a reference."""
HALF = 5
"""Letters that may be a part of a reference although no digit is among them."""
SIGNED = re.compile(r"\W*(?:SR|RE)\W")
"""How a reference of a look-up or of an entry begins."""


@dataclass(frozen=True)
class FoundEntry:
    """One register entry or look-up; `exact` where its whole reference was typed."""

    ref: str
    name: str
    state: Text
    exact: bool


def find_entries(session: Session, typed: str, *, actor: Actor, limit: int) -> list[FoundEntry]:
    """The entries within reach that were meant; whoever asks records it. Raises Refused."""
    assert_acting(session, actor)
    require(session, actor, ScreeningPermission.REGISTER_READ)
    newest = sa.select(RegisterEntry).order_by(
        RegisterEntry.proposed_at.desc(), RegisterEntry.id.desc()
    )
    part = ref_part(typed)
    rows: list[RegisterEntry] = []
    if part is not None:
        rows += session.scalars(newest.where(_has(RegisterEntry.ref, part)).limit(at_most(limit)))
    if parts(typed):
        latest = session.scalars(newest.limit(at_most(NEWEST))).all()
        carrying = RegisterEntry.id.in_(_indexed(session, typed))
        rows += [*latest, *session.scalars(newest.where(carrying).limit(at_most(NEWEST)))]
    every = list({row.id: row for row in rows}.values())
    opened = show_rows(session, every, ("person",))
    chosen = []
    for row, text in zip(every, opened, strict=True):
        called = person_of(text["person"]).names
        exact = part is not None and part == bare(row.ref)
        if (part is not None and part in bare(row.ref)) or any(
            carries_words(name, typed) for name in called
        ):
            chosen.append((row, called[0], exact))
    chosen.sort(key=lambda each: not each[2])
    stood = standing_of(session, [row for row, _name, _exact in chosen[:limit]])
    return [
        FoundEntry(row.ref, name, state_of(row.stage, stood[row.id]).label, exact)
        for row, name, exact in chosen[:limit]
    ]


def find_own_look_ups(
    session: Session, typed: str, *, actor: Actor, limit: int
) -> list[FoundEntry]:
    """The actor's own look-ups that were meant, latest first; whoever asks records it.

    Raises Refused.
    """
    assert_acting(session, actor)
    require(session, actor, ScreeningPermission.LOOK_UP)
    return _look_ups(session, typed, [Inquiry.owner_id == actor.user_id], limit)


def find_referrals(session: Session, typed: str, *, actor: Actor, limit: int) -> list[FoundEntry]:
    """The look-ups that wait for a judgement and were meant; whoever asks records it.

    Raises Refused.
    """
    assert_acting(session, actor)
    require(session, actor, ScreeningPermission.RESOLVE)
    waiting = [Inquiry.answer == Answer.REFER, Inquiry.settled_at.is_(None)]
    return _look_ups(session, typed, waiting, limit)


def _look_ups(
    session: Session, typed: str, where: Sequence[sa.ColumnElement[bool]], limit: int
) -> list[FoundEntry]:
    latest = sa.select(Inquiry).order_by(Inquiry.asked_at.desc(), Inquiry.id.desc())
    rows = session.scalars(latest.where(*where).limit(at_most(MOST_OPENED))).all()
    part = ref_part(typed)
    found = []
    for row, text in zip(rows, show_rows(session, rows, ("candidate",)), strict=True):
        candidate = candidate_of(text["candidate"])
        called = (candidate.name, *candidate.other_names)
        if (part is not None and part in bare(row.ref)) or any(
            carries_words(name, typed) for name in called
        ):
            exact = part is not None and part == bare(row.ref)
            found.append(FoundEntry(row.ref, candidate.name, row.answer.label, exact))
    return sorted(found, key=lambda each: not each.exact)[:limit]


def ref_part(typed: str) -> str | None:
    """The letters and digits of a reference that was typed in part; None for what is none.

    A part has a digit, begins as a reference does, or is as long as half of one.
    """
    text = plain(typed[:40])
    found = bare(text)
    signed = SIGNED.match(text) is not None
    telling = signed or (len(found) >= FEWEST and any(c.isdigit() for c in found))
    telling = telling or (len(found) >= HALF and set(found.upper()) <= set(ALPHABET))
    return found if found.isascii() and telling else None


def _has(column: Any, part: str) -> sa.ColumnElement[bool]:
    return sa.func.replace(column, "-", "").like(f"%{part}%")


def _indexed(session: Session, typed: str) -> sa.Select[Any]:
    """The entries that the index has under one of the words that were typed."""
    wanted = keys.sought(Person((typed,)))[keys.NAME]
    made = tokens_of(keyring_of(session), keys.NAME, wanted)
    return (
        sa.select(OWNERS.c.entry_id)
        .join(TOKENS, TOKENS.c.owner_id == OWNERS.c.id)
        .where(TOKENS.c.token.in_(made))
    )
