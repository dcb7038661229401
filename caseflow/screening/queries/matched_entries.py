"""The entries that possible matches point to, and whether they hold at present."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.opening import show_rows
from caseflow.screening.comparing_session import comparing_session
from caseflow.screening.models import (
    Inquiry,
    Judgement,
    JudgementVerdict,
    PossibleMatch,
    RegisterEntry,
    Settlement,
)
from caseflow.screening.opened_values import parts_of
from caseflow.screening.queries.entry_validity import FACTS, Force, compared, standing_of
from caseflow.session_values import for_system

TWO = 2


def forces_of(session: Session, matches: Sequence[PossibleMatch]) -> dict[UUID, Force]:
    """Whether the entry of each match holds, also one that the session's person does not see.

    A match that cannot be opened is held: nobody can tell whose entry it was.
    """
    if for_system(session):
        return _forces(session, session, matches)
    with comparing_session(session) as reading:
        return _forces(session, reading, matches)


def _forces(
    session: Session, reading: Session, matches: Sequence[PossibleMatch]
) -> dict[UUID, Force]:
    """The same; the matches are opened by one session, their entries read by another."""
    entries = _entries(session, matches)
    known = entry_forces(reading, list(entries.values()))
    return {
        match.id: known.get(entries[match.id], Force.OUT) if match.id in entries else Force.HELD
        for match in matches
    }


def _entries(session: Session, matches: Sequence[PossibleMatch]) -> dict[UUID, UUID]:
    """Which entry each match is of, as far as matches open."""
    opened = [parts_of(each["detail"]) for each in show_rows(session, matches, ("detail",))]
    return {
        match.id: UUID(parts["entry_id"])
        for match, parts in zip(matches, opened, strict=True)
        if parts is not None
    }


def entry_forces(session: Session, entry_ids: Sequence[UUID]) -> dict[UUID, Force]:
    """What each of these entries says at present."""
    if not entry_ids:
        return {}
    rows = session.execute(sa.select(*FACTS).where(RegisterEntry.id.in_(entry_ids))).all()
    stood = standing_of(session, rows)
    return {row.id: compared(row, stood[row.id]) for row in rows}


def listed_now(
    session: Session, reading: Session, inquiries: Sequence[Inquiry]
) -> Mapping[UUID, Force]:
    """Of inquiries that were answered "listed": whether that still holds.

    The matches are read by the session of whoever asks, the entries by one that compares.
    """
    ids = [each.id for each in inquiries if each.settlement is Settlement.LISTED]
    matches = session.scalars(
        sa.select(PossibleMatch).where(
            PossibleMatch.root_id.in_(ids),
            PossibleMatch.id.in_(
                sa.select(Judgement.match_id)
                .where(Judgement.root_id.in_(ids), Judgement.verdict == JudgementVerdict.SAME)
                .group_by(Judgement.match_id)
                .having(sa.func.count() >= TWO)
            ),
        )
    ).all()
    forces = _forces(session, reading, matches)
    found: dict[UUID, Force] = dict.fromkeys(ids, Force.OUT)
    order = [Force.OUT, Force.HELD, Force.IN_FORCE]
    for match in matches:
        found[match.root_id] = max(found[match.root_id], forces[match.id], key=order.index)
    return found
