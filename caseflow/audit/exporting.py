"""A copy of the trail for the second verifier: checkpoints first, then every entry."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.models import Checkpoint, Entry


def export_lines(session: Session) -> Iterator[str]:
    """JSON lines as `second_verifier.py` reads them; details stay sealed."""
    for note in session.scalars(sa.select(Checkpoint.note).order_by(Checkpoint.seq)):
        yield json.dumps({"checkpoint": note})
    rows = session.execute(
        sa.select(Entry.seq, Entry.body, Entry.hash)
        .order_by(Entry.seq)
        .execution_options(yield_per=2000)
    )
    for row in rows:
        yield json.dumps(
            {"seq": row.seq, "body": bytes(row.body).hex(), "hash": bytes(row.hash).hex()}
        )
