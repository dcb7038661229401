"""Making many thin cases to measure with: a title, one subject, one allegation, names to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.acting import PURPOSE, WrongActor
from caseflow.access.models import Classification
from caseflow.audit.bulk import NewRows
from caseflow.audit.record import act_per_root
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.next_move_upkeep import fill_next_moves
from caseflow.cases.models import Allegation, Case, Part, Party, Proceeding
from caseflow.cases.names import naming
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.records.numbering import draw
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.cases.workflow import Meaning, closing_stage, track, track_name, track_names
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.days import office_day
from caseflow.db import new_id
from caseflow.reference.lists import personnel_categories
from caseflow.reference.taxonomy import taxonomy

PARTS = [consonant + vowel for consonant in "bdfghjklmnprstvwyz" for vowel in "aeio"]
OPEN_SHARE = 0.2


@dataclass(frozen=True)
class Ground:
    """Where grown cases lie: an entity, and who owns them (nobody: they wait there)."""

    entity_id: UUID
    code: str
    owners: tuple[UUID | None, ...] = (None,)


@dataclass(frozen=True)
class Way:
    """A track as grown cases know it: where open ones stand, where closed ones, and who follows it.

    `category` is None where no category of people follows the track.
    """

    track: str
    open: tuple[str, ...]
    closed: str
    category: str | None


def ways() -> list[Way]:
    """Every track of this home."""
    followers: dict[str, str] = {}
    for each in personnel_categories():
        followers.setdefault(track_name(each.code), each.code)
    return [
        Way(
            name,
            tuple(each.value for each in track(name).stages if not each.means(Meaning.CLOSED)),
            closing_stage(name),
            followers.get(name),
        )
        for name in track_names()
    ]


def grow(
    session: Session, *, grounds: Sequence[Ground], how_many: int, random: Random, now: datetime
) -> int:
    """Make so many thin cases over these entities; at most some thousand at once, then commit.

    Only in a system session for GROWTH (raises WrongActor); each case has its entry in the trail.
    Returns how many were made.
    """
    if PURPOSE.get(session) is not CasePurpose.GROWTH:
        raise WrongActor("cases are grown in a system session made for it")
    made = _Grower(session, random, now)
    with act_per_root(session, CaseAct.GROWN):
        for n, ground in enumerate(grounds):
            made.grow(ground, how_many // len(grounds) + (n < how_many % len(grounds)))
        made.rows.write()
        fill_next_moves(session, made.ids)
    naming.index(session, made.names)
    return how_many


class _Grower:
    """The rows of one batch."""

    def __init__(self, session: Session, random: Random, now: datetime) -> None:
        self.session, self.random, self.now = session, random, now
        self.types = [c.code for c in taxonomy(office_day(now)) if c.parent is None]
        self.version = taxonomy(office_day(now)).version
        self.ways = ways()
        self.day_of_year = now.timetuple().tm_yday
        self.rows = NewRows(session)
        self.names: list[naming.NameOf] = []
        self.ids: list[UUID] = []

    def grow(self, ground: Ground, how_many: int) -> None:
        if not how_many:
            return
        ids = [new_id() for _each in range(how_many)]
        keys = keyring_of(self.session).make_many(
            self.session,
            kind=CaseRootKind.CASE.value,
            root_ids=ids,
            compartment=Compartment.CASES,
            now=self.now,
        )
        drawn = draw(
            self.session,
            entity_id=ground.entity_id,
            code=ground.code,
            year=self.now.year,
            how_many=how_many,
        )
        for case_id, key, reference in zip(ids, keys, drawn, strict=True):
            self._case(ground, case_id, key, reference)
        self.ids += ids

    def _case(self, ground: Ground, case_id: UUID, key: UUID, reference: str) -> None:
        random = self.random
        received = office_day(self.now) - timedelta(days=random.randrange(self.day_of_year))  # nosec B311
        way = random.choice(self.ways)  # nosec B311
        is_open = random.random() < OPEN_SHARE  # nosec B311
        stage = random.choice(way.open) if is_open else way.closed  # nosec B311
        conduct = random.choice(self.types)  # nosec B311
        self.rows.add(
            Case,
            id=case_id,
            data_key_id=key,
            reference=reference,
            title=conceal(f"Grown case {reference}"),
            received_on=received,
            category=conduct,
            stage=stage,
            stage_since=received,
            track=way.track,
            is_open=is_open,
            closed_on=None if is_open else received,
            logged_at=self.now,
            admitted=True,
            entity_id=ground.entity_id,
            owner_id=random.choice(ground.owners),  # nosec B311
            classification=Classification.CONFIDENTIAL,
        )
        self._subject(case_id, key, way, stage, received, conduct)

    def _subject(
        self, case_id: UUID, key: UUID, way: Way, stage: str, received: date, conduct: str
    ) -> None:
        name = self._name()
        party_id = self.rows.add(
            Party,
            root_id=case_id,
            data_key_id=key,
            part=Part.SUBJECT,
            how_many=1,
            name=conceal(name),
            personnel_category=way.category,
        )
        proceeding_id = self.rows.add(
            Proceeding,
            root_id=case_id,
            subject_id=party_id,
            track=way.track,
            stage=stage,
            stage_since=received,
            opened_at=self.now,
        )
        self.rows.add(
            Allegation,
            root_id=case_id,
            data_key_id=key,
            proceeding_id=proceeding_id,
            code="A1",
            type=conduct,
            taxonomy=self.version,
            made_at=self.now,
        )
        self.names.append(naming.NameOf(party_id, case_id, key, name))

    def _name(self) -> str:
        given = "".join(self.random.choices(PARTS, k=3)).title()
        return f"{given} {''.join(self.random.choices(PARTS, k=4)).title()}"
