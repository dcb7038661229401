"""What the trail holds: each act with its opened detail."""

from __future__ import annotations

import json

import sqlalchemy as sa

from caseflow.access.acting import Purpose
from caseflow.audit.chain import decode
from caseflow.audit.models import Entry


def details(site):
    """Acts with their details, oldest first."""
    found = []
    with site.house.system(Purpose.TRAIL_VERIFICATION) as session:
        keyring = session.info["keyring"]
        for entry in session.scalars(sa.select(Entry).order_by(Entry.seq)):
            line = decode(bytes(entry.body))
            if line.detail_key_id is None:
                continue
            place = ("acts.detail", line.seq.to_bytes(8, "big"))
            raw = keyring.open_detail(session, line.detail_key_id, *place, line.detail)
            found.append((entry.act, json.loads(raw)))
    return found
