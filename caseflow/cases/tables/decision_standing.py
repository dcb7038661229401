"""What other rooms may know of a decision: that it stands, and since when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column, synonym

from caseflow.access.models import Deciding
from caseflow.db import Base, Id, choice
from caseflow.labels import Labelled, _


class DecisionState(Labelled):
    """Whether a decision holds."""

    STANDS = "stands", _("Stands")
    SET_ASIDE = "set-aside", _("Set aside")
    REPLACED = "replaced", _("Replaced by a new decision")


class DecisionStanding(Deciding, Base):
    """Whether one decision stands, and since when: beside the wall, for whoever holds its id.

    It belongs to no root. It holds nothing but these three facts: no case, no person, no reason.
    Only the verbs of a case write it, in the transaction in which the decision itself changes.
    """

    __tablename__ = "decision_standings"

    decision_id: Mapped[UUID] = mapped_column(Id, primary_key=True, comment="no key leads to it")
    state: Mapped[DecisionState] = mapped_column(choice(DecisionState, 12))
    since: Mapped[datetime]

    id = synonym("decision_id")
