"""What the trail holds: each entry with its opened detail."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from caseflow.audit.chain import decode
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from tests.support.house import House


def entries(house: House, act: str | None = None) -> list[tuple[Entry, dict[str, Any]]]:
    """Every entry, or those of one act, oldest first, with what is sealed in it."""
    found = []
    wanted = sa.select(Entry).order_by(Entry.seq)
    if act is not None:
        wanted = wanted.where(Entry.act == act)
    with house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
        keyring = session.info["keyring"]
        for entry in session.scalars(wanted):
            line, detail = decode(bytes(entry.body)), {}
            if line.detail_key_id is not None:
                place = ("acts.detail", line.seq.to_bytes(8, "big"))
                raw = keyring.open_detail(session, line.detail_key_id, *place, line.detail)
                detail = json.loads(raw)
            found.append((entry, detail))
    return found


def details(house: House) -> list[tuple[str, dict[str, Any]]]:
    """The acts, oldest first, with their details."""
    return [(entry.act, detail) for entry, detail in entries(house)]
