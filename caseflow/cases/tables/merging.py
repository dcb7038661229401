"""What a merge took along from one case into another, so that it can be undone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.cases.tables.within import within
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _


class Carried(Labelled):
    """What a row of a merge stands for."""

    SUBJECT = "subject", _("Subject")
    PROCEEDING = "proceeding", _("Proceeding")
    ALLEGATION = "allegation", _("Allegation")
    TASK = "task", _("Task")
    NOTE = "note", _("Note")
    BAR = "bar", _("Kept out")
    DOUBT = "doubt", _("Possible conflict of interest")
    TIE = "tie", _("Link")
    CORRECTION = "correction", _("Correction")


class MergedRow(Protected, Audited, Base):
    """One row that a merge wrote in the case that goes on, and the row of the shell it came from.

    It hangs on the case that goes on. A subject who was in both cases already has no copy; the
    proceeding in the shell keeps since when it stood where it stood.
    """

    __tablename__ = "merged_rows"

    id: Mapped[Key]
    from_id: Mapped[UUID] = mapped_column(within("cases.id"), index=True)
    kind: Mapped[Carried] = mapped_column(choice(Carried, 20))
    source_id: Mapped[UUID | None] = mapped_column(comment="the row in the shell")
    copy_id: Mapped[UUID | None] = mapped_column(comment="the row in the case that goes on")
    since: Mapped[date | None] = mapped_column(comment="of a proceeding in the shell")
