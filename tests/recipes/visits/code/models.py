"""The table of visits."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from caseflow.access.models import RootThing
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Audited, Base
from caseflow.visits.root_kinds import VisitRootKind


class Visit(RootThing, SealedRow, Audited, Base):
    """One visit, and what was heard there."""

    __tablename__ = "visits"
    __root_kind__ = VisitRootKind.VISIT

    visited_on: Mapped[date]
    words: Mapped[confidential]
