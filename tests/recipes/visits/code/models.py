"""The table of visits."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import RootThing
from caseflow.access.root_kinds import RootKind
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Audited, Base
from caseflow.declared_column import DeclaredColumn
from caseflow.visits.root_kinds import VisitRootKind


class Visit(RootThing, SealedRow, Audited, Base):
    """One visit, and what was heard there."""

    __tablename__ = "visits"
    __root_kind__ = VisitRootKind.VISIT

    visited_on: Mapped[date]
    words: Mapped[confidential]
    about: Mapped[RootKind] = mapped_column(
        DeclaredColumn(RootKind), default=CaseRootKind.CASE, comment="what it was about"
    )
