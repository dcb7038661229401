"""Logging a case: who is named is kept out of it from the first moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.checks import require, require_for
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import local_day
from caseflow.cases.models import Case, Part, Party
from caseflow.cases.names import naming
from caseflow.cases.permissions import CasePermission
from caseflow.cases.records import list_choices, making
from caseflow.cases.records.case_category import derive_category
from caseflow.cases.records.entries import LogEntry, PersonEntry
from caseflow.cases.records.numbering import draw
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.cases.services.namesake_bars import bar_namesakes
from caseflow.cases.services.running_limits import keep_due
from caseflow.cases.workflow import track, track_name
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.days import office_day
from caseflow.db import new_id
from caseflow.errors import NotReady, Refused
from caseflow.events import CaseReceived, announce
from caseflow.labels import _
from caseflow.reference.lists import intake_channels, personnel_categories
from caseflow.reference.models import Entity
from caseflow.reference.taxonomy import Taxonomy, taxonomy
from caseflow.workflow import Workflow

LONGEST_TITLE = 200
EARLIEST_YEAR = 1945


def log_case(
    session: Session,
    entry: LogEntry,
    *,
    actor: Actor,
    now: datetime,
    despite: Collection[UUID] = (),
) -> Case:
    """Log a case and give it its reference.

    Users named as subjects are shut out for good, those named as reporters or witnesses from
    working on it; users whose names only match are shut out until somebody decides. Raises
    Refused, and NotReady with the field that is missing or wrong; WouldShutOut where it would keep
    out the owner or the actor and `despite` does not name them.
    """
    require(session, actor, CasePermission.CREATE)
    entity = _entity(session, entry, actor, now)
    types = _check(entry, entity, actor, now)
    today = local_day(entity, now)
    people = [
        list_choices.with_chosen_unit(session, each, entity_id=entity.id, on=office_day(now))
        for each in _people(entry.people)
    ]
    case = _case(session, entry, entity, actor, now)
    with act(session, CaseAct.LOGGED, thing=case, facts={"reference": case.reference}):
        session.add(case)
        session.flush()
        parties = [(making.party(case, each), each) for each in people]
        session.add(making.occurrence(case, entry.occurrence))
        session.add_all(row for row, _each in parties)
        session.flush()
        _open_proceedings(session, case, [row for row, _each in parties], entry, types, actor, now)
        named = [(row, each.names) for row, each in parties if row.identified and each.names]
        accused = [row for row, _each in parties]
        session.add_all(making.exclusions(case, accused, by=user_of(actor), now=now, today=today))
        naming.index(session, [making.name_of(case, row, names) for row, names in named])
        keep_due(case, entity, (), now=now)
        names = [name for row, called in named if row.user_id is None for name in called]
        bar_namesakes(session, case, names, actor=actor, now=now, despite=despite)
    announce(
        session,
        CaseReceived(
            at=now,
            happened_on=entry.received_on,
            actor_id=user_of(actor),
            case_id=case.id,
            entity_id=entry.entity_id,
            reference=case.reference,
        ),
    )
    return case


def _entity(session: Session, entry: LogEntry, actor: Actor, now: datetime) -> Entity:
    entity = session.get(Entity, entry.entity_id)
    if entity is None:
        raise NotReady(_("Choose an entity."), field="entity")
    words = _("Your role does not let you log cases for this entity.")
    require_for(session, actor, CasePermission.CREATE, entity.id, words=words)
    if not entity.in_force(office_day(now)):
        raise NotReady(_("This entity is closed: choose another one."), field="entity")
    return entity


def _check(entry: LogEntry, entity: Entity, actor: Actor, now: datetime) -> Taxonomy:
    today, offered = local_day(entity, now), office_day(now)
    check_title(entry.title)
    check_received_on(entry.received_on, today=today)
    if entry.occurrence is not None:
        check_order(entry.occurrence.began, entry.received_on, field="first_day")
    if entry.channel is not None:
        intake_channels().chosen(entry.channel, field="channel", on=offered)
    types = taxonomy(offered)
    for conduct in entry.conduct:
        types.chosen(conduct, field="conduct", on=offered)
    for person in entry.people:
        _check_person(person, entry, actor, offered)
    return types


def check_title(title: str) -> None:
    """Raise NotReady for a title that is missing or too long."""
    if not title.strip():
        raise NotReady(_("Enter a short title without names."), field="title")
    if len(title) > LONGEST_TITLE:
        raise NotReady(_("Use at most %(most)s characters.", most=LONGEST_TITLE), field="title")


def check_received_on(day: date, *, today: date) -> None:
    """Raise NotReady for a day on which no report can have been received."""
    if day > today:
        raise NotReady(_("The report cannot have been received after today."), field="received_on")
    if day.year < EARLIEST_YEAR:
        raise NotReady(_("Check the year in which the report was received."), field="received_on")


def check_order(happened: date | None, received_on: date, *, field: str) -> None:
    """Raise NotReady at a field where what a report tells of began after the report was received.

    `happened` is the first day on which it is said to have happened; None where nobody knows.
    """
    if happened is not None and happened > received_on:
        words = _(
            "The report was received on %(received)s: what it tells of did not begin later,"
            " on %(happened)s.",
            received=received_on,
            happened=happened,
        )
        raise NotReady(words, field=field)


def _check_person(person: PersonEntry, entry: LogEntry, actor: Actor, today: date) -> None:
    if person.personnel_category is not None:
        personnel_categories().chosen(
            person.personnel_category, field="personnel_category", on=today
        )
    if person.user_id is None:
        return
    if person.user_id == actor.user_id:
        raise Refused(_("You are named in this case: ask a colleague to log it."))
    if person.user_id == entry.owner_id:
        raise NotReady(_("Somebody who is named in a case cannot own it."), field="owner")


def _people(entered: Sequence[PersonEntry]) -> list[PersonEntry]:
    people = list(entered)
    if not any(each.part is Part.SUBJECT for each in people):
        people.append(making.unidentified())
    return people


def _case(session: Session, entry: LogEntry, entity: Entity, actor: Actor, now: datetime) -> Case:
    case_id = new_id()
    key = keyring_of(session).make(
        session,
        kind=CaseRootKind.CASE.value,
        root_id=case_id,
        compartment=Compartment.CASES,
        now=now,
    )
    (reference,) = draw(session, entity_id=entity.id, code=entity.code, year=entry.received_on.year)
    way = _first_way(entry)
    owner = entry.owner_id or (None if entry.desk_id else user_of(actor))
    return Case(
        id=case_id,
        data_key_id=key,
        reference=reference,
        entity_id=entity.id,
        owner_id=owner,
        **list_choices.chosen_desk(session, entry.desk_id, entity_id=entity.id, on=office_day(now)),
        classification=entry.classification,
        title=conceal(entry.title.strip()),
        summary=making.sealed(entry.summary),
        received_on=entry.received_on,
        channel=entry.channel,
        reporting=entry.reporting,
        **derive_category((conduct, None) for conduct in entry.conduct)._asdict(),
        track=way.name,
        stage=way.first.value,
        stage_since=entry.received_on,
        logged_at=now,
        logged_by=user_of(actor),
    )


def _first_way(entry: LogEntry) -> Workflow:
    """The track whose first stage a new case shows: of several subjects the least advanced."""
    subjects = [each for each in _people(entry.people) if each.part is Part.SUBJECT]
    ways = [track(track_name(each.personnel_category)) for each in subjects]
    return min(ways, key=lambda way: way.first.carried.mark)


def _open_proceedings(
    session: Session,
    case: Case,
    parties: Sequence[Party],
    entry: LogEntry,
    types: Taxonomy,
    actor: Actor,
    now: datetime,
) -> None:
    for row in parties:
        if row.part is not Part.SUBJECT:
            continue
        opened, move = making.proceeding(
            case, row, now=now, by=user_of(actor), since=entry.received_on
        )
        session.add(opened)
        session.add(move)
        session.add_all(
            making.allegation(
                case, opened, code=f"A{n}", conduct=conduct, taxonomy=types.version, now=now
            )
            for n, conduct in enumerate(dict.fromkeys(entry.conduct), 1)
        )
