"""Before each commit, the collected acts become chained entries: one short lock, one insert."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from caseflow.access.acting import PURPOSE, actor_of
from caseflow.audit.act_entities import fill_entities
from caseflow.audit.acts import TrailAct
from caseflow.audit.broken_seal_acts import broken_seal_acts
from caseflow.audit.chain import GENESIS, Line, link, sign_note
from caseflow.audit.changes import plain
from caseflow.audit.checkpoint_rule import Mark, is_due
from caseflow.audit.head_hooks import keep_after_commit
from caseflow.audit.keys import audit_key
from caseflow.audit.record import ACTS, Pending, pending
from caseflow.audit.session_values import PURPOSE_RECORDED, SIGNER, TRAIL_CLOSED
from caseflow.audit.written_rows import check_all_recorded, written_rows
from caseflow.crypto.keyring import Keyring, keyring_of
from caseflow.db import WorkSession, at_most, metadata

ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
KEYS_AT_ONCE = 400
LOCK = 0x43415345  # the advisory lock of the chain on PostgreSQL
entries = metadata.tables["acts"]
checkpoints = metadata.tables["checkpoints"]


@event.listens_for(WorkSession, "before_commit")
def _chain(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    acts = pending(session)
    acts += broken_seal_acts(session)
    check_all_recorded(session, acts)
    if not acts:
        return
    purpose = PURPOSE.get(session)
    if purpose is not None and not PURPOSE_RECORDED.get(session):
        acts.insert(0, Pending(TrailAct.SYSTEM_WORKED, facts={"purpose": purpose}))
        PURPOSE_RECORDED.put(session, True)
    ACTS.put(session, [])
    append(session, acts)
    written_rows(session).clear()
    TRAIL_CLOSED.put(session, True)


def append(session: Session, acts: list[Pending]) -> None:
    """Chain these acts onto the trail, and sign a checkpoint when one is due.

    Their moment is that of the chain's lock, and never before the entry they follow: whoever
    waited for the lock, or had its clock set back, does not turn the order of time around.
    """
    keyring = keyring_of(session)
    connection = session.connection()
    fill_entities(session, acts)
    fallback = audit_key(session, keyring)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    seq, head, last_at, marked = _head(connection)
    at = max(datetime.now(UTC), last_at)
    rows = []
    for number, entry in enumerate(acts):
        if number % KEYS_AT_ONCE == 0:
            near = acts[number : number + KEYS_AT_ONCE]
            opened = keyring.ciphers(session, {a.detail_key_id or fallback for a in near})
            for each in near:  # where the key was erased or is broken, the act is told all the same
                if each.detail_key_id not in opened:
                    each.detail_key_id = None
        seq += 1
        line = _line(session, entry, seq, at, keyring, fallback)
        body = line.encode()
        head = link(head, body)
        rows.append(_row(line, body, head))
    connection.execute(ADD, rows)
    signer = SIGNER.of(session)
    if is_due(Mark(seq, at), marked):
        note = sign_note(seq, head, signer)
        connection.execute(sa.insert(checkpoints), [{"seq": seq, "at": at, "note": note}])
        keep_after_commit(session, seq, head)


def _head(connection: sa.Connection) -> tuple[int, bytes, datetime, Mark | None]:
    """Number, hash and moment of the last entry, and the last checkpoint: one statement."""
    last = connection.execute(HEAD).one()
    mark = None if last.mark is None else Mark(last.mark, last.at)
    if last.seq is None:
        return 0, GENESIS, datetime.min.replace(tzinfo=UTC), mark
    return last.seq, bytes(last.hash), last.said_at, mark


def _last(table: sa.Table, column: str) -> sa.ScalarSelect[Any]:
    return (
        sa.select(table.c[column]).order_by(table.c.seq.desc()).limit(at_most(1)).scalar_subquery()
    )


HEAD = sa.select(
    _last(entries, "seq").label("seq"),
    _last(entries, "hash").label("hash"),
    _last(entries, "at").label("said_at"),
    _last(checkpoints, "seq").label("mark"),
    _last(checkpoints, "at").label("at"),
)
ADD = sa.insert(entries)


def _line(
    session: Session, entry: Pending, seq: int, at: datetime, keyring: Keyring, fallback: UUID
) -> Line:
    actor = None if entry.purpose is not None else actor_of(session)
    purpose = entry.purpose or PURPOSE.get(session)
    detail: dict[str, Any] = {}
    if entry.facts:
        detail["facts"] = plain(entry.facts)
    if entry.changes:
        detail["changes"] = entry.changes
    key_id = entry.detail_key_id or fallback
    sealed = b""
    if detail:
        raw = ENCODE(detail).encode()
        sealed = keyring.seal_detail(session, key_id, "acts.detail", seq.to_bytes(8, "big"), raw)
    return Line(
        seq=seq,
        at=at,
        act=entry.act.value,
        outcome=entry.outcome.value,
        actor_id=actor.user_id if actor else entry.by,
        purpose=purpose.value if purpose else "",
        session_hash=actor.session_hash if actor else b"",
        thing_kind=entry.thing_kind,
        thing_id=entry.thing_id,
        root_id=entry.root_id,
        entity_id=entry.entity_id,
        detail_key_id=key_id if detail else None,
        detail=sealed,
    )


def _row(line: Line, body: bytes, head: bytes) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "at": line.at,
        "act": line.act,
        "outcome": line.outcome,
        "actor_id": line.actor_id,
        "thing_kind": line.thing_kind or None,
        "thing_id": line.thing_id,
        "root_id": line.root_id,
        "entity_id": line.entity_id,
        "body": body,
        "hash": head,
    }
