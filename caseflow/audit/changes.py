"""What changed, from the session's own history: open values old and new, confidential ones not."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper, Session, class_mapper

from caseflow.access.models import Deciding, Engagement, Membership
from caseflow.audit.models import Audited, Checkpoint, Entry
from caseflow.audit.record import Unrecorded, frames
from caseflow.audit.row_digests import CLOSED, DIGEST, digest_of
from caseflow.db import WorkSession, trail_table

CONFIDENTIAL = "changed"


@event.listens_for(Audited, "mapper_configured", propagate=True)
def _remember_old_values(mapper: Mapper[Any], cls: type[Any]) -> None:
    for attribute in mapper.column_attrs:
        event.listen(getattr(cls, attribute.key), "set", lambda *_: None, active_history=True)


@event.listens_for(WorkSession, "before_flush")
def _collect(session: Session, _context: Any, _instances: Any) -> None:
    for row in session.new:
        if isinstance(row, Audited):
            _note(session, row, "new", _values(row))
    for row in session.dirty:
        if isinstance(row, Entry | Checkpoint):
            raise Unrecorded("entries of the trail are never changed")
        if isinstance(row, Audited) and session.is_modified(row):
            _note(session, row, "changed", _differences(row))
    for row in session.deleted:
        if isinstance(row, Entry | Checkpoint):
            raise Unrecorded("entries of the trail are never deleted")
        if isinstance(row, Audited):
            _note(session, row, "deleted", {})


def _note(session: Session, row: Any, what: str, values: dict[str, Any]) -> None:
    opened = frames(session)
    if not opened:
        raise Unrecorded(f"a row of {trail_table(row)} was {what} outside any act")
    entry = opened[-1].entry_for(row)
    change = [trail_table(row), str(row.id), what]
    if (root_id := getattr(row, "root_id", None)) is not None:
        if root_id != row.id:
            change.append(str(root_id))
        if entry.root_id is None:
            entry.root_id = root_id
    decides = isinstance(row, Deciding)
    if decides and what != "deleted":
        values[DIGEST] = digest_of(row)
    entry.changes.append([*change, values])
    if entry.detail_key_id is None:
        entry.detail_key_id = getattr(row, "data_key_id", None)
    if entry.entity_id is None and not isinstance(row, Membership | Engagement):
        entry.entity_id = getattr(row, "entity_id", None)


@lru_cache(maxsize=256)
def columns(mapper: Mapper[Any]) -> tuple[tuple[str, bool], ...]:
    """Attribute names of a model, and whether each is confidential."""
    return tuple(
        (a.key, not CLOSED.isdisjoint(a.columns[0].info))
        for a in mapper.column_attrs
        if a.key not in {"id", "root_id", "data_key_id"}
    )


def _values(row: Any) -> dict[str, Any]:
    given = row.__dict__
    return {
        key: CONFIDENTIAL if hidden else plain(given[key])
        for key, hidden in columns(class_mapper(type(row)))
        if given.get(key) is not None
    }


def _differences(row: Any) -> dict[str, Any]:
    state = inspect(row)
    found: dict[str, Any] = {}
    for key, hidden in columns(class_mapper(type(row))):
        history = state.attrs[key].history
        if not history.has_changes():
            continue
        if hidden:
            found[key] = CONFIDENTIAL
        else:
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            found[key] = [plain(old), plain(new)]
    return found


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    said: Any
    if isinstance(value, Enum):
        value = value.value
    match value:
        case None | bool() | int() | float() | str():
            said = value
        case datetime() | date():
            said = value.isoformat()
        case bytes():
            said = value.hex()
        case dict():
            said = {str(k): plain(v) for k, v in value.items()}
        case list() | tuple() | set() | frozenset():
            said = [plain(v) for v in value]
        case _:
            said = str(value)
    return said
