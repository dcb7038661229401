"""Finding victims' files by a part of their code, and by nothing else: never by a name."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.audit.opened_lately import opened_lately
from caseflow.db import at_most
from caseflow.facts.typed_codes import ALPHABET, bare, plain
from caseflow.labels import Text
from caseflow.victims.acts import VictimAct
from caseflow.victims.codes import VICTIM_CODES
from caseflow.victims.models import VictimFile
from caseflow.victims.permissions import VictimPermission

PART = re.compile(rf"(V?)([{ALPHABET}]{{2,6}})")
SIGNED = re.compile(rf"^\W*V\W|[{ALPHABET}]-[{ALPHABET}]{{1,2}}\W*$")
"""Looks like a code, also without a digit: “V-” before it, or its dash before the last two."""
SYMBOLS = 6
LONGEST = 40


def find_files(session: Session, typed: str, *, actor: Actor, limit: int) -> list[tuple[str, Text]]:
    """The codes of files within reach that were meant, with how urgent they are; so many at most.

    Whoever asks records the search. Raises Refused.
    """
    assert_acting(session, actor)
    require(session, actor, VictimPermission.READ)
    part = code_part(typed)
    if part is None:
        return []
    kept = sa.func.replace(VictimFile.code, "-", "")
    rows = session.execute(
        sa.select(VictimFile.code, VictimFile.urgency)
        .where(kept.like(f"V%{part}%"))
        .order_by(VictimFile.opened_at.desc(), VictimFile.id.desc())
        .limit(at_most(limit))
    ).all()
    return [(row.code, row.urgency.label) for row in rows]


def files_opened_lately(
    session: Session, *, actor: Actor, limit: int
) -> tuple[tuple[str, Text], ...]:
    """The codes of the files that this reader opened last and may still see."""
    ids = opened_lately(session, (VictimAct.FILE_READ,), actor=actor, limit=limit)
    if not ids:
        return ()
    rows = session.execute(
        sa.select(VictimFile.id, VictimFile.code, VictimFile.urgency).where(VictimFile.id.in_(ids))
    ).all()
    ordered = sorted(rows, key=lambda row: ids.index(row.id))
    return tuple((row.code, row.urgency.label) for row in ordered)


def code_part(typed: str) -> str | None:
    """The symbols of a code that were typed, with or without “V-”; None for words and names.

    A part has a digit or a dash between its symbols, begins with “V-”, or is a whole code.
    """
    whole = VICTIM_CODES.parse(typed)
    if whole is not None:
        return bare(whole)[1:]
    text = plain(typed[:LONGEST])
    signed = SIGNED.search(text) is not None
    match = PART.fullmatch(bare(text))
    if match is None or len(match[2]) > SYMBOLS:
        return None
    return match[2] if signed or any(c.isdigit() for c in match[2]) else None
