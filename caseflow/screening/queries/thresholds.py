"""Which thresholds hold, which are proposed, and what they do to pairs that officers judged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows
from caseflow.db import at_most
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.matching.effects import Labelled
from caseflow.screening.matching.scoring import REFER_FROM, STRONG_FROM, VERSION, Band, band
from caseflow.screening.models import Judgement, JudgementVerdict, PossibleMatch, Thresholds
from caseflow.screening.opened_values import parts_of
from caseflow.screening.permissions import ScreeningPermission

MOST_PAIRS = 2000
MOST_SHOWN = 20


@dataclass(frozen=True)
class InForce:
    """The thresholds that hold: a confirmed version's, or the model's own (number 0)."""

    number: int
    refer_from: float
    strong_from: float

    @property
    def model(self) -> str:
        """What is stamped on an answer: the model, and the version of its thresholds if any."""
        return f"{VERSION}-t{self.number}" if self.number else VERSION

    def band(self, score: float) -> Band:
        """The band of a score."""
        return band(score, self.refer_from, self.strong_from)


@dataclass(frozen=True)
class Version:
    """A version of the thresholds, as the page lists it."""

    number: int
    refer_from: float
    strong_from: float
    model: str
    proposed_at: datetime
    proposed_by: str
    confirmed_at: datetime | None
    confirmed_by: str
    waiting: bool
    mine: bool


def in_force(session: Session) -> InForce:
    """The latest confirmed thresholds for the present model."""
    row = session.execute(
        sa.select(Thresholds.number, Thresholds.refer_from, Thresholds.strong_from)
        .where(Thresholds.confirmed_at.is_not(None), Thresholds.model == VERSION)
        .order_by(Thresholds.number.desc())
        .limit(at_most(1))
    ).first()
    return InForce(*row) if row else InForce(0, REFER_FROM, STRONG_FROM)


def versions(session: Session, *, actor: Actor) -> tuple[Version, ...]:
    """The versions of the thresholds, latest first."""
    assert_acting(session, actor)
    rows = session.scalars(
        sa.select(Thresholds).order_by(Thresholds.number.desc()).limit(at_most(MOST_SHOWN))
    ).all()
    people = {row.proposed_by for row in rows} | {row.confirmed_by for row in rows}
    users = sa.select(User.id, User.full_name).where(User.id.in_(people - {None}))
    names: dict[UUID | None, str] = {row.id: row.full_name for row in session.execute(users)}
    return tuple(
        Version(
            row.number,
            row.refer_from,
            row.strong_from,
            row.model,
            row.proposed_at,
            names.get(row.proposed_by, ""),
            row.confirmed_at,
            names.get(row.confirmed_by, ""),
            row.confirmed_at is None and row.refused_at is None,
            row.proposed_by == actor.user_id,
        )
        for row in rows
    )


def judged_pairs(session: Session, *, actor: Actor) -> list[Labelled]:
    """The settled matches, with how alike they were found; the look at them is recorded."""
    assert_acting(session, actor)
    rows = session.scalars(
        sa.select(PossibleMatch)
        .where(PossibleMatch.resolved_at.is_not(None))
        .order_by(PossibleMatch.resolved_at.desc())
        .limit(at_most(MOST_PAIRS))
    ).all()
    verdicts: defaultdict[object, list[JudgementVerdict]] = defaultdict(list)
    for match_id, verdict in session.execute(
        sa.select(Judgement.match_id, Judgement.verdict).where(
            Judgement.match_id.in_([row.id for row in rows])
        )
    ):
        verdicts[match_id].append(verdict)
    opened = show_rows(session, rows, ("detail",))
    if rows:
        note_read(
            session,
            ScreeningAct.INQUIRY_LISTED,
            fields=("detail",),
            facts={"matches": len(rows)},
            right=ScreeningPermission.RESOLVE,
        )
    return [
        Labelled(
            float(parts.get("score", 0)),
            verdicts[row.id].count(JudgementVerdict.SAME) > 1,
        )
        for row, each in zip(rows, opened, strict=True)
        if (parts := parts_of(each["detail"])) is not None  # the others are not counted
    ]
