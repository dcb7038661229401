"""The register as its officers read it: the queue of entries, and one entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.capacities import AccessBar
from caseflow.access.models import Exclusion
from caseflow.access.permissions import Permission
from caseflow.access.root_days import day_of, in_force_at, zone_of
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN
from caseflow.crypto.opening import show_rows
from caseflow.days import office_day
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.list_order import ListOrder, SortColumn
from caseflow.manifests import by_value
from caseflow.matters.course_queries import read_course
from caseflow.matters.file_queries import files_of
from caseflow.matters.queries import notes_of, own_tasks, tasks_of
from caseflow.matters.views import TaskView
from caseflow.reference.entry_lag import entered
from caseflow.reference.lists import (
    finding_outcomes,
    personnel_categories,
    standards_of_proof,
    substantiated,
)
from caseflow.reference.measures import measures
from caseflow.reference.taxonomy import proof_warning, rank, taxonomies
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.models import EntryStage, RegisterCategory, RegisterEntry
from caseflow.screening.opened_values import parts_of, person_of
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.queries.corrected_people import (
    correction_of,
    count_corrected,
    is_corrected,
)
from caseflow.screening.queries.entry_states import (
    EntryState,
    count_states,
    entries_in,
    state_of,
)
from caseflow.screening.queries.entry_validity import SUSPENDED, Force, standing_of
from caseflow.screening.queries.register_views import (
    AskedView,
    EntryLine,
    EntryView,
    FindingLine,
    KeptOut,
    Page,
)
from caseflow.screening.workflow import REGISTER, proposed_it

LONGEST_REF = 80
FIELDS = ("person", "dossier", "notice", "withdrawal_reason")
FACTS = {
    "date_of_birth": _("Date of birth"),
    "nationality": _("Nationality"),
    "gender": _("Gender"),
    "id_number": _("Passport or staff number"),
}
"""What a case may say of a person that the register cannot take over."""
GOING_ON = frozenset({"notice", "publish"})
"""Moves that an entry makes only while its ground holds."""

NEWEST = ListOrder(
    SortColumn("RegisterEntry.proposed_at", RegisterEntry.proposed_at, falling=True),
    SortColumn("RegisterEntry.id", RegisterEntry.id, falling=True),
)


def register(
    session: Session,
    *,
    actor: Actor,
    state: EntryState | None = None,
    corrected: bool = False,
    after: str = "",
) -> Page:
    """A page of the register, newest first; the look and what it showed is recorded.

    With `corrected` only the entries in which a correction waits for the registry. Raises NotReady
    (field "after") for a page that is none.
    """
    assert_acting(session, actor)
    wanted = sa.select(RegisterEntry, is_corrected())
    if state is not None:
        wanted = wanted.where(*entries_in(state))
    if corrected:
        wanted = wanted.where(is_corrected())
    found = NEWEST.page(wanted, after, lambda page: session.execute(page).all())
    lines = _lines(session, found.rows)
    own = own_tasks(session, RegisterEntry, actor=actor, today=office_day(actor.moment))
    tasks = tuple((row.ref, task) for row, task in own)
    note_read(
        session,
        ScreeningAct.REGISTER_LISTED,
        fields=("person", "words") if tasks else ("person",),
        facts={"entries": _told(lines, tasks)},
        right=ScreeningPermission.REGISTER_READ,
    )
    counts, waiting = count_states(session), count_corrected(session, actor=actor)
    return Page(lines, counts, waiting, found.after, tasks)


def _told(lines: Sequence[EntryLine], tasks: Sequence[tuple[str, TaskView]]) -> list[str]:
    """The entries that a page shows something of, each once."""
    return list(dict.fromkeys([*(line.ref for line in lines), *(ref for ref, _task in tasks)]))


def _lines(session: Session, found: Sequence[Any]) -> tuple[EntryLine, ...]:
    rows = [row for row, _corrected in found]
    opened = show_rows(session, rows, ("person",))
    kinds, stood = conduct_of(session, rows), standing_of(session, rows)
    return tuple(
        EntryLine(
            row.ref,
            person_of(each["person"]).names[0],
            state_of(row.stage, stood[row.id]),
            tuple(map(conduct_label, kinds[row.id])),
            row.label,
            row.proposed_at,
            stood[row.id],
            row.withdrawal_asked_at is not None and row.stage is EntryStage.PUBLISHED,
            bool(corrected),
        )
        for (row, corrected), each in zip(found, opened, strict=True)
    )


def entry(session: Session, ref: str, *, actor: Actor) -> RegisterEntry:
    """The entry of this reference. Raises NotFound when there is none within reach."""
    assert_acting(session, actor)
    found = None
    if len(ref) <= LONGEST_REF and ref.isprintable():
        found = session.scalar(sa.select(RegisterEntry).where(RegisterEntry.ref == ref))
    if found is None:
        raise NotFound(_("There is no such entry."))
    return found


def read_whole_entry(session: Session, ref: str, *, actor: Actor) -> EntryView:
    """One entry with its frozen ground, tasks and notes; the look is recorded. Raises NotFound."""
    this = entry(session, ref, actor=actor)
    today = day_of(session, this.entity_id, actor.moment)
    tasks = tasks_of(session, this, actor=actor, today=today)
    notes = notes_of(session, this, actor=actor)
    course = read_course(session, this, REGISTER, actor=actor)[None]
    files = files_of(session, this, actor=actor)
    words = ("words",) if tasks or notes else ()
    names = ("name", "sha256", "withdrawn_reason") if files else ()
    reason = ("reason",) if any(step.reason for step in course) else ()
    view = _read(session, this, actor, (*FIELDS, *words, *reason, *names))
    return replace(view, tasks=tasks, notes=notes, course=course, files=files)


def read_entry(session: Session, ref: str, *, actor: Actor) -> EntryView:
    """One entry with its frozen ground alone; the look is recorded. Raises NotFound."""
    return _read(session, entry(session, ref, actor=actor), actor, FIELDS)


def _read(session: Session, this: RegisterEntry, actor: Actor, fields: Sequence[str]) -> EntryView:
    opened = show_rows(session, (this,), FIELDS)[0]
    standing = standing_of(session, [this])[this.id]
    dossier = parts_of(opened["dossier"])
    offered = [
        move
        for move in REGISTER.offered(this, actor)
        if move.name not in GOING_ON or standing.force is Force.IN_FORCE
    ]
    kinds = conduct_of(session, [this])[this.id]
    note_read(
        session,
        ScreeningAct.REGISTER_READ,
        thing=this,
        fields=fields,
        right=ScreeningPermission.REGISTER_READ,
    )
    person = person_of(opened["person"])
    return EntryView(
        ref=this.ref,
        person=person,
        stage=this.stage,
        state=state_of(this.stage, standing),
        categories=tuple(map(conduct_label, kinds)),
        label=this.label,
        admitted=this.admitted,
        ground=_ground(dossier),
        findings=tuple(_finding(each, kinds) for each in (dossier or {}).get("allegations", ())),
        measures=tuple(
            measures().label(m.get("measure")) for m in (dossier or {}).get("measures", ())
        ),
        proposed_at=this.proposed_at,
        noticed_on=this.noticed_on,
        noticed_late=entered(this.noticed_on, this.noticed_at, zone_of(session, this.entity_id)),
        notice=opened["notice"],
        published_at=this.published_at,
        withdrawn_at=this.withdrawn_at,
        standing=standing,
        asked=_asked(this, opened["withdrawal_reason"], actor),
        may_ask=this.stage is EntryStage.PUBLISHED
        and this.withdrawal_asked_at is None
        and actor.may(ScreeningPermission.REGISTER_MANAGE),
        may_lift=standing.why is SUSPENDED
        and bool(kinds)
        and this.stage is not EntryStage.WITHDRAWN
        and actor.may(ScreeningPermission.REGISTER_PUBLISH)
        and not proposed_it(this, actor),
        moves=tuple(m for m in offered if not REGISTER.waits(this, m, actor)),
        barred=tuple(
            reason
            for move in REGISTER.open_moves(this)
            if actor.may(by_value(Permission, move.needs)) and standing.force is Force.IN_FORCE
            for reason in REGISTER.barring(this, move, actor)
        ),
        kept_out=_kept_out(session, this, actor),
        not_taken=_not_taken(dossier),
        corrected=correction_of(session, this, person, actor.user_id),
    )


def _kept_out(session: Session, row: RegisterEntry, actor: Actor) -> tuple[KeptOut, ...]:
    """Whoever is kept out of an entry today, by name."""
    found = session.execute(
        sa.select(Exclusion.id, User.full_name, Exclusion.bar, Exclusion.given_by)
        .join(User, User.id == Exclusion.user_id)
        .where(Exclusion.root_id == row.id, in_force_at(Exclusion, row.entity_id, actor.moment))
        .order_by(User.full_name, Exclusion.id)
    )
    return tuple(
        KeptOut(each.id, each.full_name, each.bar is AccessBar.CONFLICT and each.given_by is None)
        for each in found
    )


def _asked(row: RegisterEntry, reason: str | None, actor: Actor) -> AskedView | None:
    if row.withdrawal_asked_at is None or row.stage is not EntryStage.PUBLISHED:
        return None
    own = row.withdrawal_asked_by == actor.user_id
    return AskedView(row.withdrawal_asked_at, reason or "", own)


def _ground(dossier: Mapping[str, Any] | None) -> tuple[tuple[Text, str | date], ...]:
    if dossier is None:
        return ((_("Decision"), CANNOT_BE_SHOWN),)
    known = (
        (_("Decision"), dossier.get("ground")),
        (_("Case"), dossier.get("reference")),
        (_("Decided on"), _day(dossier.get("decided_on"))),
        (_("Decided by"), dossier.get("authority")),
        (_("Category of the person"), _person_category(dossier.get("personnel_category"))),
    )
    return tuple((words, value) for words, value in known if value)


def _not_taken(dossier: Mapping[str, Any] | None) -> tuple[tuple[Text, str], ...]:
    words: Mapping[str, str] = (dossier or {}).get("not_taken", {})
    return tuple((FACTS[name], each) for name, each in words.items() if name in FACTS)


def _person_category(code: str | None) -> Text | None:
    return personnel_categories().label(code) if code else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _finding(frozen: Mapping[str, Any], kinds: Sequence[str]) -> FindingLine:
    conduct, standard = frozen.get("type"), frozen.get("standard")
    proven = substantiated(frozen.get("finding"))
    return FindingLine(
        conduct_label(conduct),
        finding_outcomes().label(frozen.get("finding")),
        standards_of_proof().label(standard),
        frozen.get("authority") or "",
        _day(frozen.get("found_on")),
        listed=conduct in kinds and proven,
        warning=proof_warning(conduct, standard) if proven else None,
    )


def conduct_of(session: Session, rows: Sequence[RegisterEntry]) -> dict[UUID, tuple[str, ...]]:
    """The types of conduct that each of these entries rests on, the gravest first.

    An entry that came with a labelled set has what the set said.
    """
    kinds: dict[UUID, list[str]] = {row.id: [] for row in rows}
    for kept in session.scalars(
        sa.select(RegisterCategory).where(RegisterCategory.root_id.in_(list(kinds)))
    ):
        kinds[kept.root_id].append(kept.type)
    for row in rows:
        if row.category and not kinds[row.id] and row.decision_id is None:
            kinds[row.id] = [row.category]
    return {entry_id: tuple(sorted(several, key=rank)) for entry_id, several in kinds.items()}


def conduct_label(code: str | None) -> Text:
    """The name of a type of conduct, in the newest version that knows it."""
    known = taxonomies().knowing(code) or taxonomies().latest
    return known.full_label(code) if code else known.label(code)
