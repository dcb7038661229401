"""Naming people in a case: subjects, witnesses, reporters; and identifying the unidentified."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day, local_day
from caseflow.cases.models import Allegation, Case, Part, Party, Proceeding
from caseflow.cases.names import naming
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import is_named, require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records import list_choices, making
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.records.kept_acts import keep_stage_back, stands
from caseflow.cases.services.following import follow
from caseflow.cases.services.late_identification import is_decided, take_up
from caseflow.cases.services.namesake_bars import bar_namesakes
from caseflow.cases.workflow import is_closed
from caseflow.crypto.opening import open_rows
from caseflow.days import office_day
from caseflow.db import new_id, session_of
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import BarsChanged, SubjectIdentified, announce
from caseflow.labels import _
from caseflow.reference.lists import personnel_categories
from caseflow.reference.models import Entity

SAID = (
    *("name", "other_names", "date_of_birth", "nationality"),
    *("gender", "id_number", "description"),
)
"""What is said of a person in words, and may be known before they are identified."""


def add_person(
    case: Case,
    entry: PersonEntry,
    *,
    actor: Actor,
    now: datetime,
    despite: Collection[UUID] = (),
) -> Party:
    """Name somebody in a case; a subject gets a proceeding of their own.

    Users are kept out from then on, namesakes until somebody decides. Raises Refused and
    NotReady; WouldShutOut where it would keep out whom the case needs and `despite` does not name.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    entry = _checked(session, case, entry, actor, now)
    with act(session, CaseAct.CHANGED, thing=case, facts={"named": entry.part.value}):
        row = _write(session, case, entry, actor, now)
        if row.part is Part.SUBJECT:
            entity = session.get(Entity, case.entity_id) if case.entity_id else None
            opened, move = making.proceeding(
                case, row, now=now, by=user_of(actor), since=local_day(entity, now)
            )
            session.add_all([opened, move])
            session.flush()
            stood = stands(case)
            _follow(session, case, now)
            keep_stage_back(session, case, stood, actor=actor, now=now)
        _bar(session, case, row, entry, actor, now, despite)
    return row


