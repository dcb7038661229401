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

from caseflow.access import reach
from caseflow.access.actor import Held, descent, hold
from caseflow.access.capacities import AccessBar
from caseflow.access.dated import has_ended, not_ended
from caseflow.access.desks import TEAMS, Desks, keys_of, works_there
from caseflow.access.models import Engagement, Exclusion, Grant, Membership
from caseflow.access.reach import goes_to
from caseflow.access.roles import shipped
from caseflow.access.root_days import PLACE
from caseflow.accounts.models import User
from caseflow.cases.names.user_directory import roles_opening_cases
from caseflow.cases.permissions import CasePermission
from caseflow.days import day_there, office_day
from caseflow.db import Id
from caseflow.matters.models import Task


@dataclass(frozen=True)
class Colleague:
    """A person with an account and with roles that open cases."""

    id: UUID
    name: str
    held: tuple[Held, ...]


@dataclass(frozen=True)
class CasePlace:
    """Where a case lies: what decides which roles reach it, and under which key it is sealed."""

    case_id: UUID
    data_key_id: UUID
    entity_id: UUID | None
    owner_id: UUID | None
    desk_id: UUID | None = None
    desk_code: int | None = None
    landed_desk: str | None = None
    named_only: bool = False
    """Whether only its named team opens it, and overseers who take part."""


@dataclass
class CaseSurroundings:
    """What the database knows around some cases."""

    people: list[Colleague] = field(default_factory=list)
    """Those of the names that were asked for, and everybody who oversees cases."""

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
    found.days = {p.case_id: day_there(zones.get(p.entity_id), now) for p in places}
    rights = HeldRights()
    for row in rows:
        pair = (row.root_id, row.user_id)
        over = row.what in {"in", "out"} and has_ended(row, found.days[row.root_id])
        match row.what:
            case "asked":
                found.asked.add(pair)
            case "in" if not over:
                found.let_in.add(pair)
            case "out" if not over:
                found.out.add(pair)
            case "out" if row.bar is AccessBar.CONFLICT and row.given_by is not None:
                found.settled.add(pair)
            case "above" | "mate" | "role" | "engaged":
                rights.add(row)
    found.people = rights.people()
    return found


@dataclass
class HeldRights:
    """The rows of which the reach of colleagues is made, by the rule for whoever signs in."""

    roles: list[Any] = field(default_factory=list)
    called: dict[UUID, str] = field(default_factory=dict)
    below: dict[UUID, set[UUID]] = field(default_factory=dict)
    mates: defaultdict[Any, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    engaged: defaultdict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def add(self, row: Any) -> None:
        """Take one row of the statement."""
        match row.what:
            case "above":
                self.below.setdefault(row.user_id, {row.user_id}).add(row.root_id)
            case "mate":
                for desk in _desks(row):
                    self.mates[desk].add(row.user_id)
            case "role":
                self.called[row.user_id] = row.name
                self.roles.append(row)
            case "engaged":
                self.called[row.user_id] = row.name
                self.engaged[row.user_id].add(row.root_id)

    def people(self) -> list[Colleague]:
        """Everybody, with their roles as they hold them."""
        held: defaultdict[UUID, list[Held]] = defaultdict(list)
        for row in self.roles:
            engaged = {"engaged": self.engaged[row.user_id]}
            role = shipped()[row.role]
            held[row.user_id].append(
                hold(role, row.root_id, _desks(row), self.below, self.mates, engaged)
            )
        return [Colleague(key, name, tuple(held[key])) for key, name in self.called.items()]


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
    return _gets_to(person, place, known, named_only=False)


def opens(person: Colleague, place: CasePlace, known: CaseSurroundings) -> bool:
    """Whether a person opens this case, or may come to by an act of their own.

    A role alone opens no case that is for its named team only; overseers may take part in it.
    """
    if not place.named_only or _gets_to(person, place, known, named_only=True):
        return True
    return any(oversees(each) and goes_to(each, place) for each in person.held)


def _gets_to(
    person: Colleague, place: CasePlace, known: CaseSurroundings, *, named_only: bool
) -> bool:
    let_in = (place.case_id, person.id) in known.let_in
    return reach.reaches(person.held, place, person.id, named_only=named_only, let_in=let_in)


def oversees(held: Held) -> bool:
    """Whether a role oversees the cases that it reaches."""
    return CasePermission.OVERSEE in held.role.may


def nearest_overseer(place: CasePlace, known: CaseSurroundings, *, without: UUID) -> UUID | None:
    """The one who oversees a case from nearest: of its own entity, else of one above.

    Of a case for its named team only an overseer who takes part in it, else its owner.
    """
    able = [
        (each.place != place.entity_id, each.place is None, person.name, person.id)
        for person in known.people
        for each in person.held
        if oversees(each)
        and person.id != without
        and (place.case_id, person.id) not in known.out
        and (not place.named_only or (place.case_id, person.id) in known.let_in)
        and goes_to(each, place)
    ]
    if able:
        return min(able)[-1]
    return place.owner_id if place.named_only and place.owner_id != without else None
