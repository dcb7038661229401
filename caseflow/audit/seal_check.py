"""Opening every sealed value there is, so that a broken one is found before somebody needs it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.audit.plain_rows import PlainRows, unreadable
from caseflow.audit.plain_values import UNREADABLE
from caseflow.audit.verifying import Verdict
from caseflow.crypto.broken_seals import BrokenValue, broken_seals
from caseflow.crypto.fields import places, sealed_models
from caseflow.crypto.opening import show_rows

BATCH = 500
NOBODY = UUID(int=0)
"""Stands for the id of a row that cannot be read."""


def values_that_do_not_open(session: Session) -> Iterator[BrokenValue]:
    """Every value whose seal does not match, by table and row; erased ones are no fault.

    A row whose id or key cannot be read is named by the column that it is.

    Needs a system session. Reads a part at a time, so that memory stays constant, and records
    nothing: whoever asks says what was found.
    """
    for model in sealed_models():
        columns = {name: getattr(model, name) for name in ("id", "data_key_id", *places(model))}
        for rows in PlainRows(session, columns).in_pages("id", BATCH):
            readable = [row for row in rows if not unreadable(row)]
            show_rows(session, readable, tuple(places(model)), model=model)
            broken = list(broken_seals(session))
            broken_seals(session).clear()
            yield from broken
            for row in rows:
                for name in unreadable(row):
                    named = NOBODY if row.id is UNREADABLE else row.id
                    yield BrokenValue(model.__tablename__, name, named)


def open_everything(session: Session, verdict: Verdict) -> None:
    """Add a fault to the verdict for each value that does not open."""
    for broken in values_that_do_not_open(session):
        verdict.fault(None, f"{broken}: its seal does not match")
