"""What was entered in a case by mistake: withdrawn, it stays to be read and counts no more.

A row that was withdrawn is left out of every SELECT, wherever it is written, so that nothing counts
or offers it. Who needs it (the page of the case, the withdrawal itself, a search for what a key
seals) asks for it by the execution options `WITH_WITHDRAWN`.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.cases.tables.corrections import About
from caseflow.cases.tables.within import within
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import WITH_WITHDRAWN, Base, Key, WorkSession, choice


class Withdrawal(Protected, SealedRow, Audited, Base):
    """A person or an allegation that was withdrawn, by whom and why; and perhaps taken back.

    The rows that count no more for it name it by their `withdrawal_id`.
    """

    __tablename__ = "withdrawals"

    id: Mapped[Key]
    about: Mapped[About] = mapped_column(choice(About, 20))
    about_id: Mapped[UUID] = mapped_column(
        comment="the person, or the first of the allegations under one code"
    )
    reason: Mapped[confidential]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    undone_reason: Mapped[confidential | None] = mapped_column(comment="why it was taken back")
    undone_at: Mapped[datetime | None] = mapped_column(comment="when it was taken back")
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))

    __table_args__ = (
        sa.CheckConstraint("about IN ('person', 'allegation')", name="person_or_allegation"),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_reason IS NULL)", name="taken_back_for_a_reason"
        ),
        sa.CheckConstraint("undone_by IS NULL OR undone_at IS NOT NULL", name="taken_back_once"),
        sa.Index(
            "uq_withdrawals_standing",
            "about_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
    )


class Withdrawable:
    """Mixin: a row of a case that may have been entered by mistake."""

    @declared_attr
    def withdrawal_id(self) -> Mapped[UUID | None]:
        """What withdrew this row; None while it counts."""
        return mapped_column(
            within("withdrawals.id"), comment="entered by mistake: the row counts no more"
        )


STANDING = with_loader_criteria(
    Withdrawable,
    lambda cls: cls.withdrawal_id.is_(None),
    include_aliases=True,
    propagate_to_loaders=False,
)


@event.listens_for(WorkSession, "do_orm_execute")
def _leave_out(state: ORMExecuteState) -> None:
    """Leave out what was withdrawn; a row in hand is loaded anew all the same."""
    options = state.execution_options
    if not state.is_select or state.is_column_load or options.get("withdrawn"):
        return
    statement: Any = state.statement
    state.statement = _kept(statement) if "kept" in options else statement.options(STANDING)


@lru_cache(maxsize=1024)
def _kept(statement: Any) -> Any:
    return statement.options(STANDING)


__all__ = ["WITH_WITHDRAWN", "Withdrawable", "Withdrawal"]
