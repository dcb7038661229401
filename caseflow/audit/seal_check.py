"""Opening every sealed value there is, so that a broken one is found before somebody needs it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.verifying import Verdict
from caseflow.crypto.broken_seals import BrokenValue, broken_seals
from caseflow.crypto.fields import places, sealed_models
from caseflow.crypto.opening import show_rows
from caseflow.db import in_pages

BATCH = 500


def values_that_do_not_open(session: Session) -> Iterator[BrokenValue]:
    """Every value whose seal does not match, by table and row; erased ones are no fault.

    Needs a system session. Reads a part at a time, so that memory stays constant, and records
    nothing: whoever asks says what was found.
    """
    for model in sealed_models():
        columns = [getattr(model, name) for name in ("id", "data_key_id", *places(model))]
        for rows in in_pages(session, sa.select(*columns), model.id, BATCH):
            show_rows(session, rows, tuple(places(model)), model=model)
            broken = list(broken_seals(session))
            broken_seals(session).clear()
            yield from broken


def open_everything(session: Session, verdict: Verdict) -> None:
    """Add a fault to the verdict for each value that does not open."""
    for broken in values_that_do_not_open(session):
        verdict.fault(None, f"{broken}: its seal does not match")
