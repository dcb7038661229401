"""Who has the name of somebody in a case, and what is written down of it.

The same words in another order or writing keep out, as a proposal that somebody else settles.
Words with other letters keep nobody out: whoever oversees the case gets a task (ADR 35).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.capacities import AccessBar
from caseflow.access.models import Classification, Exclusion
from caseflow.access.policy import named_only
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case, Party
from caseflow.cases.names.colleagues import (
    CasePlace,
    Colleague,
    nearest_overseer,
    opens,
    reaches,
    read_surroundings,
)
from caseflow.cases.names.names_of_people import legible_names
from caseflow.cases.names.user_directory import directory
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.task_kinds import CaseTaskKind
from caseflow.crypto.columns import conceal
from caseflow.days import office_day
from caseflow.events import BarsChanged, announce
from caseflow.labels import Text, _
from caseflow.matters.models import Task
from caseflow.names.likeness import NameLikeness


@dataclass(frozen=True)
class NameInCase:
    """A name in a case, and where the case lies."""

    place: CasePlace
    name: str


@dataclass
class NamesakeMatches:
    """Who has a name in which case: in the same words, and in words that are alike."""

    same: dict[tuple[UUID, UUID], NamesakeMatch] = field(default_factory=dict)
    """By case and person."""

    alike: dict[tuple[UUID, UUID], NamesakeMatch] = field(default_factory=dict)

    def by_case(self) -> dict[CasePlace, NamesakeMatches]:
        """The matches of each case concerned."""
        found: defaultdict[CasePlace, NamesakeMatches] = defaultdict(NamesakeMatches)
        for pair, match in self.same.items():
            found[match.place].same[pair] = match
        for pair, match in self.alike.items():
            found[match.place].alike[pair] = match
        return found


@dataclass(frozen=True)
class NamesakeMatch:
    """A colleague with a name in a case, and who is to look at it where it is only alike."""

    place: CasePlace
    person: Colleague
    today: date
    """The day it is at the entity of the case."""
    overseer_id: UUID | None = None


def find_namesakes(
    session: Session,
    named: Sequence[NameInCase],
    *,
    now: datetime,
    settled: bool,
    only: UUID | None = None,
    comes: bool = False,
) -> NamesakeMatches:
    """Who has one of these names and reaches its case, and is not kept out of it already.

    Two statements, however many names there are; one when nobody has any of them. Somebody about
    whom it was decided that it is another person is left out where that counts (`settled`).
    `only` asks about one person, who `comes` to the case whether or not roles reach it.
    """
    found = NamesakeMatches()
    people = directory(session, today=office_day(now), only=only)
    hits = [(each.place, name, how) for each in named for name, how in people.called(each.name)]
    if not hits:
        return found
    places = list({place for place, _name, _how in hits})
    known = read_surroundings(session, places, {name for _place, name, _how in hits}, now=now)
    bearers: defaultdict[str, list[Colleague]] = defaultdict(list)
    for person in known.people:
        if only in (None, person.id):
            bearers[person.name].append(person)
    for place, person, how in ((p, each, how) for p, name, how in hits for each in bearers[name]):
        pair = (place.case_id, person.id)
        if pair in known.out or (settled and pair in known.settled):
            continue
        if not comes and not reaches(person, place, known):
            continue
        if how is NameLikeness.SAME:
            day = known.days[place.case_id]
            found.same[pair] = NamesakeMatch(place, person, day)
        elif not {pair} & (known.asked | known.settled) and (comes or opens(person, place, known)):
            to = nearest_overseer(place, known, without=person.id)
            day = known.days[place.case_id]
            found.alike[pair] = NamesakeMatch(place, person, day, to)
    for pair in found.same:
        found.alike.pop(pair, None)
    return found


def place_of(case: Case) -> CasePlace:
    """Where a case lies."""
    return CasePlace(
        case.id,
        case.data_key_id,
        case.entity_id,
        case.owner_id,
        case.desk_id,
        case.desk_code,
        case.landed_desk,
        named_only(case),
    )


def new_rows(found: NamesakeMatches, *, now: datetime) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What keeps people out until somebody decides, and the tasks about names that are alike."""
    for (case_id, user_id), match in found.same.items():
        yield (
            Exclusion,
            {
                "root_id": case_id,
                "user_id": user_id,
                "bar": AccessBar.CONFLICT,
                "given_by": None,
                "given_at": now,
                "valid_from": match.today,
            },
        )
    for doubt in found.alike.values():
        words = Text(DOUBT.msgid, name=doubt.person.name)
        yield (
            Task,
            {
                "root_id": doubt.place.case_id,
                "data_key_id": doubt.place.data_key_id,
                "kind": CaseTaskKind.CONFLICT,
                "words": conceal(str(words)),
                "about_id": doubt.person.id,
                "assignee_id": doubt.overseer_id,
                "made_at": now,
            },
        )


DOUBT = _(
    "Is %(name)s, who may open this case, somebody named in it? The names are alike. If so, keep"
    " them out; if not, this is done."
)


def record_proposals(session: Session, found: NamesakeMatches, *, now: datetime) -> None:
    """Keep these people out until somebody decides, within the act that is open."""
    session.add_all(model(**values) for model, values in new_rows(found, now=now))


def record_system_proposals(session: Session, found: NamesakeMatches, *, now: datetime) -> None:
    """Propose by the system's own act, one for each case; past the wall only."""
    for place, here in found.by_case().items():
        name = CaseAct.ACCESS_BARRED if here.same else CaseAct.TASK_CHANGED
        users = [str(user_id) for _case_id, user_id in (*here.same, *here.alike)]
        facts: dict[str, Fact] = {"users": users, "proposed": True}
        with act(session, name, root_id=place.case_id, facts=facts) as entry:
            entry.purpose = CasePurpose.NAMESAKES
            entry.thing_kind, entry.thing_id = Case.__tablename__, place.case_id
            entry.entity_id, entry.detail_key_id = place.entity_id, place.data_key_id
            record_proposals(session, here, now=now)
        if here.same:
            announce(session, BarsChanged(at=now, actor_id=None, case_id=place.case_id))


def names_in_cases(session: Session, *which: sa.ColumnElement[bool]) -> list[NameInCase]:
    """These parties by name, each with where its case lies; past the wall only.

    Left out are those who are named by their account, and whose name nobody can open.
    """
    rows = session.execute(
        sa.select(
            Party.id,
            Party.name,
            Party.other_names,
            Party.data_key_id,
            Case.id.label("case_id"),
            Case.entity_id,
            Case.owner_id,
            Case.desk_id,
            Case.desk_code,
            Case.landed_desk,
            Case.classification,
        )
        .join(Case, Case.id == Party.root_id)
        .where(*which, Party.user_id.is_(None), Party.name.is_not(None))
    ).all()
    return [
        NameInCase(
            CasePlace(
                row.case_id,
                row.data_key_id,
                row.entity_id,
                row.owner_id,
                row.desk_id,
                row.desk_code,
                row.landed_desk,
                row.classification is Classification.STRICTLY_CONFIDENTIAL,
            ),
            name,
        )
        for row, names in zip(rows, legible_names(session, rows), strict=True)
        for name in names
    ]
