"""Each table that hangs on a case says how a person's work in it is told from an import's."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from sqlalchemy.orm import DeclarativeBase

from caseflow.access.models import Protected
from caseflow.cases.records.worked_cases import OTHERWISE, WRITTEN
from caseflow.cases.services.admitting import CONTENT
from caseflow.db import Base, metadata

OTHER_ROOMS = ("caseflow.victims", "caseflow.screening")
"""Their rows hang on files and entries, which no import takes away."""


def models() -> Iterator[type[DeclarativeBase]]:
    import_module("caseflow.app")  # knows every table
    for mapper in Base.registry.mappers:
        if not mapper.class_.__module__.startswith(OTHER_ROOMS):
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


def test_whatever_an_import_writes_anew_is_among_them():
    written = {model.__tablename__ for model in CONTENT}
    assert written <= hanging_on_a_case()
