"""Moving an entity in the tree lets nobody reach more than two people gave them."""

from __future__ import annotations

import random
import re
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow.accounts import account_requests, services
from caseflow.accounts.entity_moves import SUBSCRIPTIONS
from caseflow.accounts.models import AccountRequest, User
from caseflow.accounts.purposes import AccountPurpose
from caseflow.audit.models import Entry
from caseflow.errors import NotReady
from caseflow.events import EventTable
from caseflow.reference import descent, entity_reach
from caseflow.reference import services as entities
from caseflow.reference.models import Entity
from tests.accounts.conftest import Office
from tests.accounts.test_closure import confirmed
from tests.accounts.walking import CHOSEN, CODE, Forms
from tests.support.homes import application
from tests.support.house import NOW, build_house, tables
from tests.support.visitor import Visitor, visitor

OPENING = ("conduct-officer", "decision-maker", "senior-conduct-officer", "victim-officer")
REACHING_ELSEWHERE = ("investigator", "recruiter", "registry-officer", "administrator", "auditor")


@pytest.fixture
def office(office: Office) -> Office:
    """The office, whose entity is in use."""
    office.house.info["events"] = EventTable(*SUBSCRIPTIONS)
    office.house.person("conduct-officer", entity=office.entity)
    return office


@pytest.fixture
def empty(office: Office) -> UUID:
    """An entity beside it that is not in use."""
    return office.house.entity("EMPTY")


def move(office: Office, entity, under, *, by=None) -> None:
    by = by or office.first
    with office.house.session(by) as session:
        entities.move_entity(
            session.get_one(Entity, entity),
            parent=session.get_one(Entity, under) if under else None,
            actor=by,
            now=NOW,
        )
        session.commit()


def above(office: Office, entity) -> set:
    with office.house.system() as session:
        return set(descent.above(session, entity)) - {entity}


@pytest.mark.parametrize("role", OPENING)
def test_one_person_does_not_widen_a_role_by_moving_an_entity_beneath_its_place(
    office: Office, empty, role
):
    hands = {"by": office.first, "second": office.second, "of": office.colleague}
    office.given(role, **hands, entity_id=empty)
    with pytest.raises(NotReady, match="takes two people") as told:
        move(office, office.entity, empty)
    assert told.value.field == "parent"
    assert "EMPTY" in str(told.value.sentence)
    assert above(office, office.entity) == set()


def test_nor_an_engagement_of_an_auditor(office: Office, empty):
    office.house.person("auditor", engagements=(empty,))
    with pytest.raises(NotReady, match="takes two people"):
        move(office, office.entity, empty)


def test_nor_a_role_that_begins_later_or_lies_further_up(office: Office, empty):
    top = office.house.entity("TOP")
    office.house.person("conduct-officer", entity=top, since=NOW.date().replace(year=2027))
    move(office, empty, top)
    with pytest.raises(NotReady, match="TOP"):
        move(office, office.entity, empty)
    assert above(office, office.entity) == set()


def test_what_was_asked_for_and_waits_does_not_come_to_reach_more(office: Office, empty):
    request = office.asked("conduct-officer", by=office.first, of=office.colleague, entity_id=empty)
    with pytest.raises(NotReady, match="waits for a second person"):
        move(office, office.entity, empty)
    office.decided(account_requests.withdraw, request, by=office.first)
    move(office, office.entity, empty)
    assert above(office, office.entity) == {empty}


def test_roles_that_are_ended_first_are_in_nobodys_way(office: Office, empty):
    officer = office.house.person("conduct-officer", entity=empty)
    with office.house.session(office.first) as session:
        user = session.get_one(User, officer.user_id)
        (held,) = session.scalars(
            sa.select(services.Membership).where(services.Membership.user_id == user.id)
        )
        services.end_role(user, held, actor=office.first, now=NOW)
        session.commit()
    move(office, office.entity, empty)
    assert above(office, office.entity) == {empty}


@pytest.mark.parametrize("role", REACHING_ELSEWHERE)
def test_roles_that_reach_no_further_by_it_are_in_nobodys_way(office: Office, empty, role):
    office.house.person(role, entity=empty)
    move(office, office.entity, empty)
    assert above(office, office.entity) == {empty}


def test_moving_away_or_within_reach_of_the_same_people_is_one_persons_act(office: Office, empty):
    office.house.person("senior-conduct-officer", entity=empty)
    low = office.house.entity("LOW", parent=empty)
    lower = office.house.entity("LOWER", parent=low)
    office.house.person("conduct-officer", entity=lower)
    move(office, lower, empty)
    move(office, lower, None)
    assert above(office, lower) == set()


def test_an_entity_that_is_not_in_use_moves_anywhere(office: Office, empty):
    move(office, empty, office.entity)
    assert above(office, empty) == {office.entity}


