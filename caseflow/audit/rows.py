"""Whether each protected row still belongs to the root under which the trail saw it made.

The seal does not stop somebody with the database from hanging a row under another root; this does.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from caseflow.access.models import Protected
from caseflow.audit.chain import decode
from caseflow.audit.models import Audited, Entry
from caseflow.audit.verifying import BATCH, Verdict
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.keyring import Keyring
from caseflow.db import Base, at_most

ROOT_AT = 3
WITH_ROOT = 5


def compare_rows(session: Session, verdict: Verdict) -> int:
    """Compare every protected row with the trail; returns how many rows were looked at.

    Needs a system session. Details whose key was shredded can no longer speak; their rows are gone.
    """
    with tempfile.TemporaryDirectory() as folder:
        seen = sqlite3.connect(Path(folder) / "roots.db")
        seen.execute("CREATE TABLE made (name TEXT, id TEXT, root TEXT, PRIMARY KEY (name, id))")
        for facts in _made(session, verdict):
            seen.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", facts)
        looked = 0
        for mapper in _audited():
            looked += _compare(session, mapper, seen, verdict)
        seen.close()
    return looked


def _audited() -> list[Mapper[Any]]:
    return [
        m
        for m in Base.registry.mappers
        if issubclass(m.class_, Protected) and issubclass(m.class_, Audited)
    ]


def _made(session: Session, verdict: Verdict) -> Iterator[list[tuple[str, str, str]]]:
    keyring: Keyring = session.info["keyring"]
    after = 0
    while True:
        rows = session.execute(
            sa.select(Entry.seq, Entry.body)
            .where(Entry.seq > after)
            .order_by(Entry.seq)
            .limit(at_most(BATCH))
        ).all()
        if not rows:
            return
        lines = [decode(bytes(row.body)) for row in rows]
        keyring.ciphers(session, {x.detail_key_id for x in lines if x.detail_key_id})
        facts: list[tuple[str, str, str]] = []
        for line in lines:
            if line.detail_key_id is None:
                continue
            try:
                raw = keyring.open_detail(
                    session,
                    line.detail_key_id,
                    "acts.detail",
                    line.seq.to_bytes(8, "big"),
                    line.detail,
                )
            except Erased:
                continue
            except SealBroken:
                verdict.fault(line.seq, "its sealed detail does not open")
                continue
            facts.extend(
                (change[0], change[1], change[ROOT_AT])
                for change in json.loads(raw).get("changes", ())
                if len(change) == WITH_ROOT
            )
        yield facts
        after = rows[-1].seq


def _compare(
    session: Session, mapper: Mapper[Any], seen: sqlite3.Connection, verdict: Verdict
) -> int:
    model: Any = mapper.class_
    looked = 0
    rows = sa.select(model.id, model.root_id).execution_options(yield_per=BATCH)
    for row in session.execute(rows):
        looked += 1
        found = seen.execute(
            "SELECT root FROM made WHERE name = ? AND id = ?",
            (mapper.local_table.name, str(row.id)),  # type: ignore[attr-defined]
        ).fetchone()
        if found is None:
            verdict.fault(None, f"{model.__tablename__} {row.id}: the trail never saw it made")
        elif found[0] != str(row.root_id):
            verdict.fault(None, f"{model.__tablename__} {row.id}: it hangs under another root")
    return looked
