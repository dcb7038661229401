"""What was corrected in a case: the fact, what stood there before, why, by whom and when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _


class About(Labelled):
    """What a corrected fact belongs to."""

    CASE = "case", _("The case")
    INCIDENT = "incident", _("What is said to have happened")
    PERSON = "person", _("A person of the case")
    ALLEGATION = "allegation", _("An allegation")
    MOVE = "move", _("A step of the case")
    FINDING = "finding", _("A finding")
    DECISION = "decision", _("A decision")


class Correction(Protected, SealedRow, Audited, Base):
    """One fact that was corrected. What stands there now is in the row that it belongs to."""

    __tablename__ = "corrections"

    id: Mapped[Key]
    about: Mapped[About] = mapped_column(choice(About, 20))
    about_id: Mapped[UUID] = mapped_column(comment="the row that the fact belongs to")
    fact: Mapped[str] = mapped_column(sa.String(40), comment="which fact, as it is named there")
    before: Mapped[confidential | None] = mapped_column(comment="none: nothing stood there")
    reason: Mapped[confidential]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
