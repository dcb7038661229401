"""Taking a batch of bundles in: new cases, changed ones, and the victims they bring along."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.cases.models import Case
from caseflow.cases.services.admitting import Admitted, Result, admit
from caseflow.cases.workflow import DEFAULT, track_name
from caseflow.crypto.keyring import keyring_of
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.imports.bundle import CaseBundle
from caseflow.imports.convert import Receiver, described, old_case
from caseflow.imports.shape import Profile
from caseflow.labels import _
from caseflow.reference.models import Entity, ListKind
from caseflow.reference.queries import value_called
from caseflow.victims.services.admitting import OldVictim, admit_files

BATCH = 200
"""The most cases in one transaction, so that nobody else waits long for the database."""


@dataclass(frozen=True)
class Intake:
    """What stays the same from batch to batch of one import."""

    profile: Profile
    receiver: Receiver
    fingerprint_key: bytes


def prepare(session: Session, profile: Profile, *, now: datetime) -> Intake:
    """Find the receiving entity and the desk. Raises NotReady where one is not there today."""
    code = profile.receiving.entity
    entity = session.scalar(sa.select(Entity).where(Entity.code == code))
    if entity is None or not entity.in_force(office_day(now)):
        raise NotReady(
            _(
                "The profile “%(profile)s” gives the cases to the entity “%(code)s”, which does"
                " not exist here. Add it, or name another as receiving.entity in"
                " the profile.",
                profile=profile.name,
                code=code,
            ),
            field="receiving.entity",
        )
    words = b"import fingerprints" + _own_track(profile)
    key = hmac.digest(keyring_of(session).token_root, words, "sha256")
    receiver = Receiver(
        entity_id=entity.id, entity_code=entity.code, **_desk(session, profile, entity, now)
    )
    return Intake(profile, receiver, key)


def _own_track(profile: Profile) -> bytes:
    """The track of the accused, where it is not the default.

    On another track the same row means something else, so it is written anew; whoever always was
    on the default one keeps the fingerprints that are stored.
    """
    name = track_name(profile.receiving.personnel)
    return b"" if name == DEFAULT else f", on {name}".encode()


def _desk(session: Session, profile: Profile, entity: Entity, now: datetime) -> dict[str, Any]:
    """The desk that the profile names; without one the cases wait at the entity."""
    name = profile.receiving.desk
    if name is None:
        return {}
    found = value_called(session, ListKind.DESK, name, entity_id=entity.id, on=office_day(now))
    if found is None:
        raise NotReady(
            _(
                "The profile “%(profile)s” gives the cases to the desk “%(desk)s”, which is not in"
                " the lists of %(code)s. Add it on the entity's page, or take receiving.desk out"
                " of the profile.",
                profile=profile.name,
                desk=name,
                code=entity.code,
            ),
            field="receiving.desk",
        )
    return {"desk_id": found.id, "desk": found.name}


def take_in(
    session: Session,
    bundles: Sequence[CaseBundle],
    intake: Intake,
    *,
    actor: Actor,
    now: datetime,
) -> list[Admitted]:
    """Admit these bundles, at most `BATCH`, with their victims; the caller commits.

    Raises NotReady for a text that no database can carry.
    """
    admitted = admit(
        session,
        [
            old_case(
                bundle,
                intake.profile,
                intake.receiver,
                bundle.fingerprint(intake.fingerprint_key),
            )
            for bundle in bundles
        ],
        actor=actor,
        now=now,
    )
    _victims(session, bundles, admitted, intake, actor, now)
    return admitted


def _victims(
    session: Session,
    bundles: Sequence[CaseBundle],
    admitted: Sequence[Admitted],
    intake: Intake,
    actor: Actor,
    now: datetime,
) -> None:
    written = {
        one.external_reference: one.case_id
        for one in admitted
        if one.result is not Result.UNCHANGED
    }
    with_victims = [b for b in bundles if b.victims and b.external_reference in written]
    if not with_victims:
        return
    ids = [written[b.external_reference] for b in with_victims]
    found = session.execute(sa.select(Case.id, Case.reference).where(Case.id.in_(ids)))
    references = {row.id: row.reference for row in found}
    admit_files(
        session,
        [
            OldVictim(
                case_reference=references[written[bundle.external_reference]],
                entity_id=intake.receiver.entity_id,
                words=described(victim, gender=True),
            )
            for bundle in with_victims
            for victim in bundle.victims
        ],
        actor=actor,
        now=now,
    )
