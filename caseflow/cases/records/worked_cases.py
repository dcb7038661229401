"""Which cases a person has worked on since they were brought in from an old register."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Exclusion, Grant
from caseflow.audit.acts import PageAct, TrailAct
from caseflow.audit.models import Entry
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import (
    Allegation,
    Case,
    CaseLink,
    ClockChange,
    Correction,
    Covering,
    Decision,
    Finding,
    Investigation,
    Oversight,
    Part,
    Party,
    Withdrawal,
)
from caseflow.matters.models import File, Move, Note, Task
from caseflow.matters.task_kinds import MatterTaskKind

LOOKS = (
    CaseAct.ACCESS_ASKED,
    PageAct.ACCESS_REFUSED,
    TrailAct.AUDIT_READ,
    CaseAct.EXPORTED,
    CaseAct.LISTED,
    CaseAct.READ,
    CaseAct.DOCUMENT_MADE,
    CaseAct.EXPORT_VERIFIED,
    TrailAct.INTEGRITY_FAILED,
    PageAct.SEARCHED,
)
"""Acts that leave a case as it is."""

WRITTEN: tuple[tuple[Any, sa.ColumnElement[bool]], ...] = (
    (Move, Move.moved_by.is_not(None)),
    (Finding, sa.not_(Finding.admitted)),
    (Decision, sa.or_(sa.not_(Decision.admitted), Decision.set_aside_at.is_not(None))),
    (Party, sa.or_(Party.part.in_((Part.WITNESS, Part.COUNSEL)), Party.split_from.is_not(None))),
    (Allegation, Allegation.external_id.is_(None)),
    (Note, sa.true()),
    (File, sa.true()),
    (
        Task,  # what somebody asks from outside is no work in the case
        sa.or_(
            sa.and_(Task.made_by.is_not(None), Task.kind == MatterTaskKind.OWN),
            Task.done_by.is_not(None),
        ),
    ),
    (CaseLink, sa.true()),
    (Investigation, sa.true()),
    (ClockChange, sa.true()),
    (Correction, sa.true()),
    (Withdrawal, sa.true()),
    (Covering, sa.true()),
    (Grant, sa.true()),
    (Exclusion, Exclusion.given_by.is_not(None)),
    (Oversight, sa.true()),
)
"""Rows that no import writes."""

OTHERWISE: dict[str, str] = {
    "cases": "an act of a person on a case is on the trail under it, and an owner is asked for",
    "occurrences": "typed when a case is logged; a change is an act on the case",
    "proceedings": "opened with its subject, moved by a move",
    "measures": "hang on a decision of a person, or came in with the case",
    "merged_rows": "what a merge took along, which is an act of a person on both cases",
    "covered_words": "hang on a covering, which is the work of two people",
    "clock_records": "counted by the program from moves and clock changes",
    "running_limits": "counted by the program from moves and clock changes",
    "file_pieces": "parts of a file that a person added, or of an upload",
    "file_uploads": "a file on its way: it is work once it is a file",
    "note_versions": "what a note said that a person wrote",
    "drafts": "roots of their own: a matter that was not logged yet",
    "roots": "who sees a case and where it lies: changed by an act on the case",
    "exports": "somebody took a document away: a look",
    "name_owners": "the index of the names that stand in the case",
    "name_tokens": "the index of the names that stand in the case",
}
"""Tables that hang on a case and need no line above, each with the reason."""


def worked_on(session: Session, ids: AbstractSet[UUID]) -> set[UUID]:
    """Those of these cases in which a person has written, decided or changed anything since.

    The trail tells it for every act of a person that was not a look; rows that no import writes
    tell it too, where an act belongs to another case or the system did it for somebody.
    """
    if not ids:
        return set()
    acted = sa.select(Entry.root_id).where(
        Entry.root_id.in_(ids), Entry.actor_id.is_not(None), Entry.act.not_in(LOOKS)
    )
    owned = sa.select(Case.id).where(Case.id.in_(ids), Case.owner_id.is_not(None))
    written = [
        sa.select(model.root_id).where(model.root_id.in_(ids), by_a_person)
        for model, by_a_person in WRITTEN
    ]
    return set(session.scalars(sa.union(acted, owned, *written)))
