"""Undoing a merge while nothing stands on what it took along."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.actor import Actor, user_of
from caseflow.access.bars import is_proposal
from caseflow.access.checks import require
from caseflow.access.dated import is_in_force
from caseflow.access.models import Exclusion
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import (
    Allegation,
    Carried,
    Case,
    CaseLink,
    Correction,
    Covering,
    Finding,
    MergedRow,
    Party,
    Proceeding,
)
from caseflow.cases.names import naming
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_not_named, require_work
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.records.kept_acts import MERGE_UNDONE, STAGE_AGAIN, keep_act, stands
from caseflow.cases.records.making import MERGED, RECEIVED, UNMERGED, sealed
from caseflow.cases.services.merging import follow_case, hold
from caseflow.cases.services.namesake_release import release_namesakes
from caseflow.cases.services.namesakes import names_in_cases
from caseflow.cases.workflow import is_closed
from caseflow.db import WITH_WITHDRAWN, session_of
from caseflow.errors import NotReady
from caseflow.events import BarsChanged, CaseMergeUndone, announce
from caseflow.labels import Text, _
from caseflow.matters.models import Move, Note, NoteVersion, Task

FACTS = ("identified", "how_many", "rank_band", "personnel_category", "left_on", "user_id")


def undo_merge(case: Case, into: Case, *, reason: str, actor: Actor, now: datetime) -> None:
    """Undo the merge of a case into another: it stands again where it stood.

    What was taken along goes out of the other case, and so do the bars that came with it, unless
    somebody decided on them. The way back is to merge again. Raises Refused, and NotReady, with
    what it is, when something stands on what was taken along, for a case from before merges took
    anything along, and without a reason.
    """
    session = session_of(case)
    require(session, actor, CasePermission.EDIT, root=case)
    require_not_named(session, actor, case)
    require_work(session, actor, CasePermission.EDIT, case=into)
    hold(session, case, into)
    if case.merged_into != into.id:
        raise NotReady(_("This case is not merged into that one."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if standing := what_stands(session, case, into):
        raise NotReady(standing[0])
    merged = _read(session, case, into)
    stood = stands(into)
    with act(session, CaseAct.MERGE_UNDONE, thing=into, reason=reason.strip()):
        keep_act(session, into, MERGE_UNDONE, case.id, reason=reason, actor=actor, now=now)
        _take_out(session, merged, actor, now)
        follow_case(session, into, now, ended=False)
        if stands(into) != stood:
            keep_act(session, into, STAGE_AGAIN, into.id, before=stood.kept, actor=actor, now=now)
    with act(session, CaseAct.MERGE_UNDONE, thing=case, reason=reason.strip()):
        case.merged_into = case.merged_at = case.outcome = case.closed_on = None
        _stand_again(session, merged, reason, actor, now)
        follow_case(session, case, now, ended=False)
    by = user_of(actor)
    announce(session, CaseMergeUndone(at=now, actor_id=by, case_id=case.id, into_id=into.id))
    announce(session, BarsChanged(at=now, actor_id=by, case_id=into.id))


@dataclass(frozen=True)
class _Merged:
    """A merge that was made: both cases, and its rows by kind."""

    case: Case
    into: Case
    rows: Sequence[MergedRow]

    def copies(self, kind: Carried) -> list[UUID]:
        """The rows of this kind in the case that goes on."""
        return [row.copy_id for row in self.rows if row.kind is kind and row.copy_id]


def _read(session: Session, case: Case, into: Case) -> _Merged:
    wanted = sa.select(MergedRow).where(MergedRow.root_id == into.id, MergedRow.from_id == case.id)
    return _Merged(case, into, session.scalars(wanted).all())


def what_stands(session: Session, case: Case, into: Case) -> list[Text]:
    """What stands on the things a merge took along, so that it cannot be undone; else nothing."""
    merged = _read(session, case, into)
    people, alleged = merged.copies(Carried.SUBJECT), merged.copies(Carried.ALLEGATION)
    opened = _ids(session, Proceeding, Proceeding.subject_id.in_(people))
    tasks, notes = merged.copies(Carried.TASK), merged.copies(Carried.NOTE)
    found = [
        (
            not any(row.kind is Carried.PROCEEDING for row in merged.rows),
            _("It was merged by an earlier release, which took nothing along."),
        ),
        (is_closed(into), _("The case that goes on is closed or merged.")),
        (
            _ids(session, Finding, Finding.allegation_id.in_(alleged)),
            _("A finding was recorded on an allegation that was taken along."),
        ),
        (
            _ids(session, Move, Move.proceeding_id.in_(opened), Move.name != RECEIVED),
            _("The case was moved on with a subject who was taken along."),
        ),
        (
            _ids(
                session,
                Allegation,
                Allegation.proceeding_id.in_(opened),
                Allegation.id.not_in(alleged),
            ),
            _("Something more was alleged against a subject who was taken along."),
        ),
        (
            _withdrawn(session, Party, people) or _withdrawn(session, Allegation, alleged),
            _("Something that was taken along was withdrawn: take that back first."),
        ),
        (
            _changed(session, merged),
            _("What is known of a subject who was taken along, or alleged of them, has changed."),
        ),
        (
            _ids(session, Task, Task.id.in_(tasks), Task.done_at.is_not(None)),
            _("A task that was taken along is done."),
        ),
        (_edited(session, merged, notes), _("A note that was taken along was changed.")),
        (
            _ids(
                session,
                Covering,
                Covering.correction_id.in_(merged.copies(Carried.CORRECTION)),
            ),
            _("Words that were taken along were covered, or somebody asked to cover them."),
        ),
    ]
    return [words for stands, words in found if stands]


def _ids(session: Session, model: type[Any], *which: sa.ColumnElement[bool]) -> list[UUID]:
    wanted = sa.select(model.id).where(*which)
    return list(session.scalars(wanted, execution_options=WITH_WITHDRAWN))


def _withdrawn(session: Session, model: type[Any], ids: Collection[UUID]) -> bool:
    return bool(_ids(session, model, model.id.in_(ids), model.withdrawal_id.is_not(None)))


def _row(session: Session, model: type[Any], row_id: UUID | None) -> Any:
    """A row of either case, withdrawn or not."""
    return session.get_one(model, row_id, execution_options=WITH_WITHDRAWN)


def _changed(session: Session, merged: _Merged) -> bool:
    """Whether a copied subject was identified, split, corrected, or has other facts by now."""
    copies = {r.copy_id: r.source_id for r in merged.rows if r.kind is Carried.SUBJECT}
    ids = [copy for copy in copies if copy is not None]
    if _ids(session, Party, Party.split_from.in_(ids)):
        return True
    alleged = {r.copy_id: r.source_id for r in merged.rows if r.kind is Carried.ALLEGATION}
    own = Correction.id.not_in(merged.copies(Carried.CORRECTION))
    if _ids(session, Correction, Correction.about_id.in_([*ids, *alleged]), own):
        return True
    for copy, source in alleged.items():
        # of what is alleged of several a correction names the first one's row
        if _row(session, Allegation, copy).type != _row(session, Allegation, source).type:
            return True
    for copy, source in copies.items():
        if copy is None:
            continue
        now, then = _row(session, Party, copy), _row(session, Party, source)
        if any(getattr(now, name) != getattr(then, name) for name in FACTS):
            return True
    return False


def _edited(session: Session, merged: _Merged, notes: Collection[UUID]) -> bool:
    source = {row.copy_id: row.source_id for row in merged.rows if row.kind is Carried.NOTE}
    return any(
        session.get_one(Note, copy).edits != session.get_one(Note, source[copy]).edits
        for copy in notes
    )


def _take_out(session: Session, merged: _Merged, actor: Actor, now: datetime) -> None:
    """Take out of the case that goes on what the merge had brought in."""
    people, notes = merged.copies(Carried.SUBJECT), merged.copies(Carried.NOTE)
    opened = _ids(session, Proceeding, Proceeding.subject_id.in_(people))
    _let_in_again(session, merged, people, now)
    naming.unindex(session, *people)
    for model, ids in (
        (Correction, merged.copies(Carried.CORRECTION)),
        (NoteVersion, _ids(session, NoteVersion, NoteVersion.note_id.in_(notes))),
        (Note, notes),
        (Task, merged.copies(Carried.TASK)),
        (Allegation, merged.copies(Carried.ALLEGATION)),
        (Move, _ids(session, Move, Move.proceeding_id.in_(opened))),
        (Proceeding, opened),
        (Party, people),
    ):
        for row_id in ids:
            session.delete(_row(session, model, row_id))
        session.flush()
    for task_id in merged.copies(Carried.DOUBT):
        task = session.get(Task, task_id)  # it may have gone with its ground
        if task is not None and task.done_at is None:
            session.delete(task)
    today = case_day(session, merged.into, now)
    for bar_id in merged.copies(Carried.BAR):
        _let_go(session, session.get_one(Exclusion, bar_id), merged, today)
    if any(row.kind is Carried.TIE for row in merged.rows):
        _untie(session, merged, actor, now)
    for row in merged.rows:
        session.delete(row)


def _let_in_again(
    session: Session, merged: _Merged, people: Collection[UUID], now: datetime
) -> None:
    """End every bar and question for which only the name of somebody who leaves was a ground.

    Some were made since the merge: whoever was withdrawn and counts again is asked about anew.
    """
    with past_the_wall(session, CasePurpose.NAMESAKES):
        others = names_in_cases(session, Party.root_id == merged.into.id, Party.id.not_in(people))
        release_namesakes(session, [(merged.into, [each.name for each in others])], now=now)


def _let_go(session: Session, bar: Exclusion, merged: _Merged, today: Any) -> None:
    """End a bar that came with the merge, unless somebody has decided on it since."""
    source = next(row.source_id for row in merged.rows if row.copy_id == bar.id)
    before = session.get(Exclusion, source) if source else None
    untouched = is_proposal(bar) if before is None else bar.given_by == before.given_by
    if untouched and is_in_force(bar, today):
        bar.valid_to = max(bar.valid_from, today)


def _untie(session: Session, merged: _Merged, actor: Actor, now: datetime) -> None:
    pair = (merged.case.id, merged.into.id)
    wanted = sa.select(CaseLink).where(
        CaseLink.root_id.in_(pair), CaseLink.other_id.in_(pair), CaseLink.untied_at.is_(None)
    )
    for link in session.scalars(wanted):
        link.untied_at, link.untied_by = now, user_of(actor)


def _stand_again(
    session: Session, merged: _Merged, reason: str, actor: Actor, now: datetime
) -> None:
    """Let the proceedings of the shell stand where they stood, since when they stood there."""
    case, today = merged.case, case_day(session, merged.case, now)
    for row in merged.rows:
        if row.kind is not Carried.PROCEEDING or row.source_id is None:
            continue
        opened: Proceeding = _row(session, Proceeding, row.source_id)
        last = session.scalars(
            sa.select(Move)
            .where(Move.proceeding_id == opened.id, Move.name == MERGED)
            .order_by(Move.moved_at.desc(), Move.id.desc())
        ).first()
        if last is None or last.start is None:
            continue
        merged_at = opened.stage
        opened.stage, opened.stage_since = last.start, row.since
        session.add(
            Move(
                root_id=case.id,
                data_key_id=case.data_key_id,
                proceeding_id=opened.id,
                name=UNMERGED,
                start=merged_at,
                end=opened.stage,
                happened_on=today,
                moved_at=now,
                moved_by=user_of(actor),
                reason=sealed(reason),
            )
        )
