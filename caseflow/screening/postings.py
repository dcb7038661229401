"""The statements of a look-up: a text for each database, made once, its tokens in one parameter.

They go past SQLAlchemy's own preparing of a statement, which took longer than the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from caseflow.screening.index import COMMON, OWNERS, STATE, TOKENS

KEYS = "keys"
"""The parameter's name."""
Statement = sa.Select[Any]


def state(connection: sa.Connection) -> tuple[int, int] | None:
    """By which keys the index was made, and its highest number; None while nobody is in it."""
    row = connection.exec_driver_sql(_text(_state, connection.dialect)).first()
    return None if row is None or row[1] is None else (int(row[0]), int(row[1]))


def common(connection: sa.Connection, tokens: Collection[int]) -> dict[int, int | None]:
    """Those tokens that many carry, with how many; None where none is kept."""
    return dict(_ask(connection, _common, tokens))


def owners(connection: sa.Connection, tokens: Collection[int]) -> dict[int, list[int]]:
    """Who carries each of these tokens: a row a token, since a row an owner costs more."""
    rows = _ask(connection, _owners, tokens)
    if connection.dialect.name == "postgresql":
        return dict(rows)
    lists = json.loads(f"[{','.join([gathered for _token, gathered in rows])}]")
    return dict(zip([token for token, _gathered in rows], lists, strict=True))


def _ask(
    connection: sa.Connection,
    statement: Callable[[sa.Dialect], Statement],
    wanted: Collection[int],
) -> Sequence[Any]:
    if not wanted:
        return ()
    text, among = _text(statement, connection.dialect), list(wanted)
    given: Any = (json.dumps(among),)
    if connection.dialect.name == "postgresql":
        given = {KEYS: among}
    return connection.exec_driver_sql(text, given).fetchall()


@lru_cache(maxsize=16)
def _text(statement: Callable[[sa.Dialect], Statement], dialect: sa.Dialect) -> str:
    return str(statement(dialect).compile(dialect=dialect))


def _state(_dialect: sa.Dialect) -> Statement:
    return sa.select(STATE.c.version, sa.select(sa.func.max(OWNERS.c.id)).scalar_subquery())


def _common(dialect: sa.Dialect) -> Statement:
    found = sa.select(COMMON.c.token, COMMON.c.carried)
    if dialect.name == "postgresql":
        return found.where(_among(COMMON.c.token))
    # few are common: looking for each of them spares SQLite a sorted copy of the tokens
    each = _each()
    return found.select_from(each.join(COMMON, COMMON.c.token == each.c.value))


def _owners(dialect: sa.Dialect) -> Statement:
    if dialect.name == "postgresql":
        found = sa.select(TOKENS.c.token, sa.func.array_agg(TOKENS.c.owner_id))
        return found.where(_among(TOKENS.c.token)).group_by(TOKENS.c.token)
    found = sa.select(TOKENS.c.token, sa.func.json_group_array(TOKENS.c.owner_id))
    return found.where(TOKENS.c.token.in_(sa.select(_each().c.value))).group_by(TOKENS.c.token)


def _among(key: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return key == sa.any_(sa.bindparam(KEYS, type_=sa.ARRAY(sa.BigInteger)))


def _each() -> sa.TableValuedAlias:
    return sa.func.json_each(sa.bindparam(KEYS)).table_valued("value")