def identify(
    case: Case,
    subject_id: UUID,
    entry: PersonEntry,
    *,
    actor: Actor,
    now: datetime,
    despite: Collection[UUID] = (),
) -> Party:
    """Say who an unidentified subject is; of several, one is split off and the rest remain.

    The row that stood for one alone becomes the person; ids never change. The one who is split
    off has the same allegations in a proceeding at the same stage, and points back by
    `split_from`. After the decision this person's proceeding alone is taken up anew: whoever was
    never heard has no final finding. Raises Refused, NotFound and NotReady.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    subject: Party = row_of(session, Party, subject_id, case.id)
    session.refresh(subject, with_for_update=True)
    if subject.withdrawal_id is not None:
        raise NotFound(_("This is not part of the case."))
    if subject.identified:
        raise NotReady(_("This subject is identified already."))
    if not entry.identified or entry.part is not Part.SUBJECT:
        raise NotReady(_("Enter the name of the subject."), field="name")
    theirs = sa.select(Proceeding).where(Proceeding.subject_id == subject.id)
    source = session.scalars(theirs).one()
    decided = is_decided(session, source)
    entry = _checked(session, case, entry, actor, now, closed=decided)
    alone = subject.how_many == 1
    with act(session, CaseAct.CHANGED, thing=case, facts={"identified": subject.id}):
        person_id = new_id()
        if alone:
            row = _name(session, case, subject, entry, actor, now)
        else:
            row = _write(session, case, entry, actor, now)
            row.split_from = subject.id
            subject.how_many = subject.how_many - 1 if subject.how_many else None
            source = _copy_proceeding(session, case, source, row, actor, now)
            session.flush()
            _follow(session, case, now)
        row.person_id = person_id
        if decided:
            take_up(session, case, source, actor=actor, now=now)
        _bar(session, case, row, entry, actor, now, despite)
    announce(
        session,
        SubjectIdentified(
            at=now,
            actor_id=user_of(actor),
            case_id=case.id,
            subject_id=row.id,
            person_id=person_id,
            split_from=None if alone else subject.id,
        ),
    )
    return row


def _checked(
    session: Session,
    case: Case,
    entry: PersonEntry,
    actor: Actor,
    now: datetime,
    *,
    closed: bool = False,
) -> PersonEntry:
    """The entry with what was chosen in it, once all of it can be; `closed`: in a closed case."""
    if is_closed(case) and not closed:
        raise NotReady(_("This case is closed: reopen it first."))
    _check(session, case, entry, actor, now)
    return list_choices.with_chosen_unit(
        session, entry, entity_id=case.entity_id, on=office_day(now)
    )


def _check(session: Session, case: Case, entry: PersonEntry, actor: Actor, now: datetime) -> None:
    if entry.personnel_category is not None:
        personnel_categories().chosen(
            entry.personnel_category, field="personnel_category", on=office_day(now)
        )
    if entry.user_id is None:
        return
    if entry.user_id == actor.user_id:
        raise Refused(_("You cannot name yourself in a case: ask a colleague."))
    if entry.user_id == case.owner_id:
        raise NotReady(_("This person owns the case: hand it over first."), field="user")
    if is_named(session, case, entry.user_id):
        raise NotReady(_("This person is named in the case already."), field="user")


def _write(session: Session, case: Case, entry: PersonEntry, actor: Actor, now: datetime) -> Party:
    row = making.party(case, entry)
    session.add(row)
    session.flush()
    _keep_out(session, case, row, entry, actor, now)
    return row


def _name(
    session: Session, case: Case, row: Party, entry: PersonEntry, actor: Actor, now: datetime
) -> Party:
    """Turn the one unidentified subject into the person who was named."""
    known = making.party(case, entry)
    row.identified, row.how_many = True, 1
    for field in SAID:
        if getattr(entry, field).strip():
            setattr(row, field, making.sealed(getattr(entry, field)))
    for field in ("rank", "unit"):
        if getattr(entry, field).strip():
            setattr(row, field, making.short(getattr(entry, field), field))
    row.rank_band = known.rank_band or row.rank_band
    row.unit_id = known.unit_id or row.unit_id
    row.personnel_category = known.personnel_category or row.personnel_category
    row.user_id = known.user_id
    session.flush()
    _keep_out(session, case, row, entry, actor, now)
    return row


def _keep_out(
    session: Session, case: Case, row: Party, entry: PersonEntry, actor: Actor, now: datetime
) -> None:
    session.add_all(
        making.exclusions(
            case, [row], by=user_of(actor), now=now, today=case_day(session, case, now)
        )
    )
    if row.identified and entry.name:
        naming.index(session, [making.name_of(case, row, entry.names)])


def _bar(
    session: Session,
    case: Case,
    row: Party,
    entry: PersonEntry,
    actor: Actor,
    now: datetime,
    despite: Collection[UUID],
) -> None:
    """Keep namesakes out, last of all: the actor may lose sight of the case by it."""
    if row.identified and entry.name and row.user_id is None:
        bar_namesakes(session, case, entry.names, actor=actor, now=now, despite=despite)
    announce(session, BarsChanged(at=now, actor_id=user_of(actor), case_id=case.id))


def _copy_proceeding(
    session: Session, case: Case, source: Proceeding, new: Party, actor: Actor, now: datetime
) -> Proceeding:
    """Give the one who was split off the allegations and the stage of those they came from."""
    opened, move = making.proceeding(
        case,
        new,
        now=now,
        by=user_of(actor),
        since=source.stage_since,
        happened_on=case_day(session, case, now),
    )
    opened.track, opened.stage, opened.custody = source.track, source.stage, source.custody
    move.end = source.stage
    session.add_all([opened, move])
    before = session.scalars(
        sa.select(Allegation).where(Allegation.proceeding_id == source.id)
    ).all()
    words = open_rows(session, before, ("raw",))
    for alleged, known in zip(before, words, strict=True):
        session.add(
            Allegation(
                root_id=case.id,
                data_key_id=case.data_key_id,
                proceeding_id=opened.id,
                code=alleged.code,
                type=alleged.type,
                taxonomy=alleged.taxonomy,
                raw=making.sealed(known["raw"]),
                made_at=now,
            )
        )
    return opened


def _follow(session: Session, case: Case, now: datetime) -> None:
    """Let a case follow a subject who came to it; nothing was done where it stood before."""
    proceedings = session.scalars(sa.select(Proceeding).where(Proceeding.root_id == case.id)).all()
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    follow(session, case, proceedings, entity, now=now, ended=False)
