"""Finding people in the index: the rarest and weightiest keys first, within a fixed budget."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from heapq import nlargest
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.keyring import keyring_of
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.screening.index import COMMON, OWNERS, STATE, TOKENS, tokens_of
from caseflow.screening.matching import keys
from caseflow.screening.matching.keys import Hope, Slot
from caseflow.screening.matching.people import Person

BUDGET = 2500
"""How many rows of common tokens one look-up reads."""
FEWEST, FAR_BEHIND = 12, 0.4
SMALLEST = 20_000
"""A smaller register counts as one of this size, so that a common key does not weigh too much."""

SHARE = {keys.NAME: 1.0, keys.PAIR: 0.6, keys.NUMBER: 2.0, keys.BIRTH: 1.8, keys.YEAR: 0.5}
"""How much a hit on each kind of fact counts; pairs and years repeat what words say."""


def find(session: Session, asked: Person, *, limit: int) -> list[UUID]:
    """The entries that share the rarest and weightiest keys with this person, best first.

    Raises NotReady while the index is being made anew.
    """
    connection = session.connection()
    size = _size(connection)
    if not size:
        return []
    wanted = keys.sought(asked)
    hopes: dict[int, Hope] = {}
    for key, token in tokens_of(keyring_of(session), wanted).items():
        hopes[token] = wanted[key]
    common = dict(_rows(connection, COMMON.c.token, COMMON.c.carried, hopes))
    owners = _owners(connection, [token for token in hopes if token not in common])
    owners |= _owners(connection, _affordable(common, hopes, size))
    points = _points(owners, hopes, size)
    best = _promising(points, limit)
    entries = dict(_rows(connection, OWNERS.c.id, OWNERS.c.entry_id, best))
    return [entries[owner] for owner in best if owner in entries]


def _promising(points: Mapping[int, float], limit: int) -> list[int]:
    """The owners for whom most speaks; the far behind are not opened where one stands out."""
    best = nlargest(limit, points, key=points.__getitem__)
    least = FAR_BEHIND * points[best[0]] if best else 0
    return best[:FEWEST] + [owner for owner in best[FEWEST:] if points[owner] >= least]


def _size(connection: sa.Connection) -> int:
    last = sa.select(sa.func.max(OWNERS.c.id)).scalar_subquery()
    row = connection.execute(sa.select(STATE.c.version, last)).first()
    if row is None or row[1] is None:
        return 0
    if row[0] != keys.VERSION:
        raise NotReady(_("The register is being made ready for comparing. Try again later."))
    return max(int(row[1]), SMALLEST)


def _points(
    owners: Mapping[int, list[int]], hopes: Mapping[int, Hope], size: int
) -> dict[int, float]:
    """How much speaks for each owner: for each fact the best hit, rarer ones counting more."""
    hits = sorted(
        ((_gain(hopes[token], len(several), size), token) for token, several in owners.items()),
        reverse=True,
    )
    points: defaultdict[int, float] = defaultdict(float)
    taken: defaultdict[Slot, set[int]] = defaultdict(set)
    for gained, token in hits:
        seen = taken[hopes[token].slot]
        for owner in owners[token]:
            if owner not in seen:
                seen.add(owner)
                points[owner] += gained
    return points


def _gain(hope: Hope, number: int, size: int) -> float:
    return SHARE[str(hope.slot[0])] * max(0.1, math.log(size / (number + 0.5)) - hope.cost)


def _affordable(
    common: Mapping[int, int | None], hopes: Mapping[int, Hope], size: int
) -> list[int]:
    """The common tokens that say most, as many as the budget allows."""
    said = sorted(
        ((_gain(hopes[t], n, size), n, t) for t, n in common.items() if n is not None),
        reverse=True,
    )
    chosen: list[int] = []
    spent = 0
    for _gained, number, token in said:
        if chosen and spent + number > BUDGET:
            continue
        chosen.append(token)
        spent += number
    return chosen


def _owners(connection: sa.Connection, tokens: Iterable[int]) -> dict[int, list[int]]:
    """Who carries each of these tokens: a row a token, since a row an owner costs more."""
    rows = _rows(connection, TOKENS.c.token, TOKENS.c.owner_id, tokens, gathered=True)
    return {token: _list(owners) for token, owners in rows}


def _list(owners: str | list[int]) -> list[int]:
    """What the database gathered: SQLite gives JSON, PostgreSQL a list."""
    read: list[int] = json.loads(owners) if isinstance(owners, str) else owners
    return read


def _rows(
    connection: sa.Connection,
    key: sa.Column[Any],
    value: sa.Column[Any],
    keys: Iterable[int],
    *,
    gathered: bool = False,
) -> list[Any]:
    """Two columns of the rows whose first is among the keys: one statement for any number."""
    among = list(keys)
    if not among:
        return []
    kind = connection.dialect.name
    given = among if kind == "postgresql" else json.dumps(among)
    return list(connection.execute(_among(key, value, kind, gathered), {"keys": given}).all())


@cache
def _among(key: sa.Column[Any], value: sa.Column[Any], kind: str, gathered: bool) -> sa.Select[Any]:
    if kind == "postgresql":
        gather: sa.Function[Any] = sa.func.array_agg(value)
        wanted = key == sa.any_(sa.bindparam("keys", type_=sa.ARRAY(sa.BigInteger)))
    else:
        gather = sa.func.json_group_array(value)
        each = sa.func.json_each(sa.bindparam("keys")).table_valued("value")
        wanted = key.in_(sa.select(each.c.value))
    if gathered:
        return sa.select(key, gather).where(wanted).group_by(key)
    return sa.select(key, value).where(wanted)
