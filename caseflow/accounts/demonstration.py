"""What people have in a demonstration: one change of rights that waits for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from caseflow.accounts import account_requests
from caseflow.accounts.models import User
from caseflow.demonstration import Cast, at_work


def ask_for_a_role(
    session: Session, cast: Cast, _cases: Sequence[object], *, now: datetime
) -> None:
    """One administrator asks for a role that the other one has yet to confirm."""
    account_requests.ask_role(
        session.get_one(User, cast.user_id("risk-officer")),
        "reviewer",
        entity_id=cast.entities["NOR"],
        team_id=cast.values["NOR", "Northern conduct team"],
        reason="Stands in for the reviewer during home leave.",
        actor=cast.people["administrator"],
        now=at_work(now - timedelta(days=1), 6),
    )
