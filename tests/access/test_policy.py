"""The two faces of one rule agree: what the query shows is what the rule admits, for everyone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow.access.acting import acting
from caseflow.access.actor import Actor, Held, load_actor
from caseflow.access.capacities import AccessBar, AccessCapacity
from caseflow.access.models import Classification, Engagement, Exclusion, Grant, Membership, Root
from caseflow.access.policy import READING, admits
from caseflow.access.roles import Reach, shipped
from caseflow.access.root_kinds import RootKind
from caseflow.access.wall import PAST
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.audit.written_rows import RECORDED
from caseflow.cases.permissions import CasePermission
from caseflow.cases.rights.faces import OVERSEEING, SUMMARISING
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.crypto.columns import conceal
from caseflow.db import new_id
from caseflow.drafts.root_kinds import DraftRootKind
from caseflow.manifests import declared
from caseflow.reference.models import ListKind
from caseflow.reporting.faces import AUDITING
from caseflow.screening.root_kinds import ScreeningRootKind
from tests.support.databases import KINDS, Databases
from tests.support.house import NOW, TODAY, House, build_house, tables

DAY = timedelta(days=1)
SPANS: dict[str, tuple[date, date | None]] = {
    "now": (TODAY, None),
    "to tomorrow": (TODAY - DAY, TODAY + DAY),
    "ended today": (TODAY - 9 * DAY, TODAY),
    "past": (TODAY - 9 * DAY, TODAY - DAY),
    "future": (TODAY + DAY, None),
}
IN_FORCE = {"now", "to tomorrow"}
CODE = -4_611_686_018_427_387_905
"""The code of a landed desk: any 64 bits."""
WORDS = "Team of the test"


@dataclass
class Matter:
    """One root with whatever was given to or held against the person looked at."""

    root: Root
    granted: bool
    barred: bool


@dataclass
class Ground:
    """A database with one root for each combination of facts."""

    house: House
    me: UUID
    colleague: UUID
    near: UUID
    desk: UUID
    matters: list[Matter]

    @property
    def desks(self) -> dict[str, Any]:
        """One desk of each kind: chosen, coded, and in words that nothing has sealed yet."""
        return {"chosen": self.desk, "coded": CODE, "words": WORDS}


@pytest.fixture(scope="module", params=KINDS)
def ground(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    with tables(databases, request.param) as url:
        house = build_house(url, Path(tmp_path_factory.mktemp("policy")))
        yield lay_out(house)
        house.engine.dispose()


def lay_out(house: House) -> Ground:
    """Every kind × classification × owner × entity × desk, with each grant and each bar."""
    near, far = house.entity("NEAR"), house.entity("FAR")
    chosen = house.value(far, ListKind.DESK, "A desk")
    other_desk = house.value(far, ListKind.DESK, "Another desk")
    me, mate, other = (house.person(None).user_id for _ in range(3))
    roots, grants, bars, matters = [], [], [], []
    facts = itertools.product(
        declared(RootKind),
        (Classification.CONFIDENTIAL, Classification.STRICTLY_CONFIDENTIAL),
        (None, me, mate, other),
        (near, far, None),
        (
            {},
            {"desk_id": chosen},
            {"desk_code": CODE},
            {"landed_desk": WORDS},
            {"desk_id": other_desk},
            {"desk_code": CODE + 1},
            {"landed_desk": "Another"},
        ),
    )
    given = itertools.cycle(itertools.product([None, *SPANS], [None, *SPANS]))
    for kind, classification, owner, entity, desk in facts:
        for grant, bar in itertools.islice(given, 1 if owner in {me, mate} else 3):
            root = Root(
                kind=kind,
                classification=classification,
                owner_id=owner,
                entity_id=entity,
                **desk,
            )
            roots.append(row_of(root))
            matters.append(Matter(root, grant in IN_FORCE, bar in IN_FORCE))
            if grant:
                grants.append(dated(root, me, other, grant) | {"capacity": AccessCapacity.READER})
            if bar:
                bars.append(dated(root, me, other, bar) | {"bar": AccessBar.CONFLICT})
            # what somebody else was given or denied changes nothing
            grants.append(dated(root, other, mate, "now") | {"capacity": AccessCapacity.READER})
    with house.engine.begin() as connection:
        for model, rows in ((Root, roots), (Grant, grants), (Exclusion, bars)):
            connection.execute(
                sa.insert(model.__table__), rows, execution_options={**PAST, **RECORDED}
            )
    return Ground(house, me, mate, near, chosen, matters)


def row_of(root: Root) -> dict[str, object]:
    attributes = sa.inspect(Root).column_attrs
    return {a.columns[0].key: getattr(root, a.key) for a in attributes}


def dated(root: Root, user: UUID, giver: UUID, span: str) -> dict[str, object]:
    start, end = SPANS[span]
    return {
        "id": new_id(),
        "root_id": root.id,
        "user_id": user,
        "valid_from": start,
        "valid_to": end,
        "given_by": giver,
        "given_at": NOW,
    }


def holding(ground: Ground, *roles: str) -> Actor:
    """The person looked at, in these roles, each with the reach it ships with."""
    held, desks = [], frozenset(ground.desks.values())
    for key in roles:
        role = shipped()[key]
        match role.reach:
            case Reach.OWN:
                held.append(Held(role))
            case Reach.TEAM:
                held.append(Held(role, colleagues=frozenset({ground.colleague}), desks=desks))
            case Reach.ENTITY | Reach.ENGAGEMENT:
                held.append(Held(role, entities=frozenset({ground.near})))
            case Reach.ALL:
                held.append(Held(role, everywhere=True))
    return Actor(ground.me, "me", "Me", held=tuple(held), today=TODAY)


def seen(ground: Ground, actor: Actor, face) -> set[UUID]:
    with ground.house.factory() as session, acting(session, actor, face):
        return set(session.scalars(sa.select(Root.id)))


def admitted(ground: Ground, actor: Actor, face) -> set[UUID]:
    return {
        m.root.id
        for m in ground.matters
        if admits(actor, m.root, granted=m.granted, barred=m.barred, face=face)
    }


COMBINATIONS = [
    (),
    *((key,) for key in shipped()),
    ("investigator", "auditor"),
    ("conduct-officer", "recruiter"),
    ("decision-maker", "registry-officer", "victim-officer"),
]


@pytest.mark.parametrize(
    "face",
    [READING, SUMMARISING, OVERSEEING, AUDITING],
    ids=["reading", "summarising", "overseeing", "auditing"],
)
@pytest.mark.parametrize("roles", COMBINATIONS, ids="+".join)
def test_the_query_shows_exactly_what_the_rule_admits(ground, roles, face) -> None:
    actor = holding(ground, *roles)
    assert seen(ground, actor, face) == admitted(ground, actor, face)


@pytest.mark.parametrize("reach", list(Reach))
def test_the_two_agree_however_far_a_role_reaches(ground, reach) -> None:
    role = replace(shipped()["conduct-officer"], reach=reach)
    held = {
        Reach.OWN: Held(role),
        Reach.TEAM: Held(
            role,
            colleagues=frozenset({ground.colleague}),
            desks=frozenset(ground.desks.values()),
        ),
        Reach.ENTITY: Held(role, entities=frozenset({ground.near})),
        Reach.ENGAGEMENT: Held(role, entities=frozenset({ground.near})),
        Reach.ALL: Held(role, everywhere=True),
    }[reach]
    actor = Actor(ground.me, "me", "Me", held=(held,), today=TODAY)
    found = seen(ground, actor, READING)
    assert found == admitted(ground, actor, READING)
    assert found  # each reach opens something


KINDS_OF_DESKS = [
    kinds
    for how_many in range(4)
    for kinds in itertools.combinations(("chosen", "coded", "words"), how_many)
]


@pytest.mark.parametrize("kinds", KINDS_OF_DESKS, ids="+".join)
def test_a_team_reaches_what_waits_at_its_desks_and_at_no_other(ground, kinds) -> None:
    """Chosen desks by their ids, landed ones by the code of their words, or by the words."""
    role = replace(shipped()["conduct-officer"], reach=Reach.TEAM)
    desks = frozenset(ground.desks[kind] for kind in kinds)
    actor = Actor(ground.me, "me", "Me", held=(Held(role, desks=desks),), today=TODAY)
    found = seen(ground, actor, READING)
    assert found == admitted(ground, actor, READING)
    nobodys = {
        m.root.id: {m.root.desk_id, m.root.desk_code, m.root.landed_desk} - {None}
        for m in ground.matters
        if m.root.kind is CaseRootKind.CASE
        and m.root.owner_id is None
        and m.root.classification is Classification.CONFIDENTIAL
        and not (m.granted or m.barred)
    }
    assert set(ground.desks.values()) < set().union(*nobodys.values())
    assert found & nobodys.keys() == {i for i, at in nobodys.items() if at & desks}


def test_barred_beats_every_role_and_every_grant(ground) -> None:
    actor = holding(ground, *shipped())
    barred = {m.root.id for m in ground.matters if m.barred}
    assert any(m.barred and m.granted for m in ground.matters)
    assert any(m.barred and m.root.owner_id == ground.me for m in ground.matters)
    assert not seen(ground, actor, READING) & barred
    assert not seen(ground, actor, SUMMARISING) & barred


def test_grants_and_bars_hold_on_their_days_only(ground) -> None:
    """A grant of yesterday or tomorrow opens nothing; a bar of yesterday closes nothing."""
    investigator = holding(ground, "investigator")
    found = seen(ground, investigator, READING)
    others = [
        m
        for m in ground.matters
        if m.root.kind is CaseRootKind.CASE and m.root.owner_id != ground.me and not m.barred
    ]
    assert {m.root.id for m in others if m.granted} <= found
    assert not {m.root.id for m in others if not m.granted} & found


def test_a_strictly_confidential_case_is_for_its_named_team_whatever_the_role(ground) -> None:
    strict = {
        m.root.id
        for m in ground.matters
        if m.root.classification is Classification.STRICTLY_CONFIDENTIAL
        and m.root.kind is CaseRootKind.CASE
    }
    mine = {
        m.root.id
        for m in ground.matters
        if (m.granted or m.root.owner_id == ground.me) and not m.barred
    }
    assert strict & mine
    for role in ("conduct-officer", "senior-conduct-officer", "decision-maker", "reviewer"):
        assert seen(ground, holding(ground, role), READING) & strict == strict & mine
    assert seen(ground, holding(ground, *shipped()), READING) & strict == strict & mine


def test_the_administrator_sees_no_case(ground) -> None:
    kinds = {m.root.id: m.root.kind for m in ground.matters}
    for face in (READING, SUMMARISING):
        found = {kinds[i] for i in seen(ground, holding(ground, "administrator"), face)}
        assert found <= {
            DraftRootKind.DRAFT,
            ScreeningRootKind.INQUIRY,
        }  # one's own, whatever one's role


def test_an_auditor_summarises_cases_whose_pages_do_not_exist_for_them(ground) -> None:
    auditor = holding(ground, "auditor")
    case = {m.root.id for m in ground.matters if m.root.kind is CaseRootKind.CASE}
    assert not seen(ground, auditor, READING) & case
    inside = {
        m.root.id
        for m in ground.matters
        if m.root.entity_id == ground.near
        and m.root.classification is not Classification.STRICTLY_CONFIDENTIAL
        and m.root.kind is CaseRootKind.CASE
        and not m.barred
    }
    assert inside <= seen(ground, auditor, SUMMARISING)


@pytest.mark.parametrize("roles", [("auditor",), ("auditor", "conduct-officer")], ids="+".join)
def test_an_engagement_that_gives_it_summarises_what_is_for_a_named_team(ground, roles) -> None:
    """And nothing else: neither the page, nor another entity, nor what bars this auditor."""
    actor = holding(ground, *roles)
    held = tuple(replace(h, summaries=h.entities) for h in actor.held if h.role.key == "auditor")
    deeper = replace(actor, held=(*held, *(h for h in actor.held if h.role.key != "auditor")))
    found = seen(ground, deeper, SUMMARISING)
    assert found == admitted(ground, deeper, SUMMARISING)
    assert found - seen(ground, actor, SUMMARISING) == {
        m.root.id
        for m in ground.matters
        if m.root.kind is CaseRootKind.CASE
        and m.root.classification is Classification.STRICTLY_CONFIDENTIAL
        and m.root.entity_id == ground.near
        and m.root.owner_id != ground.me
        and not m.granted
        and not m.barred
    }
    assert seen(ground, deeper, READING) == seen(ground, actor, READING)


@pytest.mark.parametrize("span", SPANS)
def test_a_role_holds_on_its_days_only(house: House, span: str) -> None:
    north = house.entity("NORTH")
    start, end = SPANS[span]
    actor = house.person("conduct-officer", entity=north, since=start, until=end)
    assert actor.may(CasePermission.READ) is (span in IN_FORCE)


@pytest.mark.parametrize("span", SPANS)
def test_an_engagement_holds_on_its_days_only(house: House, span: str) -> None:
    north = house.entity("NORTH")
    start, end = SPANS[span]
    auditor = house.person("auditor")
    with house.system() as session:
        with act(session, AccountAct.ENGAGEMENT_GIVEN):
            session.add(
                Engagement(
                    user_id=auditor.user_id,
                    entity_id=north,
                    data_key_id=session.get_one(User, auditor.user_id).data_key_id,
                    purpose=conceal("An audit"),
                    valid_from=start,
                    valid_to=end,
                )
            )
        session.commit()
    reached = house.actor(auditor.user_id).entities_for(CasePermission.SUMMARISE)
    assert reached == ({north} if span in IN_FORCE else frozenset())


def test_who_could_open_this_on_a_day_can_be_asked_of_any_day(house: House) -> None:
    north = house.entity("NORTH")
    person = house.person("conduct-officer", entity=north, since=TODAY, until=TODAY + 5 * DAY)
    for day, held in ((TODAY - DAY, False), (TODAY, True), (TODAY + 5 * DAY, False)):
        assert house.actor(person.user_id, today=day).may(CasePermission.READ) is held


def test_a_role_that_the_file_no_longer_knows_gives_nothing(house: House) -> None:
    north = house.entity("NORTH")
    person = house.person("conduct-officer", entity=north)
    with house.factory() as session:
        assert session.scalars(sa.select(Membership.role)).all() == ["conduct-officer"]
        user = session.get_one(User, person.user_id)
        actor = load_actor(session, user_id=user.id, username="x", name="x", roles={}, now=NOW)
    assert actor.held == ()
