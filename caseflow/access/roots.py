"""A thing's Root row follows the thing: made with it, changed with it, never written by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from caseflow.access.models import Root, RootThing
from caseflow.db import WorkSession


@event.listens_for(WorkSession, "before_flush", insert=True)
def _follow(session: Session, _context: Any, _instances: Any) -> None:
    for thing in session.new:
        if isinstance(thing, RootThing) and not _has_root(thing):
            thing.root_id = thing.id
            session.add(Root(id=thing.id, kind=thing.__root_kind__, **thing.access_facts()))
    for thing in session.dirty:
        if isinstance(thing, RootThing) and session.is_modified(thing):
            _update(session, thing)


def _has_root(thing: RootThing) -> bool:
    return thing.__dict__.get("root_id") is not None


def _update(session: Session, thing: RootThing) -> None:
    with session.no_autoflush:
        root = session.get(Root, thing.root_id)
    if root is None:
        return
    for name, value in thing.access_facts().items():
        if getattr(root, name) != value:
            setattr(root, name, value)
