"""Organisations and entities: the tree, who reaches whom, what may be said about each."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import caseflow.audit.changes  # noqa: F401  (the session records what changes)
from caseflow.access.acting import acting
from caseflow.access.actor import Actor, Held
from caseflow.access.permissions import Permission
from caseflow.access.roles import Reach, Role
from caseflow.audit.record import pending
from caseflow.cases.permissions import CasePermission
from caseflow.clocks.calendars import WEEKENDS_ONLY
from caseflow.db import WorkSession, make_engine, new_id
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import EventTable
from caseflow.reference import descent, queries, services
from caseflow.reference.calendars import calendar_of, zone_of
from caseflow.reference.models import Entity, Organization
from caseflow.reference.permissions import EntityPermission
from caseflow.reference.services import EntityFacts

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
START = date(2020, 1, 1)
MISSION = EntityFacts(name="Mission", kind="peacekeeping")


def person(*permissions: Permission) -> Actor:
    role = Role("keeper", "Keeper", Reach.ALL, frozenset(permissions))
    return Actor(new_id(), "keeper", "Keeper", held=(Held(role, everywhere=True),))


KEEPER = person(EntityPermission.MANAGE)


@pytest.fixture
def session(tables_url):
    engine = make_engine(tables_url)
    with WorkSession(engine, info={"events": EventTable()}) as opened, acting(opened, KEEPER):
        yield opened
    engine.dispose()


@pytest.fixture
def organization(session) -> Organization:
    return services.add_organization(
        session, code="UN", name="Organisation", valid_from=START, actor=KEEPER, now=NOW
    )


@pytest.fixture
def add(session, organization):
    def entity(code: str, parent: Entity | None = None, facts: EntityFacts = MISSION) -> Entity:
        return services.add_entity(
            session,
            organization=organization,
            code=code,
            facts=facts,
            parent=parent,
            valid_from=START,
            actor=KEEPER,
            now=NOW,
        )

    return entity


def codes(session, under: Entity) -> list[str]:
    return [entity.code for entity in queries.entities(session, actor=KEEPER, under=under)]


def test_reaching_an_entity_reaches_all_below_it(session, add):
    top, other = add("TOP"), add("OTHER")
    middle = add("MID", top)
    add("LOW", middle)
    assert codes(session, top) == ["LOW", "MID", "TOP"]
    assert codes(session, middle) == ["LOW", "MID"]
    assert codes(session, other) == ["OTHER"]


def test_moving_an_entity_takes_all_below_it_along(session, add):
    top, other = add("TOP"), add("OTHER")
    middle = add("MID", top)
    low = add("LOW", middle)
    services.move_entity(middle, parent=other, actor=KEEPER, now=NOW, reason="Reorganised")
    assert codes(session, top) == ["TOP"]
    assert codes(session, other) == ["LOW", "MID", "OTHER"]
    assert descent.above(session, low.id) == {low.id: 0, middle.id: 1, other.id: 2}
    services.move_entity(middle, parent=None, actor=KEEPER, now=NOW)
    assert codes(session, other) == ["OTHER"]
    assert codes(session, middle) == ["LOW", "MID"]


def test_an_entity_cannot_lie_beneath_itself(session, add):
    top = add("TOP")
    low = add("LOW", add("MID", top))
    for parent in (top, low):
        with pytest.raises(NotReady, match="beneath itself") as told:
            services.move_entity(top, parent=parent, actor=KEEPER, now=NOW)
        assert told.value.field == "parent"
    assert codes(session, top) == ["LOW", "MID", "TOP"]


def test_an_entity_stays_within_its_organisation(session, add):
    elsewhere = services.add_organization(
        session, code="WHO", name="Another", valid_from=START, actor=KEEPER, now=NOW
    )
    with pytest.raises(NotReady, match="another organisation"):
        services.add_entity(
            session,
            organization=elsewhere,
            code="X",
            facts=MISSION,
            parent=add("TOP"),
            valid_from=START,
            actor=KEEPER,
            now=NOW,
        )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-1, 6)), max_size=12))
def test_after_any_moves_the_closure_is_what_walking_up_the_tree_gives(
    session, organization, add, moves
):
    with session.begin_nested() as point:
        tree = [add(f"T{n}") for n in range(7)]
        for which, under in moves:
            parent = None if under < 0 else tree[under]
            try:
                services.move_entity(tree[which], parent=parent, actor=KEEPER, now=NOW)
            except NotReady:
                continue
        for entity in tree:
            walked, here = {}, entity
            while here is not None:
                walked[here.id] = len(walked)
                here = here.parent
            assert descent.above(session, entity.id) == walked
        point.rollback()
    session.expunge_all()
    session.add(organization)


def test_a_code_is_never_used_again(session, add):
    closed = add("OLD")
    services.close_entity(closed, on=date(2025, 1, 1), actor=KEEPER, now=NOW)
    with pytest.raises(NotReady, match="never used again") as told:
        add("OLD")
    assert told.value.field == "code"


def test_a_code_stands_in_references_and_never_changes(session, add):
    entity = add("KEEP")
    with pytest.raises(ValueError, match="never changes"):
        entity.code = "OTHER"


@pytest.mark.parametrize("code", ["", "low", "A-B", "1A", "A" * 13, "Ä", "A\x00", "A\n"])
def test_a_code_is_capital_letters_and_digits(add, code):
    with pytest.raises(NotReady) as told:
        add(code)
    assert told.value.field == "code"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "x" * 10_000_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a\ud800"}, "name"),
        ({"names": {"fr": ""}}, "names"),
        ({"kind": "castle"}, "kind"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"holiday_country": "ZZ"}, "holiday_country"),
        ({"holiday_country": "CH", "holiday_subdivision": "QQ"}, "holiday_subdivision"),
        ({"holiday_list": "none such"}, "holiday_list"),
        ({"holiday_list": "un_common", "holiday_country": "CH"}, "holiday_list"),
    ],
)
def test_wrong_facts_are_told_at_their_field_and_nothing_is_saved(session, add, facts, field):
    entity = add("GOOD")
    wrong = EntityFacts(**({"name": "Mission", "kind": "peacekeeping"} | facts))
    with pytest.raises(NotReady) as told:
        services.change_entity(entity, facts=wrong, actor=KEEPER, now=NOW)
    assert told.value.field == field
    assert not session.dirty
    with pytest.raises(NotReady):
        add("BAD", facts=wrong)
    assert session.scalar(sa.select(sa.func.count(Entity.id))) == 1


def test_an_entity_is_named_in_the_readers_language_where_it_has_such_a_name(session, add):
    entity = add("M", facts=EntityFacts(name="Mission", kind="peacekeeping", names={"fr": "La M"}))
    session.expire_all()
    assert (entity.name_in("fr"), entity.name_in("ar")) == ("La M", "Mission")


def test_a_closed_entity_is_left_out_of_what_is_chosen_and_stays_readable(session, add):
    services.close_entity(add("OLD"), on=date(2025, 1, 1), actor=KEEPER, now=NOW)
    add("NEW")
    before = queries.entities(session, actor=KEEPER, on=date(2024, 12, 31))
    after = queries.entities(session, actor=KEEPER, on=date(2025, 1, 1))
    assert [e.code for e in before] == ["NEW", "OLD"]
    assert [e.code for e in after] == ["NEW"]
    assert queries.entity(session, "OLD", actor=KEEPER).valid_to == date(2025, 1, 1)


def test_an_entity_closes_after_those_beneath_it(add):
    top = add("TOP")
    low = add("LOW", top)
    with pytest.raises(NotReady, match="beneath it first"):
        services.close_entity(top, on=date(2025, 1, 1), actor=KEEPER, now=NOW)
    services.close_entity(low, on=date(2025, 1, 1), actor=KEEPER, now=NOW)
    services.close_entity(top, on=date(2025, 1, 1), actor=KEEPER, now=NOW)
    with pytest.raises(NotReady, match="after the day it began"):
        services.close_entity(low, on=START, actor=KEEPER, now=NOW)


def test_a_closed_entity_opens_again_with_the_one_above_it(add):
    top = add("TOP")
    low = add("LOW", top)
    for entity in (low, top):
        services.close_entity(entity, on=date(2025, 1, 1), actor=KEEPER, now=NOW)
    with pytest.raises(NotReady, match="open it again first"):
        services.reopen_entity(low, actor=KEEPER, now=NOW)
    for entity in (top, low):
        services.reopen_entity(entity, actor=KEEPER, now=NOW, reason="Founded anew")
        assert entity.valid_to is None
    with pytest.raises(NotReady, match="is open"):
        services.reopen_entity(low, actor=KEEPER, now=NOW)


def test_nothing_lies_beneath_what_closes_before_it(add):
    closed, later, open_one = add("OLD"), add("LATER"), add("NEW")
    services.close_entity(closed, on=date(2025, 1, 1), actor=KEEPER, now=NOW)
    services.close_entity(later, on=date(2026, 1, 1), actor=KEEPER, now=NOW)
    for entity in (later, open_one):
        with pytest.raises(NotReady, match="above is closed") as told:
            services.move_entity(entity, parent=closed, actor=KEEPER, now=NOW)
        assert told.value.field == "parent"
    with pytest.raises(NotReady, match="above is closed"):
        add("BELOW", closed)
    services.move_entity(closed, parent=later, actor=KEEPER, now=NOW)
    with pytest.raises(NotReady, match="beneath it first"):
        services.close_entity(later, on=date(2024, 6, 1), actor=KEEPER, now=NOW)


def test_whoever_may_not_manage_entities_changes_nothing(session, add):
    entity = add("KEEP")
    session.info.pop("actor")
    stranger = person(CasePermission.READ)
    with acting(session, stranger):
        for change in (
            lambda: services.change_entity(entity, facts=MISSION, actor=stranger, now=NOW),
            lambda: services.move_entity(entity, parent=None, actor=stranger, now=NOW),
            lambda: services.close_entity(entity, on=date(2025, 1, 1), actor=stranger, now=NOW),
            lambda: services.reopen_entity(entity, actor=stranger, now=NOW),
            lambda: services.add_organization(
                session, code="X", name="X", valid_from=START, actor=stranger, now=NOW
            ),
        ):
            with pytest.raises(Refused):
                change()
        assert queries.entity(session, "KEEP", actor=stranger) is entity


def test_each_change_is_an_act_in_the_trail(session, add):
    entity = add("KEEP")
    services.close_entity(entity, on=date(2025, 1, 1), actor=KEEPER, now=NOW, reason="Ended")
    last = pending(session)[-1]
    assert (last.thing_kind, last.thing_id) == ("entities", entity.id)
    assert last.entity_id == entity.id
    assert last.facts["reason"] == "Ended"
    assert last.changes[0][-1]["valid_to"] == [None, "2025-01-01"]


def test_what_does_not_exist_is_not_found(session, add):
    with pytest.raises(NotFound):
        queries.entity(session, "NONE", actor=KEEPER)
    with pytest.raises(NotFound):
        queries.organization(session, "NONE", actor=KEEPER)
    with pytest.raises(NotFound):
        queries.entity_by_id(session, new_id(), actor=KEEPER)


def test_the_days_of_an_entity_follow_its_country_its_list_or_the_week(session, add):
    def entity(code, **more):
        return add(code, facts=EntityFacts(name=code, kind="peacekeeping", **more))

    geneva = entity("G", holiday_country="CH", holiday_subdivision="GE", time_zone="Europe/Zurich")
    common = entity("C", holiday_list="un_common")
    assert not calendar_of(geneva).is_working_day(date(2024, 9, 5))
    assert zone_of(geneva).key == "Europe/Zurich"
    assert not calendar_of(common).is_working_day(date(2024, 12, 25))
    assert calendar_of(common).is_working_day(date(2024, 9, 5))
    assert calendar_of(entity("P")) is WEEKENDS_ONLY


@pytest.mark.parametrize(
    ("column", "value"),
    [("valid_to", START), ("code", "low"), ("parent_id", "itself")],
)
def test_the_database_itself_refuses_what_must_never_be(session, add, column, value):
    entity = add("GOOD")
    value = entity.id if value == "itself" else value
    statement = sa.update(Entity.__table__).values({column: value})
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.connection().execute(statement)
