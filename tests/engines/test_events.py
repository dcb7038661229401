"""Events: what follows happens in the same transaction, and no name travels in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from typing import get_args, get_type_hints
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from caseflow import events
from caseflow.db import WorkSession, make_engine, new_id
from caseflow.events import (
    CaseClosed,
    CaseEvent,
    CaseReceived,
    Event,
    EventTable,
    announce,
    on,
)

AT = datetime(2024, 5, 1, tzinfo=UTC)


class Rows(DeclarativeBase):
    pass


class Row(Rows):
    __tablename__ = "rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str]


def closed(outcome: str = "dismissed") -> CaseClosed:
    return CaseClosed(at=AT, actor_id=new_id(), case_id=new_id(), outcome=outcome)


@pytest.fixture
def session(database_url):
    engine = make_engine(database_url)
    Rows.metadata.create_all(engine)
    with WorkSession(engine) as opened:
        yield opened
    engine.dispose()


def words(session) -> list[str]:
    return list(session.scalars(sa.select(Row.word).order_by(Row.id)))


def test_subscribers_are_called_in_the_tables_order_for_their_kind_of_event(session):
    told = []
    EventTable(
        on(CaseClosed, lambda _session, event: told.append(("first", event))),
        on(CaseReceived, lambda _session, event: told.append(("never", event))),
        on(CaseEvent, lambda _session, event: told.append(("any", event))),
    ).bind(session)
    event = closed()
    announce(session, event)
    assert told == [("first", event), ("any", event)]


def test_what_follows_is_kept_or_undone_with_the_act(session):
    EventTable(on(CaseClosed, lambda s, e: s.add(Row(word=e.outcome)))).bind(session)
    announce(session, closed("one"))
    session.commit()
    announce(session, closed("two"))
    session.rollback()
    assert words(session) == ["one"]


def test_a_subscriber_that_fails_stops_the_act_and_its_savepoint_leaves_nothing(session):
    def refuse(_session, _event):
        raise LookupError("no")

    EventTable(
        on(CaseClosed, lambda s, e: s.add(Row(word=e.outcome))), on(CaseClosed, refuse)
    ).bind(session)
    with pytest.raises(LookupError), session.begin_nested():
        announce(session, closed())
    session.commit()
    assert words(session) == []


def test_a_session_without_a_table_refuses_to_announce_into_the_void():
    with pytest.raises(LookupError, match="no table of events"):
        announce(WorkSession(), closed())


@pytest.mark.parametrize("text", ["Jean Petit", "جان", "", "x" * 61, "a\x00"])
def test_words_are_refused_where_a_code_belongs(text):
    with pytest.raises(ValueError, match="must be a code"):
        closed(text)


def kinds(cls: type) -> list[type]:
    return [cls, *(kind for below in cls.__subclasses__() for kind in kinds(below))]


@pytest.mark.parametrize("kind", [k for k in kinds(Event) if k.__module__ == events.__name__])
def test_events_hold_ids_and_open_values_only_and_cannot_be_changed(kind):
    assert kind.__dataclass_params__.frozen
    for hint in get_type_hints(kind).values():
        for part in get_args(hint) or (hint,):
            # the dots stand in tuple[UUID, ...]: several ids
            known = {UUID, date, datetime, bool, int, str, type(None), ...}
            assert part in known or issubclass(part, Enum)
