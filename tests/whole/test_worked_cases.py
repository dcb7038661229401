"""Each table that hangs on a case says how a person's work in it is told from an import's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

from sqlalchemy.orm import DeclarativeBase

from caseflow.access.models import Protected
from caseflow.access.root_kinds import RootKind
from caseflow.cases.records.worked_cases import OTHERWISE, WRITTEN
from caseflow.cases.services.admitting import CONTENT
from caseflow.db import Base, metadata
from caseflow.manifests import RoomSpec, rooms
from caseflow.rooms import ROOMS


def other_rooms(known: Iterable[RoomSpec]) -> tuple[str, ...]:
    """Rooms above cases with roots of their own: their rows hang on those, not on a case."""
    below = {*ROOMS[: ROOMS.index("cases") + 1]}
    return tuple(
        f"caseflow.{room.name}."
        for room in known
        if room.name not in below and any(issubclass(each, RootKind) for each in room.declares)
    )


def models() -> Iterator[type[DeclarativeBase]]:
    import_module("caseflow.app")  # knows every table
    others = other_rooms(rooms())
    for mapper in Base.registry.mappers:
        if not mapper.class_.__module__.startswith(others):
            yield mapper.class_


def hanging_on_a_case() -> set[str]:
    """Tables with a case's root, and those that point to such a table."""
    found = {model.__tablename__ for model in models() if issubclass(model, Protected)}
    found |= {"cases"}
    others = {model.__tablename__ for model in models()} - {"roots"}
    while True:
        more = {
            name
            for name in others - found
            for key in metadata.tables[name].foreign_keys
            if key.column.table.name in found
        }
        if not more:
            return found
        found |= more


def unsorted(hanging: set[str]) -> set[str]:
    return hanging - {model.__tablename__ for model, _by in WRITTEN} - set(OTHERWISE)


def test_every_table_that_hangs_on_a_case_says_how_a_persons_work_is_told():
    hanging = hanging_on_a_case()
    assert len(hanging) > 15
    assert unsorted(hanging) == set()
    assert set(OTHERWISE) <= hanging


def test_a_new_table_that_hangs_on_a_case_would_be_found():
    assert unsorted({"parties", "opinions"}) == {"opinions"}


def test_only_a_room_with_roots_of_its_own_is_left_out():
    class OpinionRootKind(RootKind):
        OPINION = "opinion", "Opinion"

    without = RoomSpec(name="remarks")
    within = RoomSpec(name="opinions", declares=(OpinionRootKind,))
    assert other_rooms([without, within]) == ("caseflow.opinions.",)
    assert {"caseflow.victims.", "caseflow.screening."} <= set(other_rooms(rooms()))
    assert not {"caseflow.cases.", "caseflow.drafts."} & set(other_rooms(rooms()))


def test_whatever_an_import_writes_anew_is_among_them():
    written = {model.__tablename__ for model in CONTENT}
    assert written <= hanging_on_a_case()
