"""Changing organisations and entities: each verb is one act of whoever manages them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from caseflow.access.actor import SYSTEM, Actor
from caseflow.access.checks import require
from caseflow.access.dated import begins_before, has_ended, has_no_end, outlasts
from caseflow.audit.record import act
from caseflow.clocks.calendars import UnknownCalendarError, public_calendar
from caseflow.days import day_in, office_day
from caseflow.errors import NotReady
from caseflow.events import EntityDaysChanged, EntityMoved, announce
from caseflow.facts.countries import is_country
from caseflow.labels import _
from caseflow.reference import descent
from caseflow.reference.acts import EntityAct
from caseflow.reference.calendars import holiday_lists
from caseflow.reference.entity_reach import newly_above, require_no_wider_reach
from caseflow.reference.lists import entity_kinds
from caseflow.reference.models import CODE, Entity, ListKind, ListValue, Organization
from caseflow.reference.permissions import EntityPermission

MOST_NAME = 200
MOST_VALUE = 120


@dataclass(frozen=True, kw_only=True)
class EntityFacts:
    """What may be said, and changed, about an entity."""

    name: str
    kind: str
    names: Mapping[str, str] = field(default_factory=dict)
    holiday_country: str | None = None
    holiday_subdivision: str | None = None
    holiday_list: str | None = None
    time_zone: str = "UTC"
    workflow_pack: str = "standard"


@dataclass(frozen=True, kw_only=True)
class EntityDays:
    """Which days an entity has: its time zone, and the holidays that it keeps."""

    time_zone: str
    holiday_country: str | None = None
    holiday_subdivision: str | None = None
    holiday_list: str | None = None


def days_of(entity: Entity) -> EntityDays:
    """Which days an entity has now."""
    return EntityDays(**{each.name: getattr(entity, each.name) for each in fields(EntityDays)})


def facts_of(entity: Entity) -> dict[str, Any]:
    """What is said about an entity now, as the fields of `EntityFacts`."""
    return {each.name: getattr(entity, each.name) for each in fields(EntityFacts)}


def add_organization(
    session: Session, *, code: str, name: str, valid_from: date, actor: Actor, now: datetime
) -> Organization:
    """Add an organisation. Raises Refused, or NotReady at the field that is wrong."""
    require(session, actor, EntityPermission.MANAGE)
    found = Organization(
        code=_free(session, Organization, code), name=_name(name), valid_from=valid_from
    )
    with act(session, EntityAct.CHANGED, thing=found, facts={"added": code, "at": now}):
        session.add(found)
    return found


def add_entity(
    session: Session,
    *,
    organization: Organization,
    code: str,
    facts: EntityFacts,
    valid_from: date,
    actor: Actor,
    now: datetime,
    parent: Entity | None = None,
) -> Entity:
    """Add an entity to an organisation, under another one if `parent` is given.

    Raises Refused, or NotReady at the field that is wrong.
    """
    require(session, actor, EntityPermission.MANAGE)
    _same_organization(organization, parent)
    _outlasted(parent, None)
    free, values = _free(session, Entity, code), _checked(facts, office_day(now))
    found = Entity(
        code=free,
        organization=organization,
        organization_id=organization.id,
        parent=parent,
        parent_id=None if parent is None else parent.id,
        valid_from=valid_from,
        **values,
    )
    with act(session, EntityAct.CHANGED, thing=found, facts={"added": code, "at": now}) as entry:
        session.add(found)
        session.flush()
        entry.entity_id = found.id
        descent.enter(session, found)
    return found


def change_entity(
    entity: Entity, *, facts: EntityFacts, actor: Actor, now: datetime, reason: str | None = None
) -> None:
    """Change what is said about an entity; its code stays. Raises Refused or NotReady."""
    session = _session(entity)
    require(session, actor, EntityPermission.MANAGE)
    values = _checked(facts, office_day(now))
    days, before = days_of(entity), day_in(entity.time_zone, now)
    with _changed(entity, reason, now):
        for column, value in values.items():
            setattr(entity, column, value)
    if days_of(entity) != days:
        _tell_days(entity, before, actor=actor, now=now)


def change_days(
    entity: Entity, *, days: EntityDays, reason: str, actor: Actor, now: datetime
) -> None:
    """Give an entity another time zone or other holidays; its time limits are recounted after it.

    The same ones again recount them anew. Raises Refused, and NotReady at the field that is wrong
    or without a reason.
    """
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    same = days == days_of(entity)
    facts = EntityFacts(**{**facts_of(entity), **asdict(days)})
    change_entity(entity, facts=facts, actor=actor, now=now, reason=reason)
    if same:
        _tell_days(entity, day_in(entity.time_zone, now), actor=actor, now=now)


def check_days(days: EntityDays, *, today: date) -> None:
    """Raise NotReady at what is no time zone, country, part of one, or list."""
    _check_days(days, today)


def _tell_days(entity: Entity, before: date, *, actor: Actor, now: datetime) -> None:
    by = None if actor == SYSTEM else actor.user_id
    after = day_in(entity.time_zone, now)
    told = EntityDaysChanged(at=now, actor_id=by, entity_id=entity.id, before=before, after=after)
    announce(_session(entity), told)


def move_entity(
    entity: Entity, *, parent: Entity | None, actor: Actor, now: datetime, reason: str | None = None
) -> None:
    """Put an entity, with all below it, under another one, or at the top of its organisation.

    Raises Refused, and NotReady when the parent lies beneath the entity, is closed before it, or
    is another organisation's, and when somebody would reach more by a role or an engagement: that
    takes two people, and is done by one only at the machine.
    """
    session = _session(entity)
    require(session, actor, EntityPermission.MANAGE)
    _same_organization(entity.organization, parent)
    _lock_tree(session, entity.organization_id)
    if parent is not None and parent.id in descent.below(session, entity.id):
        raise NotReady(_("An entity cannot lie beneath itself."), field="parent")
    _outlasted(parent, entity.valid_to)
    above = newly_above(session, entity, parent)
    require_no_wider_reach(session, entity, parent, above, today=office_day(now))
    with _changed(entity, reason, now):
        entity.parent, entity.parent_id = parent, None if parent is None else parent.id
        session.flush()
        descent.replace(session, entity)
    by = None if actor == SYSTEM else actor.user_id
    announce(session, EntityMoved(at=now, actor_id=by, entity_id=entity.id, above=above))


def close_entity(
    entity: Entity, *, on: date, actor: Actor, now: datetime, reason: str | None = None
) -> None:
    """Close an entity: from this day it receives nothing new; what it has goes on as before.

    Raises Refused, and NotReady while entities beneath it are still open on that day or later.
    """
    session = _session(entity)
    require(session, actor, EntityPermission.MANAGE)
    if not begins_before(entity, on):
        raise NotReady(_("An entity closes after the day it began."), field="on")
    if any(not has_ended(child, on) for child in entity.children):
        raise NotReady(_("Close the entities beneath it first."), field="on")
    with _changed(entity, reason, now):
        entity.valid_to = on


def reopen_entity(
    entity: Entity, *, actor: Actor, now: datetime, reason: str | None = None
) -> None:
    """Open an entity again: it has no end from now on.

    Raises Refused, and NotReady when it is not closed, or the one above it is.
    """
    session = _session(entity)
    require(session, actor, EntityPermission.MANAGE)
    if has_no_end(entity):
        raise NotReady(_("This entity is open."))
    _outlasted(entity.parent, None)
    with _changed(entity, reason, now):
        entity.valid_to = None


def add_list_value(
    entity: Entity,
    *,
    kind: ListKind,
    name: str,
    actor: Actor,
    now: datetime,
    since: date | None = None,
) -> ListValue:
    """Add a value to one of an entity's lists, to be chosen from `since` on, else from today.

    Raises Refused, and NotReady for a name that is none, or is in the list already.
    """
    session = _session(entity)
    require(session, actor, EntityPermission.MANAGE)
    tidy = " ".join(_name(name).split())
    if len(tidy) > MOST_VALUE:
        raise NotReady(_("Use at most %(most)s characters.", most=MOST_VALUE), field="name")
    same = sa.select(ListValue).where(
        ListValue.entity_id == entity.id, ListValue.list == kind, ListValue.name == tidy
    )
    if session.scalar(same) is not None:
        raise NotReady(_("This is in the list: open it again if it is closed."), field="name")
    value = ListValue(
        entity_id=entity.id, list=kind, name=tidy, valid_from=since or office_day(now)
    )
    with _changed(entity, None, now):
        session.add(value)
    return value


def close_list_value(entity: Entity, value: ListValue, *, actor: Actor, now: datetime) -> None:
    """Let a value of a list not be chosen any more; whatever has it keeps it.

    Raises Refused, and NotReady when it is closed.
    """
    require(_session(entity), actor, EntityPermission.MANAGE)
    if not value.in_force(office_day(now)):
        raise NotReady(_("This was closed already."))
    with _changed(entity, None, now):
        value.valid_to = office_day(now)


def reopen_list_value(entity: Entity, value: ListValue, *, actor: Actor, now: datetime) -> None:
    """Let a closed value be chosen again. Raises Refused, and NotReady when it is open."""
    require(_session(entity), actor, EntityPermission.MANAGE)
    if value.in_force(office_day(now)):
        raise NotReady(_("This can be chosen already."))
    with _changed(entity, None, now):
        value.valid_to = None


@contextmanager
def _changed(entity: Entity, reason: str | None, now: datetime) -> Iterator[None]:
    """Surround a change of an entity by its act, which engagements over the entity see."""
    session, at = _session(entity), {"at": now}
    with act(session, EntityAct.CHANGED, thing=entity, reason=reason, facts=at) as entry:
        entry.entity_id = entity.id
        yield


def _session(entity: Entity) -> Session:
    return cast(Session, object_session(entity))


def _lock_tree(session: Session, organization_id: UUID) -> None:
    """Hold the tree as it is: nobody moves, gives a role or logs a case there meanwhile."""
    of_it = sa.select(Entity).where(Entity.organization_id == organization_id)
    locked = of_it.order_by(Entity.id).with_for_update()
    session.scalars(locked, execution_options={"populate_existing": True}).all()


def _same_organization(organization: Organization, parent: Entity | None) -> None:
    if parent is not None and parent.organization is not organization:
        raise NotReady(_("The entity above belongs to another organisation."), field="parent")


def _outlasted(parent: Entity | None, end: date | None) -> None:
    """Whether the entity above lasts as long as the one beneath it would."""
    if parent is not None and outlasts(end, parent):
        raise NotReady(_("The entity above is closed: open it again first."), field="parent")


def _free(session: Session, model: type[Organization | Entity], code: str) -> str:
    if not CODE.fullmatch(code):
        raise NotReady(
            _("A code is 1 to 12 capital letters and digits, a letter first."), field="code"
        )
    if session.scalar(sa.select(model.id).where(model.code == code)) is not None:
        raise NotReady(_("This code is taken; codes are never used again."), field="code")
    return code


def _name(text: str, at: str = "name") -> str:
    tidy = text.strip()
    if not tidy:
        raise NotReady(_("Enter a name."), field=at)
    if len(tidy) > MOST_NAME:
        raise NotReady(_("Use at most %(most)s characters.", most=MOST_NAME), field=at)
    if not tidy.isprintable():
        raise NotReady(_("Remove the characters that cannot be printed."), field=at)
    return tidy


def _checked(facts: EntityFacts, today: date) -> dict[str, Any]:
    """The facts as the columns' values, once all of them are known to be right."""
    _check_days(facts, today)
    return asdict(facts) | {
        "name": _name(facts.name),
        "names": {language: _name(text, "names") for language, text in facts.names.items()},
        "kind": entity_kinds().chosen(facts.kind, field="kind", on=today).code,
    }


def _check_days(facts: EntityFacts | EntityDays, today: date) -> None:
    if facts.time_zone not in available_timezones():
        raise NotReady(_("This is not a time zone."), field="time_zone")
    if facts.holiday_list is not None:
        holiday_lists().chosen(facts.holiday_list, field="holiday_list", on=today)
        if facts.holiday_country is not None:
            raise NotReady(_("Choose a country or a list, not both."), field="holiday_list")
    if facts.holiday_country is None:
        if facts.holiday_subdivision is not None:
            raise NotReady(_("Choose the country that it lies in."), field="holiday_country")
        return
    if not is_country(facts.holiday_country):
        raise NotReady(_("This is not a country."), field="holiday_country")
    try:
        public_calendar(facts.holiday_country, facts.holiday_subdivision)
    except UnknownCalendarError as problem:
        at = "holiday_subdivision" if facts.holiday_subdivision else "holiday_country"
        words = _("No holidays are known for this place; choose a list instead.")
        raise NotReady(words, field=at) from problem
