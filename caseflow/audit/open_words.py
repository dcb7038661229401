"""What an earlier release left open: in which columns, and in how many rows still."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Root
from caseflow.crypto.fields import landed_words, sealed_models
from caseflow.db import WITH_WITHDRAWN, at_most


def count_open_rows(session: Session) -> int:
    """How many rows still have words in the open."""
    count = sum(_count(session, model) for model in landed_models())
    # roots only repeat what things say: they count where nothing else does
    count = count or _count(session, Root)
    session.rollback()
    return count


def _count(session: Session, model: Any) -> int:
    counting = sa.select(sa.func.count()).select_from(model).where(stand_open(model))
    return session.scalar(counting, execution_options=WITH_WITHDRAWN) or 0


def any_open(session: Session) -> bool:
    """Whether any row has words in the open."""
    return any(
        session.scalar(
            sa.select(model.id).where(stand_open(model)).limit(at_most(1)),
            execution_options=WITH_WITHDRAWN,
        )
        is not None
        for model in open_models()
    )


def landed_models() -> list[Any]:
    """Every model with a column of an earlier release whose words are sealed now."""
    return [model for model in sealed_models() if landed_words(model)]


def open_models() -> list[Any]:
    """Those, and the roots, which repeat of a thing at which desk it waits."""
    return [*landed_models(), Root]


def stand_open(model: Any) -> sa.ColumnElement[bool]:
    """Whether a row of this model has words in the open."""
    columns = [getattr(model, name) for name in landed_words(model).values()]
    return sa.or_(*(_holds_words(column) for column in columns))


def _holds_words(column: Any) -> sa.ColumnElement[bool]:
    if isinstance(column.type, sa.JSON):
        return sa.and_(column.is_not(None), sa.cast(column, sa.Text).not_in(("{}", "null", "[]")))
    return sa.and_(column.is_not(None), column != "")
