"""Files of a matter: put in, withdrawn, and taken back. What they hold is never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import Fact, act
from caseflow.crypto.columns import conceal
from caseflow.db import new_id, session_of
from caseflow.errors import AlreadyDone, NotReady
from caseflow.labels import _
from caseflow.matters.file_names import HEAD, clean_name, media_type_of
from caseflow.matters.matter import Matter
from caseflow.matters.models import File
from caseflow.matters.queries import part_of
from caseflow.matters.services.file_pieces import (
    SealedPiece,
    hold_pieces,
    keep_pieces,
    seal_pieces,
)
from caseflow.matters.services.file_scans import ask_for_scan, first_state
from caseflow.matters.spec import Capability, spec_of

MOST_AT_ONCE = 32 * 1024 * 1024
"""What a file may have at most that is sent in one request; a larger one comes in pieces."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file that lies sealed in the storage, and has no row yet.

    `pieces` are those without a row; those of an upload have one.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    pieces: tuple[SealedPiece, ...] = ()


def seal_upload(matter: Matter, source: BinaryIO, name: str, *, actor: Actor) -> ReceivedFile:
    """Seal a file for this matter. It is kept once `add_file` is committed, else it goes again.

    Nothing is written to the database: do it before the transaction, so that nobody waits. Raises
    Refused, NotFound where there are no files, and NotReady for an empty one or without a name.
    """
    session, spec = session_of(matter), spec_of(matter)
    spec.act(Capability.FILES)
    spec.require_work(session, actor, matter)
    called = require_name(name)
    size = source.seek(0, 2)
    if not size:
        raise NotReady(_("This file is empty."), field="file")
    source.seek(0)
    digest = hashlib.sha256()
    while part := source.read(HEAD):
        digest.update(part)
    source.seek(0)
    media_type = media_type_of(source.read(HEAD), called)
    source.seek(0)
    file_id = new_id()
    pieces = tuple(seal_pieces(matter, source, file_id=file_id, size=size))
    return ReceivedFile(file_id, called, media_type, size, digest.hexdigest(), pieces)


def require_name(name: str) -> str:
    """A name that people can read. Raises NotReady where nothing of it is left."""
    if called := clean_name(name):
        return called
    raise NotReady(_("Give the file a name in letters."), field="file")


def hold_file(session: Session, received: ReceivedFile) -> None:
    """Take what was sealed away again unless the transaction that runs now commits."""
    hold_pieces(session, received.pieces)


def add_file(matter: Matter, received: ReceivedFile, *, actor: Actor, now: datetime) -> File:
    """Put a file that was sealed for this matter into it. Raises Refused and NotFound."""
    session, spec = session_of(matter), spec_of(matter)
    hold_file(session, received)
    name = spec.act(Capability.FILES)
    spec.require_work(session, actor, matter)
    row = File(
        id=received.id,
        root_id=matter.id,
        data_key_id=matter.data_key_id,
        name=conceal(received.name),
        media_type=received.media_type,
        size=received.size,
        sha256=conceal(received.sha256),
        state=first_state(session),
        added_at=now,
        added_by=actor.user_id,
    )
    facts: dict[str, Fact] = {"file": row.id, "sha256": received.sha256}
    with act(session, name, thing=matter, facts=facts):
        session.add(row)
    keep_pieces(matter, row.id, received.pieces)
    ask_for_scan(session, row, now=now)
    return row


def withdraw_file(
    matter: Matter, file_id: UUID, *, reason: str, actor: Actor, now: datetime
) -> File:
    """Withdraw a file that should not stand there: nobody opens it until it is taken back.

    Raises Refused, NotFound, and NotReady without a reason or when it is withdrawn already.
    """
    session, spec = session_of(matter), spec_of(matter)
    name = spec.act(Capability.FILES)
    spec.require_to_put_right(session, actor, matter)
    row = _locked(session, file_id, matter)
    if row.withdrawn_at is not None:
        raise AlreadyDone(_("This file is withdrawn already."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    facts = {"withdrawn": row.id}
    with act(session, name, thing=matter, reason=reason.strip(), facts=facts):
        row.withdrawn_at, row.withdrawn_by = now, actor.user_id
        row.withdrawn_reason = conceal(reason.strip())
    return row


def take_file_back(matter: Matter, file_id: UUID, *, actor: Actor, now: datetime) -> File:
    """Let a withdrawn file stand again. Raises Refused, NotFound, and AlreadyDone."""
    session, spec = session_of(matter), spec_of(matter)
    name = spec.act(Capability.FILES)
    spec.require_to_put_right(session, actor, matter)
    row = _locked(session, file_id, matter)
    if row.withdrawn_at is None:
        raise AlreadyDone(_("This file is not withdrawn."))
    with act(session, name, thing=matter, facts={"taken_back": row.id, "at": now}):
        row.withdrawn_at = row.withdrawn_by = row.withdrawn_reason = None
    return row


def _locked(session: Session, file_id: UUID, matter: Matter) -> File:
    """A file of this matter as it is now; of two who withdraw it at once, the second waits."""
    row = part_of(session, File, file_id, matter)
    session.refresh(row, with_for_update=True)
    return row
