"""Colleagues who have the name of somebody in a case and reach that case, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import descent
from caseflow.access.dated import has_ended, not_ended
from caseflow.access.desks import TEAMS, Desks, keys_of, works_there
from caseflow.access.models import Bar, Engagement, Exclusion, Grant, Membership
from caseflow.access.roles import Reach, shipped
from caseflow.access.root_days import PLACE
from caseflow.accounts.models import User
from caseflow.cases.names.user_directory import roles_opening_cases
from caseflow.cases.permissions import CasePermission
from caseflow.days import day_in, office_day
from caseflow.db import Id
from caseflow.matters.models import Task


@dataclass(frozen=True)
class RoleReach:
    """How far one role of a person goes, and whether it oversees what it reaches."""

    reach: Reach
    entity_id: UUID | None
    desks: Desks
    oversees: bool = False


@dataclass(frozen=True)
class Colleague:
    """A person with an account and with roles that open cases."""

    id: UUID
    name: str
    ways: tuple[RoleReach, ...]


@dataclass(frozen=True)
class CasePlace:
    """Where a case lies: what decides which roles reach it, and under which key it is sealed."""

    case_id: UUID
    data_key_id: UUID
    entity_id: UUID | None
    owner_id: UUID | None
    desks: Desks
    named_only: bool = False
    """Whether only its named team opens it, and overseers who take part."""


@dataclass
class CaseSurroundings:
    """What the database knows around some cases."""

    people: list[Colleague] = field(default_factory=list)
    """Those of the names that were asked for, and everybody who oversees cases."""

    mates: dict[Any, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """By a desk of theirs, who else works there."""

    above: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """Each entity with those it lies below."""

    let_in: set[tuple[UUID, UUID]] = field(default_factory=set)
    out: set[tuple[UUID, UUID]] = field(default_factory=set)
    settled: set[tuple[UUID, UUID]] = field(default_factory=set)
    """Case and person, where somebody decided that it is another person of that name."""

    days: dict[UUID, date] = field(default_factory=dict)
    """For each case the day it is at its entity."""

    asked: set[tuple[UUID, UUID]] = field(default_factory=set)
    """Case and person, where somebody has or had a task to look at names that are alike."""


def read_surroundings(
    session: Session, places: Sequence[CasePlace], names: Collection[str], *, now: datetime
) -> CaseSurroundings:
    """Who has these names, what decides how far they reach, and who is kept out already.

    One statement, however many cases and names.
    """
    entities = {place.entity_id for place in places} - {None}
    cases = [place.case_id for place in places]
    rows = session.execute(_surroundings(cases, entities, names, office_day(now))).all()
    zones = {row.root_id: row.name for row in rows if row.what == "zone"}
    found = CaseSurroundings()
    found.days = {p.case_id: _day(zones.get(p.entity_id), now) for p in places}
    ways: defaultdict[UUID, list[RoleReach]] = defaultdict(list)
    called: dict[UUID, str] = {}
    for row in rows:
        pair = (row.root_id, row.user_id)
        over = row.what in {"in", "out"} and has_ended(row, found.days[row.root_id])
        match row.what:
            case "above":
                found.above[row.root_id].add(row.user_id)
            case "asked":
                found.asked.add(pair)
            case "in" if not over:
                found.let_in.add(pair)
            case "out" if not over:
                found.out.add(pair)
            case "out" if row.bar is Bar.CONFLICT and row.given_by is not None:
                found.settled.add(pair)
            case "mate":
                for desk in _desks(row):
                    found.mates[desk].add(row.user_id)
            case "role" | "engaged":
                called[row.user_id] = row.name
                ways[row.user_id] += _way(row)
    found.people = [Colleague(key, name, tuple(ways[key])) for key, name in called.items()]
    return found


def _day(zone: str | None, now: datetime) -> date:
    return office_day(now) if zone is None else day_in(zone, now)


def _way(row: Any) -> list[RoleReach]:
    """How far a role or an engagement goes; an auditor's role only as far as the engagements."""
    if row.what == "engaged":
        return [RoleReach(Reach.ENGAGEMENT, row.root_id, frozenset())]
    role = shipped()[row.role]
    if role.reach is Reach.ENGAGEMENT:
        return []
    oversees = CasePermission.OVERSEE in role.may
    return [RoleReach(role.reach, row.root_id, _desks(row), oversees)]


def _desks(row: Any) -> Desks:
    return keys_of(row.team_id, row.team_code, row.team_words)


