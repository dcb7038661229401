"""What threads share is whole before they meet it: SQLAlchemy would make it at the first use."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass
from sqlalchemy.sql.selectable import NamedFromClause
from sqlalchemy.sql.visitors import iterate

import caseflow
from caseflow.cases import queries
from caseflow.cases.models import Case
from caseflow.cases.opened_case import items
from caseflow.db import keep, metadata, settle
from caseflow.rooms import import_tables


def is_whole(shared) -> bool:
    columns = sa.inspect(shared).selectable.c
    return not len(columns) or bool(columns._proxy_index)


def shared_aliases():
    """Every alias that stands in a module of ours."""
    for found in pkgutil.walk_packages(caseflow.__path__, "caseflow."):
        if found.name.endswith("__main__"):
            continue
        for name, value in vars(import_module(found.name)).items():
            if isinstance(value, (AliasedClass, sa.Alias, sa.Subquery, sa.CTE)):
                yield pytest.param(value, id=f"{found.name}.{name}")


@pytest.mark.parametrize("shared", list(shared_aliases()))
def test_an_alias_of_a_module_is_whole(shared):
    assert is_whole(shared)


def test_every_table_is_whole():
    import_tables()
    assert [table.name for table in metadata.tables.values() if not is_whole(table)] == []


@pytest.mark.parametrize(
    "statement", [items._all_parts, queries._people, queries._decisions], ids=lambda s: s.__name__
)
def test_a_kept_statement_is_whole(statement):
    parts = [e for e in iterate(statement()) if isinstance(e, NamedFromClause)]
    assert parts
    assert all(is_whole(part) for part in parts)


def test_what_was_not_settled_is_noticed():
    alias = aliased(Case)
    assert not is_whole(alias)
    assert is_whole(settle(alias))
    inner = sa.select(Case.id).subquery()
    statement = sa.select(inner)
    assert not is_whole(inner)
    keep(statement)
    assert is_whole(inner)
