"""What a case says now of a listed person goes before the registry; the dossier stays frozen.

Whoever corrects the case neither sees nor changes the register: a difference is kept with the
entry, sealed under its key. An officer of the registry takes it over or leaves the entry as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.cases.models import About, Carried, MergedRow, Party
from caseflow.cases.purposes import CasePurpose
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import open_text, show_rows
from caseflow.days import office_day
from caseflow.errors import AlreadyDone, NotReady, Refused
from caseflow.events import EntryWithdrawn, FactsCorrected, Subscription, on
from caseflow.labels import _
from caseflow.screening import index
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.index import Listing
from caseflow.screening.matching.people import Person
from caseflow.screening.models import CorrectedPerson, EntryStage, RegisterEntry
from caseflow.screening.opened_values import person_of
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.queries.corrected_people import open_correction
from caseflow.screening.services.entries import lock_entry
from caseflow.screening.services.entry_bars import keep_out_by_name
from caseflow.screening.services.noticing import tell_officers
from caseflow.screening.services.taken_over import KNOWN, taken_over


def note_corrected(session: Session, event: FactsCorrected) -> None:
    """Keep with each entry of a person what their case says of them now, and tell the registry.

    Where it says again what is listed, nothing is left to deal with.
    """
    if event.about != About.PERSON.value or not event.facts & set(KNOWN):
        return
    with past_the_wall(session, ScreeningPurpose.REGISTER):
        entries = _entries_of(session, event.case_id, event.about_id)
    if not entries:
        return
    known = show_rows(session, (session.get_one(Party, event.about_id),), KNOWN)[0]
    person, _not_taken = taken_over(known, today=office_day(event.at))
    with past_the_wall(session, ScreeningPurpose.REGISTER):
        for entry in entries:
            _note(session, entry, person, event)


def _entries_of(session: Session, case_id: UUID, subject_id: UUID) -> Sequence[RegisterEntry]:
    """The entries of a person of a case that were not withdrawn, also of a case merged into it."""
    same = sa.tuple_(RegisterEntry.case_id, RegisterEntry.subject_id)
    return session.scalars(
        sa.select(RegisterEntry).where(
            same.in_(_places_of(session, case_id, subject_id)),
            RegisterEntry.stage != EntryStage.WITHDRAWN,
        )
    ).all()


def _places_of(session: Session, case_id: UUID, subject_id: UUID) -> list[tuple[UUID, UUID]]:
    """The case and row of a person, and those from which merges took them along, one by one."""
    places = [(case_id, subject_id)]
    while True:
        before = session.execute(
            sa.select(MergedRow.from_id, MergedRow.source_id).where(
                MergedRow.kind == Carried.SUBJECT, MergedRow.copy_id == places[-1][1]
            )
        ).first()
        if before is None or before.source_id is None:
            return places
        places.append((before.from_id, before.source_id))


def _note(session: Session, entry: RegisterEntry, person: Person, event: FactsCorrected) -> None:
    listed = person_of(show_rows(session, (entry,), ("person",))[0]["person"])
    row = open_correction(session, entry)
    with act(session, ScreeningAct.REGISTER_DIFFERS, thing=entry) as line:
        line.purpose = ScreeningPurpose.REGISTER
        if row is not None:
            session.delete(row)
            session.flush()
        if person == listed:
            return
        session.add(
            CorrectedPerson(
                root_id=entry.id,
                data_key_id=entry.data_key_id,
                person=conceal(person.to_json()),
                noted_at=event.at,
                noted_by=event.actor_id,
            )
        )
    words = _("A case says something else now of a person of the register: deal with it.")
    tell_officers(
        session,
        entry,
        ScreeningPermission.REGISTER_PUBLISH,
        "listed-corrected",
        words,
        without={event.actor_id},
        now=event.at,
    )


def tell_withdrawn(session: Session, event: EntryWithdrawn) -> None:
    """Tell the registry that a case has withdrawn a person of whom it has entries, or no longer.

    The entry is not changed: while its decision is set aside it calls nobody listed.
    """
    if event.about != About.PERSON.value:
        return
    words = (
        _("A case names a person of the register again: look at the entry.")
        if event.taken_back
        else _("A case says that a person of the register was named by mistake: deal with it.")
    )
    with past_the_wall(session, ScreeningPurpose.REGISTER):
        for entry in _entries_of(session, event.case_id, event.about_id):
            with act(session, ScreeningAct.REGISTER_DIFFERS, thing=entry) as line:
                line.purpose = ScreeningPurpose.REGISTER
            right, done = ScreeningPermission.REGISTER_MANAGE, {event.actor_id}
            tell_officers(
                session, entry, right, "listed-withdrawn", words, without=done, now=event.at
            )


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(FactsCorrected, note_corrected),
    on(EntryWithdrawn, tell_withdrawn),
)
"""This room's line of the table of events about facts that a case corrects."""


def take_correction_over(
    entry: RegisterEntry, *, seen: datetime | None, reason: str, actor: Actor, now: datetime
) -> None:
    """Let the entry say of the person what their case says now; the dossier stays as it was.

    `seen` is when that was noted which the actor read. A published entry is found by the new facts
    from now on, and officers who have the new name are kept out until somebody decides. Raises
    Refused for whoever corrected the case, and NotReady.
    """
    session, row = _begin(entry, seen, reason, actor)
    if row.noted_by == actor.user_id:
        raise Refused(_("You corrected this in the case: another officer takes it over."))
    person = Person.from_json(open_text(session, row, "person") or "{}")
    if not person.known_names:
        raise NotReady(_("The case has no name that can be compared: leave the entry as it is."))
    with act(session, ScreeningAct.REGISTER_CORRECTED, thing=entry, reason=reason.strip()):
        entry.person = conceal(person.to_json())
        row.settled_at, row.settled_by, row.taken_over = now, actor.user_id, True
        session.flush()
    if entry.stage is EntryStage.PUBLISHED:
        index.take_out(session, [entry.id])
        index.put(session, [Listing(entry.id, entry.data_key_id, person)])
    with past_the_wall(session, CasePurpose.NAMESAKES):
        keep_out_by_name(session, entry, person.names, now=now)


def leave_as_listed(
    entry: RegisterEntry, *, seen: datetime | None, reason: str, actor: Actor, now: datetime
) -> None:
    """Leave the entry as it is, whatever its case says now; told again when that changes again.

    Raises Refused and NotReady.
    """
    session, row = _begin(entry, seen, reason, actor)
    facts = {"left": True}
    with act(
        session, ScreeningAct.REGISTER_CORRECTED, thing=entry, reason=reason.strip(), facts=facts
    ):
        row.settled_at, row.settled_by = now, actor.user_id


def _begin(
    entry: RegisterEntry, seen: datetime | None, reason: str, actor: Actor
) -> tuple[Session, CorrectedPerson]:
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_PUBLISH)
    row = open_correction(session, entry)
    if row is None or entry.stage is EntryStage.WITHDRAWN:
        raise AlreadyDone(_("Nothing is left to deal with in this entry."))
    if seen != row.noted_at:
        raise NotReady(_("The case was corrected once more. Read it again, then decide."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    return session, row
