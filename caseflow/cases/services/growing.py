"""Making many thin cases to measure with: a title, one subject, one allegation, names to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose, WrongActor
from caseflow.access.models import Classification, Root, RootKind
from caseflow.access.wall import PAST
from caseflow.audit.acts import Act
from caseflow.audit.models import Audited
from caseflow.audit.record import Pending, pending
from caseflow.cases import naming
from caseflow.cases.models import (
    Allegation,
    Case,
    Custody,
    Part,
    Party,
    Proceeding,
    Reporting,
)
from caseflow.cases.numbering import draw
from caseflow.cases.workflow import track
from caseflow.crypto.columns import Sealed
from caseflow.crypto.envelope import DataCipher
from caseflow.crypto.fields import places
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.db import new_id
from caseflow.reference.taxonomy import taxonomy

PARTS = [consonant + vowel for consonant in "bdfghjklmnprstvwyz" for vowel in "aeio"]
OPEN_SHARE = 0.2


@dataclass(frozen=True)
class Ground:
    """Where grown cases lie: an entity, and who owns them (nobody: its desk)."""

    entity_id: UUID
    code: str
    desk: str
    owners: tuple[UUID | None, ...] = (None,)


def grow(
    session: Session, *, grounds: Sequence[Ground], how_many: int, random: Random, now: datetime
) -> int:
    """Make so many thin cases over these entities; at most some thousand at once, then commit.

    Only in a system session for GROWTH (raises WrongActor): the rows go in past the models, each
    with its entry in the trail. Returns how many were made.
    """
    if session.info.get("purpose") is not Purpose.GROWTH:
        raise WrongActor("cases are grown in a system session made for it")
    made = _Rows(session, random, now)
    year = now.year
    for n, ground in enumerate(grounds):
        share = how_many // len(grounds) + (n < how_many % len(grounds))
        if share:
            drawn = draw(
                session,
                entity_id=ground.entity_id,
                code=ground.code,
                year=year,
                how_many=share,
            )
            for reference in drawn:
                made.add(ground, reference)
    made.write()
    return how_many


class _Rows:
    """The rows of one batch, by table."""

    def __init__(self, session: Session, random: Random, now: datetime) -> None:
        self.session, self.random, self.now = session, random, now
        self.keyring = keyring_of(session)
        self.types = [c.code for c in taxonomy(now.date()) if c.parent is None]
        self.version = taxonomy(now.date()).version
        self.stages = [stage.value for stage in track("staff").stages]
        self.rows: dict[sa.Table, list[dict[str, Any]]] = {}
        self.names: list[naming.NameOf] = []
        self.made: list[list[Any]] = []

    def add(self, ground: Ground, reference: str) -> None:
        case_id, random = new_id(), self.random
        key_id = self.keyring.make(
            self.session,
            kind=RootKind.CASE.value,
            root_id=case_id,
            compartment=Compartment.CASES,
            now=self.now,
        )
        cipher = self.keyring.cipher(self.session, key_id)
        received = self.now.date() - timedelta(days=random.randrange(self.now.timetuple().tm_yday))
        stage = random.choice(self.stages[:-1]) if random.random() < OPEN_SHARE else "closed"
        owner = random.choice(ground.owners)
        facts = {
            "entity_id": ground.entity_id,
            "owner_id": owner,
            "desk": ground.desk,
            "classification": Classification.CONFIDENTIAL,
        }
        conduct = random.choice(self.types)
        self._row(Root, id=case_id, kind=RootKind.CASE, **facts)
        self._row(
            Case,
            id=case_id,
            root_id=case_id,
            data_key_id=key_id,
            reference=reference,
            title=self._sealed(Case, "title", case_id, cipher, f"Grown case {reference}"),
            received_on=received,
            reporting=Reporting.CONFIDENTIAL,
            category=conduct,
            stage=stage,
            stage_since=received,
            closed_on=received if stage == "closed" else None,
            clock_stopped=False,
            logged_at=self.now,
            admitted=True,
            **facts,
        )
        self._people(case_id, key_id, cipher, stage, received, conduct)
        pending(self.session).append(
            Pending(
                Act.CASE_GROWN,
                root_id=case_id,
                entity_id=ground.entity_id,
                thing_kind=Case.__tablename__,
                thing_id=case_id,
                detail_key_id=key_id,
                changes=self.made,
            )
        )
        self.made = []

    def _people(
        self,
        case_id: UUID,
        key_id: UUID,
        cipher: DataCipher,
        stage: str,
        received: date,
        conduct: str,
    ) -> None:
        party_id, proceeding_id, name = new_id(), new_id(), self._name()
        self._row(
            Party,
            id=party_id,
            root_id=case_id,
            data_key_id=key_id,
            part=Part.SUBJECT,
            identified=True,
            how_many=1,
            name=self._sealed(Party, "name", party_id, cipher, name),
        )
        self._row(
            Proceeding,
            id=proceeding_id,
            root_id=case_id,
            subject_id=party_id,
            track="staff",
            stage=stage,
            stage_since=received,
            custody=Custody.ORGANISATION,
            opened_at=self.now,
        )
        self._row(
            Allegation,
            id=new_id(),
            root_id=case_id,
            proceeding_id=proceeding_id,
            code="A1",
            type=conduct,
            taxonomy=self.version,
            made_at=self.now,
        )
        self.names.append(naming.NameOf(party_id, case_id, key_id, name))

    def write(self) -> None:
        """One flush for the keys, one statement for each table."""
        self.session.flush()
        connection = self.session.connection()
        for table, rows in self.rows.items():
            connection.execute(sa.insert(table), rows, execution_options=PAST)
        naming.index(self.session, self.names)

    def _row(self, model: Any, **values: Any) -> None:
        self.rows.setdefault(model.__table__, []).append(values)
        if issubclass(model, Audited):
            root = str(values["root_id"])
            self.made.append([model.__tablename__, str(values["id"]), "new", root, {}])

    def _sealed(
        self, model: Any, field: str, row_id: UUID, cipher: DataCipher, text: str
    ) -> Sealed:
        return Sealed(places(model)[field].seal(cipher, row_id.bytes, text.encode()))

    def _name(self) -> str:
        given = "".join(self.random.choices(PARTS, k=3)).title()
        return f"{given} {''.join(self.random.choices(PARTS, k=4)).title()}"
