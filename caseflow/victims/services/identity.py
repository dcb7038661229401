"""The identity behind a code: kept apart, opened with a right of its own and a typed reason."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.audit.record import act, note_read
from caseflow.crypto.broken_seals import Unreadable
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.crypto.opening import show_rows
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.names.letters import has_letter
from caseflow.victims.acts import VictimAct
from caseflow.victims.models import Identity, VictimFile
from caseflow.victims.permissions import VictimPermission
from caseflow.victims.services.files import concealed, session_of

LEAST_REASON = 10


@dataclass(frozen=True)
class Person:
    """Who it is, as far as is known; every part as it was written down."""

    name: str
    contact: str | None = None
    date_of_birth: str | None = None
    nationality: str | None = None
    language: str | None = None
    guardian: str | None = None


FIELDS = tuple(f.name for f in fields(Person))


def record_identity(file: VictimFile, person: Person, *, actor: Actor, now: datetime) -> None:
    """Write down, or write anew, who the file is about. Raises NotReady without a name."""
    session = session_of(file, actor)
    require(session, actor, VictimPermission.IDENTIFY, root=file)
    if not has_letter(person.name):
        raise NotReady(_("Fill in the name."), field="name")
    row = session.scalar(sa.select(Identity).where(Identity.root_id == file.id))
    with act(session, VictimAct.FILE_CHANGED, thing=file, facts={"identity": True}):
        if row is None:
            row = Identity(root_id=file.id, data_key_id=_key(session, file, now), recorded_at=now)
            session.add(row)
        row.recorded_at = now
        row.name = conceal(person.name)
        for name in FIELDS[1:]:
            setattr(row, name, concealed(getattr(person, name)))


def kept_identity(file: VictimFile, *, actor: Actor, now: datetime) -> bytes:
    """What stands for the identity that is kept, without opening it.

    It differs once the identity is written anew, and is empty where nobody was written down.
    """
    session = session_of(file, actor)
    require(session, actor, VictimPermission.IDENTIFY, root=file)
    row = session.scalar(sa.select(Identity).where(Identity.root_id == file.id))
    return b"" if row is None else row.name.token


def open_identity(file: VictimFile, *, actor: Actor, now: datetime, reason: str) -> Person:
    """Who it is. The look and its reason are recorded.

    Raises NotReady when the reason says too little, NotFound when nobody was written down.
    """
    session = session_of(file, actor)
    require(session, actor, VictimPermission.IDENTIFY, root=file)
    if len(reason.strip()) < LEAST_REASON:
        raise NotReady(_("Say in a few words why you need to know."), field="reason")
    row = session.scalar(sa.select(Identity).where(Identity.root_id == file.id))
    if row is None:
        raise NotFound(_("No identity was written down in this file."))
    opened = show_rows(session, (row,), FIELDS)[0]
    note_read(
        session,
        VictimAct.IDENTITY_READ,
        thing=file,
        fields=[
            name for name in FIELDS if opened[name] and not isinstance(opened[name], Unreadable)
        ],
        facts={"reason": reason.strip()},
    )
    return Person(opened["name"] or "", *(opened[name] for name in FIELDS[1:]))


def _key(session: Session, file: VictimFile, now: datetime) -> UUID:
    return keyring_of(session).make(
        session,
        kind="victim-identity",
        root_id=file.id,
        compartment=Compartment.VICTIMS,
        now=now,
    )
