"""What was done to a case besides its moves, kept with the reason for whoever reads the case.

Each is a row of its own among the corrections: what was done is its `fact`, what it was done to is
what it is `about`, and `before` is what stood there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.cases.models import About, Case, Correction
from caseflow.cases.records.making import sealed
from caseflow.crypto.columns import conceal

DEPARTURE = "left_on"
LINKED, UNTIED = "linked", "untied"
MERGED_IN, MERGE_UNDONE = "merged-in", "merge-undone"
STAGE_BACK, STAGE_AGAIN = "stage-back", "stage-again"
FINDING_WITHDRAWN = "finding-withdrawn"
KEPT_ACTS = {
    DEPARTURE: About.PERSON,
    LINKED: About.CASE,
    UNTIED: About.CASE,
    MERGED_IN: About.CASE,
    MERGE_UNDONE: About.CASE,
    STAGE_BACK: About.CASE,
    STAGE_AGAIN: About.CASE,
    FINDING_WITHDRAWN: About.FINDING,
}
"""What each is about: a person, this case, another one, or a finding."""


def keep_act(
    session: Session,
    case: Case,
    what: str,
    about_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    before: Any = None,
) -> None:
    """Keep that something was done to a case, with why. Within the act that does it."""
    session.add(
        Correction(
            root_id=case.id,
            data_key_id=case.data_key_id,
            about=KEPT_ACTS[what],
            about_id=about_id,
            fact=what,
            before=sealed(None if before is None else str(before)),
            reason=conceal(reason.strip()),
            made_at=now,
            made_by=user_of(actor),
        )
    )


class Stood(NamedTuple):
    """Where a case stood: its track, None where that is not known, and its stage."""

    track: str | None
    stage: str

    @property
    def kept(self) -> str:
        """As it is kept."""
        return f"{self.track}:{self.stage}" if self.track else self.stage

    @classmethod
    def read(cls, kept: str) -> Stood:
        """From what is kept; earlier releases kept the stage alone."""
        name, _colon, stage = kept.rpartition(":")
        return cls(name or None, stage)


def stands(case: Case) -> Stood:
    """Where a case stands now."""
    return Stood(case.track, case.stage)


def keep_stage_back(
    session: Session, case: Case, before: Stood, *, actor: Actor, now: datetime
) -> bool:
    """Keep that a case stands at an earlier stage than before, once it followed its proceedings.

    Whether it does. Within the act that brought it about.
    """
    if stands(case) == before:
        return False
    keep_act(session, case, STAGE_BACK, case.id, before=before.kept, actor=actor, now=now)
    return True
