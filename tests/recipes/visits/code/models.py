"""The table of visits."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.root_kinds import RootKind
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.crypto.columns import confidential
from caseflow.db import Audited, Base, choice
from caseflow.declared_column import DeclaredColumn
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.visits.root_kinds import VisitRootKind
from caseflow.workflow import Stage


class VisitStage(Stage):
    """How far a visit has come."""

    NOTED = "noted", _("Written down"), "info"
    REPORTED = "reported", _("Reported"), "ok"


class Visit(Matter, Audited, Base):
    """One visit, and what was heard there."""

    __tablename__ = "visits"
    __root_kind__ = VisitRootKind.VISIT
    __table_args__ = (sa.Index("ix_visits_visited_on", "visited_on", "id"),)

    visited_on: Mapped[date]
    stage: Mapped[VisitStage] = mapped_column(choice(VisitStage, 20), default=VisitStage.NOTED)
    words: Mapped[confidential]
    about: Mapped[RootKind] = mapped_column(
        DeclaredColumn(RootKind), default=CaseRootKind.CASE, comment="what it was about"
    )
