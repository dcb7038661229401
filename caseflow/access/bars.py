"""Bars of a root: which hold, and which one root takes over from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.capacities import AccessBar
from caseflow.access.dated import is_in_force
from caseflow.access.models import Exclusion
from caseflow.access.root_days import ROOT, day_at
from caseflow.access.wall import PAST
from caseflow.days import office_day

BARS = Exclusion.__table__


def is_proposal(bar: Exclusion | sa.Row[Any]) -> bool:
    """Whether somebody is kept out only because a name matched, until a person decides."""
    return bar.bar is AccessBar.CONFLICT and bar.given_by is None


@dataclass(frozen=True)
class RootBars:
    """Every bar of one root, ended ones too: rows, read past the wall."""

    rows: Sequence[sa.Row[Any]]
    today: date

    def holding(self) -> list[sa.Row[Any]]:
        """Those that hold today."""
        return [row for row in self.rows if is_in_force(row, self.today)]

    def users(self) -> set[UUID]:
        """Whoever was ever kept out."""
        return {row.user_id for row in self.rows}

    def users_out(self) -> set[UUID]:
        """Whoever is kept out today."""
        return {row.user_id for row in self.holding()}

    def missing_in(self, other: RootBars) -> list[sa.Row[Any]]:
        """Those of today for people whom the other root does not keep out."""
        out = other.users_out()
        return [row for row in self.holding() if row.user_id not in out]


def bars_of(session: Session, root_id: UUID, *, now: datetime) -> RootBars:
    """The bars of a root; they tell who is kept out, and nothing of what they are about."""
    day = sa.select(day_at(ROOT.c.entity_id, now)).where(ROOT.c.id == root_id)
    today = session.execute(day, execution_options=PAST).scalar() or office_day(now)
    wanted = sa.select(BARS).where(BARS.c.root_id == root_id)
    return RootBars(session.execute(wanted, execution_options=PAST).all(), today)


def same_bar(bar: sa.Row[Any], root_id: UUID, *, now: datetime, today: date) -> Exclusion:
    """A bar of another root for the same person, on the same ground; `today` is the day there."""
    return Exclusion(
        root_id=root_id,
        user_id=bar.user_id,
        bar=bar.bar,
        given_by=bar.given_by,
        given_at=now,
        valid_from=today,
        valid_to=bar.valid_to,
    )


def proposed_bar(user_id: UUID, root_id: UUID, *, now: datetime, today: date) -> Exclusion:
    """What keeps a namesake out until a person decides; `today` is the day at the root."""
    return Exclusion(
        root_id=root_id,
        user_id=user_id,
        bar=AccessBar.CONFLICT,
        given_at=now,
        valid_from=today,
    )
