"""Opening every sealed value there is, so that a broken one is found before somebody needs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.verifying import Verdict
from caseflow.crypto.broken_seals import BrokenValue, broken_seals
from caseflow.crypto.fields import places, sealed_models
from caseflow.crypto.opening import show_rows
from caseflow.db import at_most

BATCH = 500


def values_that_do_not_open(session: Session) -> Iterator[BrokenValue]:
    """Every value whose seal does not match, by table and row; erased ones are no fault.

    Needs a system session. Reads a part at a time, so that memory stays constant, and records
    nothing: whoever asks says what was found.
    """
    for model in sealed_models():
        for rows in _parts(session, model):
            show_rows(session, rows, tuple(places(model)), model=model)
            broken = list(broken_seals(session))
            broken_seals(session).clear()
            yield from broken


def open_everything(session: Session, verdict: Verdict) -> None:
    """Add a fault to the verdict for each value that does not open."""
    for broken in values_that_do_not_open(session):
        verdict.fault(None, f"{broken}: its seal does not match")


def _parts(session: Session, model: Any) -> Iterator[Any]:
    columns = [getattr(model, name) for name in ("id", "data_key_id", *places(model))]
    last = None
    while True:
        asked = sa.select(*columns).order_by(model.id).limit(at_most(BATCH))
        rows = session.execute(asked if last is None else asked.where(model.id > last)).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id
