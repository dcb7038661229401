"""Files of a matter: put in, withdrawn, and taken back. What they hold is never changed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import Fact, act
from caseflow.crypto.columns import conceal
from caseflow.crypto.file_storage import STORAGE, hold
from caseflow.crypto.files import SealedFile
from caseflow.db import new_id, session_of
from caseflow.errors import AlreadyDone, NotReady
from caseflow.labels import _
from caseflow.matters.file_names import HEAD, clean_name, media_type_of
from caseflow.matters.matter import Matter
from caseflow.matters.models import File
from caseflow.matters.queries import part_of
from caseflow.matters.spec import Capability, spec_of

log = logging.getLogger(__name__)
NOT_STORED = _("The file could not be stored. Tell an administrator.")
MOST_BYTES = 32 * 1024 * 1024
"""What a file may have at most: it is sent in one piece."""


@dataclass(frozen=True)
class SealedUpload:
    """A file that lies sealed in the storage and has no row yet."""

    id: UUID
    name: str
    media_type: str
    sealed: SealedFile


def seal_upload(matter: Matter, source: BinaryIO, name: str, *, actor: Actor) -> SealedUpload:
    """Seal a file for this matter. It is kept once `add_file` is committed, else it goes again.

    Nothing is written to the database: do it before the transaction, so that nobody waits. Raises
    Refused, NotFound where there are no files, and NotReady for an empty one or without a name.
    """
    session, spec = session_of(matter), spec_of(matter)
    spec.act(Capability.FILES)
    spec.require_work(session, actor, matter)
    called = clean_name(name)
    if not called:
        raise NotReady(_("Give the file a name in letters."), field="file")
    head = source.read(HEAD)
    if not head:
        raise NotReady(_("This file is empty."), field="file")
    source.seek(0)
    file_id = new_id()
    try:
        sealed = STORAGE.of(session).put(
            session, source, file_id=file_id, data_key_id=matter.data_key_id
        )
    except OSError:
        log.exception("a file could not be stored")
        raise NotReady(NOT_STORED, field="file") from None
    return SealedUpload(file_id, called, media_type_of(head, called), sealed)


def add_file(matter: Matter, upload: SealedUpload, *, actor: Actor, now: datetime) -> File:
    """Put a file that was sealed for this matter into it. Raises Refused and NotFound."""
    session, spec = session_of(matter), spec_of(matter)
    hold(session, upload.id)
    name = spec.act(Capability.FILES)
    spec.require_work(session, actor, matter)
    sealed = upload.sealed
    row = File(
        id=upload.id,
        root_id=matter.id,
        data_key_id=matter.data_key_id,
        name=conceal(upload.name),
        media_type=upload.media_type,
        size=sealed.size,
        sha256=conceal(sealed.sha256.hex()),
        wrapped=sealed.wrapped,
        sealed_size=sealed.sealed_size,
        sealed_sha256=sealed.sealed_sha256,
        added_at=now,
        added_by=actor.user_id,
    )
    facts: dict[str, Fact] = {"file": row.id, "sha256": sealed.sha256.hex()}
    with act(session, name, thing=matter, facts=facts):
        session.add(row)
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