def test_the_operator_moves_it_at_the_machine_and_the_trail_says_so(office: Office, empty):
    office.house.person("conduct-officer", entity=empty)
    with office.house.system(AccountPurpose.ACCOUNTS) as session:
        entities.move_entity(
            session.get_one(Entity, office.entity),
            parent=session.get_one(Entity, empty),
            actor=entities.SYSTEM,
            now=NOW,
        )
        session.commit()
        last = session.scalars(sa.select(Entry).order_by(Entry.seq.desc())).first()
        assert (last.act, last.actor_id) == ("entity:changed", None)
    assert above(office, office.entity) == {empty}


REFERENCE = re.compile(r"/cases/([A-Z][A-Z0-9]*)-20")
MOVES = 150


@pytest.fixture
def app(homes):
    """A seeded home in which the administrator owns an officer of an entity that is empty."""
    with application(homes.fresh()) as made:
        mine, honest = visitor(made, "administrator"), visitor(made, "administrator-2")
        page = Forms(mine.get("/entities/new").text)
        form = page.forms[""] if "" in page.forms else page.forms["/entities/new"]
        given = {name: known[0] for name, known in form.items() if known}
        given |= {"code": "ZZ", "name": "Empty", "parent": "", "time_zone": "UTC"}
        given |= {"valid_from-day": "1", "valid_from-month": "2", "valid_from-year": "2020"}
        given["organization"] = form["organization"][0]
        given.pop("csrf_token", None)
        assert mine.post("/entities/new", given).status_code == 302
        mine.get("/people/new")
        mine.post("/people/new", {"username": "puppet", "full_name": "New Colleague"})
        code = CODE.search(mine.post("/people/puppet/code").text)[1]
        someone = Visitor(made)
        someone.get("/choose-password")
        chosen = {"username": "puppet", "code": code, "password": CHOSEN}
        assert someone.post("/choose-password", chosen).status_code == 302
        place = re.search(
            r'value="([^"]+)"[^>]*>\s*(?:ZZ\b|Empty)', mine.get("/people/puppet").text
        )
        answer = confirmed(mine, honest, "puppet", "senior-conduct-officer", place=place[1])
        assert answer.status_code == 302
        yield made


def seen_after_moves(app) -> set[str]:
    """The entities whose cases the officer came to see while the administrator moved entities."""
    mine, puppet = visitor(app, "administrator"), Visitor(app)
    assert puppet.sign_in("puppet", CHOSEN).status_code == 302
    codes = sorted(set(re.findall(r'href="/entities/([A-Z0-9]+)"', mine.get("/entities").text)))
    assert {"ZZ", "NOR"} <= set(codes)
    dice, seen, moved = random.Random(20261129), set(), 0
    first = [(code, "ZZ") for code in codes if code != "ZZ"]
    later = [(dice.choice(codes), dice.choice(["", *codes])) for _each in range(MOVES)]
    for code, under in first + later:
        mine.get(f"/entities/{code}/move")
        answer = mine.post(f"/entities/{code}/move", {"parent": under, "reason": "Reorganised"})
        assert answer.status_code in {302, 422}
        moved += answer.status_code == 302
        seen |= set(REFERENCE.findall(puppet.get("/cases/all").text))
    assert moved > 10
    return seen - {"ZZ"}


def test_whoever_moves_entities_opens_no_case_to_an_account_of_theirs(app):
    assert seen_after_moves(app) == set()


def test_the_same_moves_get_there_when_nobody_asks_who_reaches_more(app, monkeypatch):
    monkeypatch.setattr(entities, "require_no_wider_reach", lambda *_, **__: None)
    assert "NOR" in seen_after_moves(app)


def test_an_unused_entity_is_one_without_anything(office: Office, empty):
    with office.house.system() as session:
        assert entity_reach.is_in_use(session, [office.entity])
        assert not entity_reach.is_in_use(session, [empty])
        assert session.scalar(sa.select(sa.func.count(AccountRequest.id))) == 0


def test_a_role_that_is_given_at_the_same_moment_is_waited_for(databases, tmp_path):
    """On the database where two people write at once: the move asks when the role stands."""
    with tables(databases, "postgresql") as url:
        house = build_house(url, tmp_path, subscribers=SUBSCRIPTIONS)
        used, empty = house.entity("NORTH"), house.entity("EMPTY")
        house.person("conduct-officer", entity=used)
        person = house.person(None)
        first = house.person("administrator")
        with house.system(AccountPurpose.ACCOUNTS) as session, ThreadPoolExecutor(1) as beside:
            user = session.get_one(User, person.user_id)
            given = {"entity_id": empty, "actor": entities.SYSTEM, "now": NOW}
            services.give_role(user, "conduct-officer", **given)
            session.flush()
            moving = beside.submit(move, SimpleNamespace(house=house, first=first), used, empty)
            with pytest.raises(TimeoutError):
                moving.result(timeout=1)
            session.commit()
            with pytest.raises(NotReady, match="takes two people"):
                moving.result(timeout=30)
        house.engine.dispose()
