"""Who was let in or kept out stays so when the day at a root goes back.

A transfer, or another time zone of an entity, may make it yesterday again. What began today would
not hold yet then, and what has ended today would hold once more.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.dated import differs_between, has_ended
from caseflow.access.models import Exclusion, Grant


def keep_standing(session: Session, roots: Any, *, before: date, after: date) -> None:
    """Let hold at `after` what holds at `before`, and end what had ended.

    `roots` are ids, or a statement of them. Does nothing where the day stays or goes on: what ends
    with a day then ends with that day as it is there.
    """
    if after >= before:
        return
    kinds: tuple[type[Any], ...] = (Grant, Exclusion)
    for model in kinds:
        moved = sa.select(model).where(
            model.root_id.in_(roots), differs_between(model, after, before)
        )
        for row in session.scalars(moved):
            if has_ended(row, before):
                row.valid_to = min(row.valid_to, after)
            row.valid_from = min(row.valid_from, after)