def _surroundings(
    cases: Sequence[UUID], entities: Collection[UUID | None], names: Collection[str], today: date
) -> sa.CompoundSelect[Any]:
    roles = roles_opening_cases()
    overseeing = [key for key, role in roles.items() if CasePermission.OVERSEE in role.may]
    theirs = sa.or_(User.full_name.in_(names), Membership.role.in_(overseeing))

    def own(column: Any) -> sa.Select[Any]:
        """A column of the roles of those who have these names."""
        called = sa.select(column).join(User, User.id == Membership.user_id)
        return called.where(User.full_name.in_(names), column.is_not(None))

    team_id, team_code, team_words = TEAMS
    # the first two say of which type each column is, to both databases
    return sa.union_all(
        sa.select(
            sa.literal_column("'role'", sa.String()).label("what"),
            Membership.entity_id.label("root_id"),
            User.id.label("user_id"),
            sa.type_coerce(sa.null(), sa.Date()).label("valid_to"),
            sa.type_coerce(sa.null(), Exclusion.__table__.c.bar.type).label("bar"),
            sa.type_coerce(sa.null(), Id()).label("given_by"),
            User.full_name.label("name"),
            Membership.role.label("role"),
            team_id.label("team_id"),
            team_code.label("team_code"),
            team_words.label("team_words"),
        )
        .join(Membership, Membership.user_id == User.id)
        .where(User.active, Membership.role.in_(roles), not_ended(Membership, today), theirs),
        _line(
            "out",
            Exclusion.root_id,
            Exclusion.user_id,
            Exclusion.valid_to,
            Exclusion.bar,
            Exclusion.given_by,
        ).where(Exclusion.root_id.in_(cases)),
        _line("in", Grant.root_id, Grant.user_id, Grant.valid_to).where(Grant.root_id.in_(cases)),
        _line("asked", Task.root_id, Task.about_id).where(
            Task.root_id.in_(cases), Task.about_id.is_not(None)
        ),
        _line("zone", PLACE.c.id, sa.null(), name=PLACE.c.time_zone).where(
            PLACE.c.id.in_(entities)
        ),
        _line("above", descent.c.entity_id, descent.c.ancestor_id).where(
            descent.c.entity_id.in_(entities)
        ),
        _line("engaged", Engagement.entity_id, User.id, name=User.full_name)
        .join(Engagement, Engagement.user_id == User.id)
        .where(User.active, User.full_name.in_(names), not_ended(Engagement, today)),
        _line("mate", sa.null(), Membership.user_id, teams=TEAMS).where(
            works_there(own), not_ended(Membership, today)
        ),
    )


def _line(what: str, *columns: Any, name: Any = None, teams: Any = None) -> sa.Select[Any]:
    """One kind of row of the statement; what it does not have is empty."""
    nothing = sa.null()
    filled = (*columns, *(nothing,) * (5 - len(columns)))
    rest = (nothing if name is None else name, nothing, *(teams or (nothing,) * len(TEAMS)))
    return sa.select(sa.literal_column(f"'{what}'", sa.String()), *filled, *rest)


def reaches(person: Colleague, place: CasePlace, known: CaseSurroundings) -> bool:
    """Whether a person gets to see this case by any of their roles, now or later."""
    if place.owner_id == person.id or (place.case_id, person.id) in known.let_in:
        return True
    return any(_goes_there(way, place, known) for way in person.ways)


def opens(person: Colleague, place: CasePlace, known: CaseSurroundings) -> bool:
    """Whether a person opens this case, or may come to by an act of their own.

    A role alone opens no case that is for its named team only; overseers may take part in it.
    """
    if not place.named_only:
        return True
    if place.owner_id == person.id or (place.case_id, person.id) in known.let_in:
        return True
    return any(way.oversees and _goes_there(way, place, known) for way in person.ways)


def _goes_there(way: RoleReach, place: CasePlace, known: CaseSurroundings) -> bool:
    match way.reach:
        case Reach.ALL:
            return True
        case Reach.ENTITY | Reach.ENGAGEMENT:
            everywhere = way.entity_id is None and way.reach is Reach.ENTITY
            above = known.above.get(place.entity_id, set()) if place.entity_id else set()
            return everywhere or way.entity_id == place.entity_id or way.entity_id in above
        case Reach.TEAM:
            mates = (known.mates.get(desk, ()) for desk in way.desks)
            return not way.desks.isdisjoint(place.desks) or any(place.owner_id in m for m in mates)
    return False


def nearest_overseer(place: CasePlace, known: CaseSurroundings, *, without: UUID) -> UUID | None:
    """The one who oversees a case from nearest: of its own entity, else of one above.

    Of a case for its named team only an overseer who takes part in it, else its owner.
    """
    able = [
        (way.entity_id != place.entity_id, way.entity_id is None, person.name, person.id)
        for person in known.people
        for way in person.ways
        if way.oversees
        and person.id != without
        and (place.case_id, person.id) not in known.out
        and (not place.named_only or (place.case_id, person.id) in known.let_in)
        and _goes_there(way, place, known)
    ]
    if able:
        return min(able)[-1]
    return place.owner_id if place.named_only and place.owner_id != without else None
