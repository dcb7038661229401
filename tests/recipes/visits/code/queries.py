"""Every read of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows, show_text
from caseflow.days import office_day
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.list_order import ListOrder, SortColumn
from caseflow.matters.course_queries import StepView, read_course
from caseflow.matters.file_queries import FileView, files_of
from caseflow.matters.queries import notes_of, tasks_of
from caseflow.matters.views import NoteView, TaskView
from caseflow.visits.acts import VisitAct
from caseflow.visits.models import Visit, VisitStage
from caseflow.visits.permissions import VisitPermission
from caseflow.visits.workflow import VISITING

LATEST = ListOrder(
    SortColumn("visited_on", Visit.visited_on, falling=True),
    SortColumn("id", Visit.id, falling=True),
)


@dataclass(frozen=True)
class VisitLine:
    """A line of the list."""

    id: UUID
    day: date
    stage: VisitStage
    words: str


@dataclass(frozen=True)
class VisitView:
    """One visit, with all that hangs on it."""

    id: UUID
    day: date
    stage: VisitStage
    words: str
    course: tuple[StepView, ...]
    tasks: tuple[TaskView, ...]
    notes: tuple[NoteView, ...]
    files: tuple[FileView, ...]


def visit(session: Session, visit_id: str, *, actor: Actor) -> Visit:
    """The visit of this id. Raises NotFound, and Refused."""
    require(session, actor, VisitPermission.NOTE)
    try:
        row = session.get(Visit, UUID(visit_id))
    except ValueError:
        row = None
    if row is None:
        raise NotFound(_("There is no such visit."))
    return row


def read_visit(session: Session, visit_id: str, *, actor: Actor) -> VisitView:
    """One visit; the look is recorded. Raises NotFound, and Refused."""
    row = visit(session, visit_id, actor=actor)
    view = VisitView(
        row.id,
        row.visited_on,
        row.stage,
        show_text(session, row, "words") or "",
        read_course(session, row, VISITING, actor=actor)[None],
        tasks_of(session, row, actor=actor, today=office_day(actor.moment)),
        notes_of(session, row, actor=actor),
        files_of(session, row, actor=actor),
    )
    note_read(session, VisitAct.READ, thing=row, fields=("words", "reason", "name"))
    return view


def visits(
    session: Session, *, actor: Actor, stage: VisitStage | None = None, after: str = ""
) -> tuple[list[VisitLine], str | None]:
    """A page of the visits within reach, and the key of the next one. Raises Refused and NotReady.

    The look is recorded.
    """
    require(session, actor, VisitPermission.NOTE)
    wanted = sa.select(Visit)
    if stage is not None:
        wanted = wanted.where(Visit.stage == stage)
    page = LATEST.page(wanted, after, lambda some: session.scalars(some).all())
    texts = show_rows(session, page.rows, ("words",))
    note_read(session, VisitAct.LISTED, fields=["visits.words"], facts={"visits": len(page.rows)})
    lines = [
        VisitLine(row.id, row.visited_on, row.stage, text["words"] or "")
        for row, text in zip(page.rows, texts, strict=True)
    ]
    return lines, page.after
