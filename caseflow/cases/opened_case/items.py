"""All that hangs on a case besides people and answers, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from caseflow.access.acting import actor_of
from caseflow.access.models import Exclusion, Grant
from caseflow.accounts.models import User
from caseflow.cases.models import (
    Case,
    CaseLink,
    ChangeKind,
    ClockChange,
    Correction,
    Covering,
    Investigation,
    Oversight,
    Withdrawal,
)
from caseflow.cases.rights.capacity_rights import TAKES, fits
from caseflow.crypto.columns import SealedColumn
from caseflow.db import Id, UTCDateTime, keep, settle
from caseflow.matters.models import Move, Note, Task

COLUMNS: dict[str, Any] = {
    "id": Id(),
    "data_key_id": Id(),
    "sealed": SealedColumn(),
    "beside": SealedColumn(),
    "who": Id(),
    "other": Id(),
    "at": UTCDateTime(),
    "done": UTCDateTime(),
    "code": sa.String(),
    "start": sa.String(),
    "end": sa.String(),
    "place": sa.String(),
    "first": sa.Date(),
    "last": sa.Date(),
    "number": sa.Integer(),
}
"""What each row has; where a kind has no use for a column it is null."""

PROPOSED, DECLINED = "proposed", "declined"
"""The code of an extension that waits for a second person, and of one that was declined."""

Other = settle(aliased(Case))


def items(session: Session, case_id: UUID, *, entity_id: UUID | None, today: date) -> list[Any]:
    """Moves, clock changes, tasks, notes, corrections, inquiries, grants, bars, links of one case.

    Of a clock change that was settled there is a second row, of kind "settled", and of a withdrawal
    that was taken back one of kind "taken-back", whose `other` is the withdrawal. Rows carry
    `kind`, the columns of COLUMNS and `name`, the full name of `who`. The wall holds
    for each kind. The `number` of a grant is one where the role of whoever was let in fits it
    today, for the entity of the case. A task that asks whether the reader is somebody named in the
    case is left out.
    """
    actor = actor_of(session)
    values = {
        "case": case_id,
        "entity": entity_id,
        "today": today,
        "reader": actor.user_id if actor is not None else None,
    }
    return list(session.execute(_all_parts(), values).all())


@cache
def _all_parts() -> sa.Select[Any]:
    course = (_moves(), _clocks(), _settled_clocks(), _tasks(), _notes(), _corrections())
    parts = (
        *course,
        _coverings(),
        _withdrawals(),
        _taken_back(),
        _inquiries(),
        _grants(),
        _bars(),
        _links(),
    )
    case = sa.bindparam("case", type_=Id())
    selects = [part.where(part.selected_columns["root"] == case) for part in parts]
    return keep(sa.select(sa.union_all(*selects).subquery("items")))


def _part(
    kind: str,
    model: Any,
    who: Any,
    given: dict[str, Any],
    *,
    join: Sequence[Any] = (),
    beside: tuple[Any, Any] | None = None,
) -> sa.Select[Any]:
    given = {"id": model.id, **given}
    columns = [
        (given[name] if name in given else sa.cast(sa.null(), column)).label(name)
        for name, column in COLUMNS.items()
        if name != "who"
    ]
    statement = sa.select(
        sa.literal(kind).label("kind"),
        model.root_id.label("root"),
        *columns,
        who.label("who"),
        User.full_name.label("name"),
    ).select_from(model)
    for target, on in join:
        statement = statement.join(target, on)
    if beside is not None:
        statement = statement.outerjoin(beside[0].class_, beside[0] == beside[1])
    return statement.outerjoin(User, User.id == who)


def _moves() -> sa.Select[Any]:
    given = {
        "data_key_id": Move.data_key_id,
        "sealed": Move.reason,
        "at": Move.moved_at,
        "code": Move.name,
        "start": Move.start,
        "end": Move.end,
        "first": Move.happened_on,
        "other": Move.proceeding_id,
    }
    return _part("move", Move, Move.moved_by, given)


def _clocks() -> sa.Select[Any]:
    given = {
        "data_key_id": ClockChange.data_key_id,
        "sealed": ClockChange.reason,
        "at": ClockChange.made_at,
        "done": ClockChange.settled_at,
        **_clock_change(),
    }
    return _part("clock", ClockChange, ClockChange.made_by, given)


def _settled_clocks() -> sa.Select[Any]:
    """Who let a limit run again, agreed to an extension or declined it."""
    given = {"at": ClockChange.settled_at, "other": ClockChange.made_by, **_clock_change()}
    settled = _part("settled", ClockChange, ClockChange.settled_by, given)
    return settled.where(ClockChange.settled_at.is_not(None))


def _clock_change() -> dict[str, Any]:
    """What a row says of a clock change; `code` is stop, extension, declined or proposed."""
    kind = sa.type_coerce(ClockChange.kind, sa.String())
    extension = ClockChange.kind == ChangeKind.EXTENSION
    return {
        "code": sa.case(
            (sa.and_(extension, ClockChange.agreed.is_(None)), PROPOSED),
            (sa.and_(extension, ClockChange.agreed.is_(False)), DECLINED),
            else_=kind,
        ),
        "start": ClockChange.limit,
        "end": sa.func.coalesce(ClockChange.ground, sa.type_coerce(ClockChange.unit, sa.String())),
        "place": ClockChange.track + ":" + ClockChange.stage,
        "first": ClockChange.starts_on,
        "last": ClockChange.ends_on,
        "number": ClockChange.amount,
    }


def _tasks() -> sa.Select[Any]:
    given = {
        "data_key_id": Task.data_key_id,
        "sealed": Task.words,
        "at": Task.made_at,
        "done": Task.done_at,
        "code": sa.type_coerce(Task.kind, sa.String()),
        "last": Task.due_on,
    }
    reader = sa.bindparam("reader", type_=Id())
    about_others = sa.or_(Task.about_id.is_(None), Task.about_id.is_distinct_from(reader))
    return _part("task", Task, Task.assignee_id, given).where(about_others)


def _notes() -> sa.Select[Any]:
    given = {
        "data_key_id": Note.data_key_id,
        "sealed": Note.words,
        "at": Note.written_at,
        "number": Note.edits,
    }
    return _part("note", Note, Note.written_by, given)


def _corrections() -> sa.Select[Any]:
    given = {
        "data_key_id": Correction.data_key_id,
        "sealed": Correction.before,
        "beside": Correction.reason,
        "at": Correction.made_at,
        "code": Correction.fact,
        "start": sa.type_coerce(Correction.about, sa.String()),
        "other": Correction.about_id,
    }
    return _part("correction", Correction, Correction.made_by, given)


def _withdrawals() -> sa.Select[Any]:
    given = {
        "data_key_id": Withdrawal.data_key_id,
        "sealed": Withdrawal.reason,
        "beside": Withdrawal.undone_reason,
        "at": Withdrawal.made_at,
        "done": Withdrawal.undone_at,
        "code": sa.type_coerce(Withdrawal.about, sa.String()),
        "other": Withdrawal.about_id,
    }
    return _part("withdrawal", Withdrawal, Withdrawal.made_by, given)


def _taken_back() -> sa.Select[Any]:
    """Who took a withdrawal back."""
    given = {"at": Withdrawal.undone_at, "other": Withdrawal.id}
    taken_back = _part("taken-back", Withdrawal, Withdrawal.undone_by, given)
    return taken_back.where(Withdrawal.undone_at.is_not(None))


def _coverings() -> sa.Select[Any]:
    """What somebody asked to cover; `done` once it is settled, `number` one where it is covered."""
    given = {
        "data_key_id": Covering.data_key_id,
        "sealed": Covering.reason,
        "beside": Covering.declined,
        "at": Covering.asked_at,
        "done": Covering.settled_at,
        "other": Covering.correction_id,
        "number": sa.case((Covering.agreed.is_(True), 1), else_=0),
    }
    return _part("covering", Covering, Covering.asked_by, given)


def _inquiries() -> sa.Select[Any]:
    given = {
        "data_key_id": Investigation.data_key_id,
        "first": Investigation.opened_on,
        "last": Investigation.reported_on,
    }
    return _part("inquiry", Investigation, Investigation.lead_id, given)


def _grants() -> sa.Select[Any]:
    given = {
        "at": Grant.given_at,
        "code": sa.type_coerce(Grant.capacity, sa.String()),
        "first": Grant.valid_from,
        "last": Grant.valid_to,
        "number": sa.case((sa.and_(User.active, _fits()), 1), else_=0),
        "data_key_id": Oversight.data_key_id,
        "sealed": Oversight.reason,
        "other": Oversight.id,
    }
    return _part("grant", Grant, Grant.user_id, given, beside=(Oversight.grant_id, Grant.id))


def _fits() -> sa.ColumnElement[bool]:
    """Whether the role of whoever was let in fits the capacity they were let in for."""
    entity, today = sa.bindparam("entity", type_=Id()), sa.bindparam("today", type_=sa.Date())
    return sa.or_(
        *(
            sa.and_(
                Grant.capacity == each, fits(each, Grant.user_id, entity_id=entity, today=today)
            )
            for each in TAKES
        )
    )


def _bars() -> sa.Select[Any]:
    given = {
        "at": Exclusion.given_at,
        "code": sa.type_coerce(Exclusion.bar, sa.String()),
        "other": Exclusion.given_by,
        "first": Exclusion.valid_from,
        "last": Exclusion.valid_to,
    }
    return _part("bar", Exclusion, Exclusion.user_id, given)


def _links() -> sa.Select[Any]:
    """Ties to cases that the reader may see: the join is behind the wall too.

    One that was undone is `done`; of the other case only its reference is told then.
    The `number` is one where the other case was merged into this one.
    """
    given = {
        "data_key_id": Other.data_key_id,
        "sealed": sa.case((CaseLink.untied_at.is_(None), Other.title)),
        "other": Other.id,
        "at": CaseLink.linked_at,
        "done": CaseLink.untied_at,
        "code": sa.type_coerce(CaseLink.kind, sa.String()),
        "start": Other.reference,
        "number": sa.case((Other.merged_into == CaseLink.root_id, 1), else_=0),
    }
    join = ((Other, Other.id == CaseLink.other_id),)
    return _part("link", CaseLink, CaseLink.linked_by, given, join=join)
