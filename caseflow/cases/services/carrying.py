"""What a merge takes along: subjects with their allegations and history, tasks, notes, bars.

Rows stay under the root and the key they were written with, so the case that goes on gets rows of
its own, sealed under its own key; the shell keeps what it had.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.bars import bars_of, same_bar
from caseflow.access.holders import sees
from caseflow.access.models import Exclusion
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import (
    About,
    Allegation,
    Carried,
    Case,
    Correction,
    Covering,
    MergedRow,
    Part,
    Party,
    Proceeding,
)
from caseflow.cases.names import naming
from caseflow.cases.records import making
from caseflow.cases.services.alleging import check_stage
from caseflow.cases.services.namesake_bars import bar_namesakes
from caseflow.cases.task_kinds import CaseTaskKind
from caseflow.cases.workflow import Meaning, is_closed, track
from caseflow.crypto.broken_seals import readable
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import show_rows
from caseflow.matters.models import Note, NoteVersion, Task
from caseflow.matters.task_kinds import MatterTaskKind
from caseflow.names.name_lists import names_in

SEALED = (
    *("name", "other_names", "date_of_birth", "nationality", "gender", "id_number"),
    *("description", "rank", "unit"),
)
OPEN = (
    *("part", "identified", "how_many", "rank_band", "unit_id", "personnel_category"),
    *("left_on", "user_id", "person_id"),
)


@dataclass
class Carrying:
    """One merge while it is made: both cases, who is the same person in both, and what was done."""

    session: Session
    case: Case
    into: Case
    same: Mapping[UUID, UUID]
    actor: Actor
    now: datetime
    today: date
    names: list[tuple[str, ...]] = field(default_factory=list)
    stages: dict[UUID, str] = field(default_factory=dict)
    told: set[UUID] = field(default_factory=set)
    """The corrections that were taken along."""

    def note(self, kind: Carried, source: UUID | None, copy: UUID | None, **more: Any) -> None:
        """Keep that a row was taken along."""
        self.session.add(
            MergedRow(
                root_id=self.into.id,
                from_id=self.case.id,
                kind=kind,
                source_id=source,
                copy_id=copy,
                **more,
            )
        )

    def rows(
        self,
        model: type[Any],
        case: Case,
        *which: sa.ColumnElement[bool],
        withdrawn: bool = False,
    ) -> list[Any]:
        """Rows of one of the two cases, in the order in which they were made.

        What was withdrawn stays in the shell, and is read only where that is said.
        """
        wanted = sa.select(model).where(model.root_id == case.id, *which).order_by(model.id)
        return list(self.session.scalars(wanted, execution_options={"withdrawn": withdrawn}))


def carry(merge: Carrying) -> None:
    """Take everything along that is worked on, within an act on the case that goes on.

    What was closed before stays in the shell. Raises NotReady where an allegation would come too
    late.
    """
    _bars(merge)
    _subjects(merge)
    _tasks(merge)
    _notes(merge)
    merge.session.flush()


def ask_about_names(merge: Carrying, despite: Collection[UUID]) -> None:
    """Keep out who has a name that came along, last of all: the actor may lose sight by it.

    Raises WouldShutOut for whom the case needs and `despite` does not name.
    """
    names = [name for each in merge.names for name in each]
    session = merge.session
    bar_namesakes(session, merge.into, names, actor=merge.actor, now=merge.now, despite=despite)
    if merge.actor.user_id in despite:
        return  # what whoever keeps themselves out has brought about, somebody else undoes
    for row in list(session.new):
        if isinstance(row, Exclusion | Task):
            merge.note(Carried.BAR if isinstance(row, Exclusion) else Carried.DOUBT, None, row.id)


def _bars(merge: Carrying) -> None:
    session, now = merge.session, merge.now
    there = bars_of(session, merge.into.id, now=now)
    for bar in bars_of(session, merge.case.id, now=now).missing_in(there):
        row = same_bar(bar, merge.into.id, now=now, today=case_day(session, merge.into, now))
        session.add(row)
        merge.note(Carried.BAR, bar.id, row.id)


def _subjects(merge: Carrying) -> None:
    opened = {p.subject_id: p for p in merge.rows(Proceeding, merge.case)}
    parties = [
        party
        for party in merge.rows(Party, merge.case, Party.part == Part.SUBJECT)
        if not is_closed(opened[party.id])
    ]
    texts = show_rows(merge.session, parties, SEALED)
    for party, words in zip(parties, texts, strict=True):
        source = opened[party.id]
        target = _known(merge, party)
        if target is None:
            target = _copy(merge, party, source, words)
        else:
            merge.note(Carried.SUBJECT, party.id, None)
        _allegations(merge, source, target)


def _known(merge: Carrying, party: Party) -> Proceeding | None:
    """The proceeding of the same person in the case that goes on."""
    theirs = merge.same.get(party.id)
    if theirs is None:
        return None
    wanted = sa.select(Proceeding).where(Proceeding.subject_id == theirs)
    return merge.session.scalars(wanted).one()


def _copy(
    merge: Carrying, party: Party, source: Proceeding, words: Mapping[str, str | None]
) -> Proceeding:
    said = {name: making.sealed(readable(words[name])) for name in SEALED}
    known = {name: getattr(party, name) for name in OPEN}
    into = merge.into
    row = Party(root_id=into.id, data_key_id=into.data_key_id, **known, **said)
    stage = _stage(source, into)
    opened, move = making.proceeding(
        into,
        row,
        now=merge.now,
        by=user_of(merge.actor),
        since=source.stage_since if stage == source.stage else merge.today,
        happened_on=merge.today,
    )
    opened.track, opened.stage, opened.custody = source.track, stage, source.custody
    move.end = stage
    merge.session.add_all([row, opened, move])
    merge.session.flush()
    merge.note(Carried.SUBJECT, party.id, row.id)
    _history(merge, About.PERSON, {party.id: row.id})
    names = (readable(words["name"]) or "", *names_in(readable(words["other_names"])))
    if row.identified and names[0]:
        naming.index(merge.session, [making.name_of(into, row, names)])
        if row.user_id is None:
            merge.names.append(names)
    return opened


@dataclass(frozen=True)
class Place:
    """Where a subject who comes along goes on, and since which day."""

    track: str
    stage: str
    since: date


def earlier_place(session: Session, case: Case, into: Case, *, now: datetime) -> Place | None:
    """Where the case that goes on goes back to if somebody comes along as one more subject.

    None where it stays at its stage.
    """
    today = case_day(session, into, now)
    wanted = sa.select(Proceeding).where(Proceeding.root_id == case.id)
    places = []
    for source in session.scalars(wanted):
        if is_closed(source):
            continue
        order = [stage.value for stage in track(source.track).stages]
        stage = _stage(source, into)
        if into.stage in order and order.index(stage) < order.index(into.stage):
            since = source.stage_since if stage == source.stage else today
            places.append((order.index(stage), Place(source.track, stage, since or today)))
    return min(places, key=lambda each: each[0])[1] if places else None


def _stage(source: Proceeding, into: Case) -> str:
    """Where a subject goes on: as far as they came, not past the other case or its inquiry."""
    order = [stage.value for stage in track(source.track).stages]
    inquiry = track(source.track).meaning(Meaning.INVESTIGATING)
    last = [stage.value for stage in inquiry]
    ends = [order.index(each) for each in (source.stage, into.stage, *last) if each in order]
    return order[min(ends)]


def _allegations(merge: Carrying, source: Proceeding, target: Proceeding) -> None:
    there = merge.rows(Allegation, merge.into, withdrawn=True)
    codes = {row.type: row.code for row in there if row.type is not None}
    theirs = [row for row in there if row.proceeding_id == target.id]
    alleged = {row.type for row in theirs if row.withdrawal_id is None}
    taken = {row.code for row in theirs}
    numbers = [int(row.code[1:]) for row in there if row.code[1:].isdecimal()]
    rows = merge.rows(Allegation, merge.case, Allegation.proceeding_id == source.id)
    texts = show_rows(merge.session, rows, ("raw",))
    for row, words in zip(rows, texts, strict=True):
        if row.type is not None and row.type in alleged:
            continue
        check_stage(target)
        code = codes.get(row.type)
        if code is None or code in taken:
            code = f"A{max(numbers, default=0) + 1}"
        taken.add(code)
        numbers.append(int(code[1:]) if code[1:].isdecimal() else 0)
        copy = Allegation(
            root_id=merge.into.id,
            data_key_id=merge.into.data_key_id,
            proceeding_id=target.id,
            code=code,
            type=row.type,
            taxonomy=row.taxonomy,
            raw=making.sealed(readable(words["raw"])),
            made_at=merge.now,
        )
        merge.session.add(copy)
        merge.note(Carried.ALLEGATION, row.id, copy.id)
        alike = merge.rows(Allegation, merge.case, Allegation.code == row.code)
        _history(merge, About.ALLEGATION, {each.id: copy.id for each in alike})
    merge.session.flush()


def _history(merge: Carrying, about: About, copies: Mapping[UUID, UUID]) -> None:
    """Take along what was corrected in these rows (copies by their sources), each once.

    Of what is alleged of several subjects a correction names the first one's row. What is covered,
    or may be, stays in the shell: words that should never have stood there go nowhere.
    """
    covering = sa.select(Covering.id).where(
        Covering.correction_id == Correction.id, Covering.agreed.is_not(False)
    )
    which = (Correction.about == about, Correction.about_id.in_(copies), ~covering.exists())
    rows = [row for row in merge.rows(Correction, merge.case, *which) if row.id not in merge.told]
    texts = show_rows(merge.session, rows, ("before", "reason"))
    for row, words in zip(rows, texts, strict=True):
        reason = readable(words["reason"])
        if not reason:
            continue  # nobody can open it any more: it stays in the shell
        copy = Correction(
            root_id=merge.into.id,
            data_key_id=merge.into.data_key_id,
            about=about,
            about_id=copies[row.about_id],
            fact=row.fact,
            before=making.sealed(readable(words["before"])),
            reason=conceal(reason),
            made_at=row.made_at,
            made_by=row.made_by,
        )
        merge.session.add(copy)
        merge.note(Carried.CORRECTION, row.id, copy.id)
        merge.told.add(row.id)


GOES_ALONG = (MatterTaskKind.OWN, CaseTaskKind.JOIN, CaseTaskKind.EMERGENCY)
"""Tasks that somebody still has to settle; what else waits is asked for anew where it is due."""


def _tasks(merge: Carrying) -> None:
    rows = merge.rows(Task, merge.case, Task.done_at.is_(None), Task.kind.in_(GOES_ALONG))
    for row, words in _opened(merge, rows):
        seen = row.assignee_id is not None and sees(
            merge.session, merge.into, row.assignee_id, now=merge.now
        )
        copy = Task(
            root_id=merge.into.id,
            data_key_id=merge.into.data_key_id,
            kind=row.kind,
            words=making.sealed(words),
            assignee_id=row.assignee_id if seen else None,
            due_on=row.due_on,
            made_at=row.made_at,
            made_by=row.made_by,
        )
        merge.session.add(copy)
        merge.note(Carried.TASK, row.id, copy.id)


def _notes(merge: Carrying) -> None:
    copies: dict[UUID, UUID] = {}
    for row, words in _opened(merge, merge.rows(Note, merge.case)):
        copy = Note(
            root_id=merge.into.id,
            data_key_id=merge.into.data_key_id,
            words=making.sealed(words),
            written_at=row.written_at,
            written_by=row.written_by,
            edited_at=row.edited_at,
            edits=row.edits,
        )
        merge.session.add(copy)
        merge.note(Carried.NOTE, row.id, copy.id)
        copies[row.id] = copy.id
    merge.session.flush()
    for row, words in _opened(merge, merge.rows(NoteVersion, merge.case)):
        if row.note_id in copies:
            merge.session.add(
                NoteVersion(
                    root_id=merge.into.id,
                    data_key_id=merge.into.data_key_id,
                    note_id=copies[row.note_id],
                    words=making.sealed(words),
                    replaced_at=row.replaced_at,
                )
            )


def _opened(merge: Carrying, rows: Sequence[Any]) -> list[tuple[Any, str]]:
    """Rows with their words; those that nobody can open any more stay in the shell."""
    texts = show_rows(merge.session, rows, ("words",))
    opened = [(row, readable(each["words"])) for row, each in zip(rows, texts, strict=True)]
    return [(row, words) for row, words in opened if words]
