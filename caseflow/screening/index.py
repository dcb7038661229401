"""The index of the register: keyed tokens of what entries may be found by, put in and taken out.

No token is kept that more than two in a hundred entries carry (or, in a small register, more
than twenty), unless it names two things at once: what is left says little about frequencies.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.keyring import Keyring, keyring_of
from caseflow.crypto.tokens import QuickTokenizer
from caseflow.screening.matching import keys
from caseflow.screening.matching.keys import Key
from caseflow.screening.matching.people import Person
from caseflow.screening.models import CommonToken, IndexState, RegisterOwner, RegisterToken

OWNERS = cast("sa.Table", RegisterOwner.__table__)
TOKENS = cast("sa.Table", RegisterToken.__table__)
COMMON = cast("sa.Table", CommonToken.__table__)
STATE = cast("sa.Table", IndexState.__table__)
SHARE = 50
"""One entry in this many may share a token."""
FLOOR = 20
MANY = 40
"""From how many entries on it is noted how many carry a token."""
BITS = 32
COUNTED = 64
"""The number of an owner is a multiple of this, and then how many tokens they carry, or one less
than this for more: a look-up learns it without reading anything."""
INSERT = {
    "sqlite": "INSERT INTO register_tokens (token, owner_id) VALUES (?, ?)",
    "postgresql": "INSERT INTO register_tokens (token, owner_id) VALUES (%s, %s)",
}
AT_ONCE = 900

_tokenizers: dict[int, dict[str, QuickTokenizer]] = {}


@dataclass(frozen=True)
class Listing:
    """A person to be put into the index."""

    entry_id: UUID
    data_key_id: UUID
    person: Person


@dataclass(frozen=True)
class Carrying:
    """An entry, and the tokens that it is to be found by."""

    entry_id: UUID
    data_key_id: UUID
    tokens: frozenset[int]


def tokens_of(keyring: Keyring, kind: str, keys_of_it: Iterable[str]) -> list[int]:
    """The tokens of these keys of one kind, in their order: each kind has a secret of its own.

    The last bit of a token tells whether it names two things, and nothing else.
    """
    makers = _tokenizers.get(id(keyring))
    if makers is None:
        _tokenizers.clear()
        makers = {
            each: QuickTokenizer(keyring, f"screening.{each}", bits=BITS) for each in keys.KINDS
        }
        _tokenizers[id(keyring)] = makers
    last = kind in keys.PAIRED
    return [token >> 1 << 1 | last for token in makers[kind].tokens(keys_of_it)]


def put(session: Session, listings: Sequence[Listing], *, prune: bool = True) -> None:
    """Make these people findable. A bulk load prunes once, with `thin`, at its end."""
    made = tokens_for(keyring_of(session), [listing.person for listing in listings])
    carrying = [
        Carrying(listing.entry_id, listing.data_key_id, tokens)
        for listing, tokens in zip(listings, made, strict=True)
    ]
    put_tokens(session, carrying, prune=prune)


def tokens_for(keyring: Keyring, people: Sequence[Person]) -> list[frozenset[int]]:
    """The tokens of each of these people. Needs no database."""
    wanted = [keys.kept(person) for person in people]
    made = _made(keyring, set().union(*wanted))
    return [frozenset([made[key] for key in each]) for each in wanted]


def put_tokens(session: Session, carrying: Sequence[Carrying], *, prune: bool) -> None:
    """Make entries findable by tokens that were made before."""
    session.flush()
    connection = session.connection()
    _take_turns(connection)
    common = _too_common(connection)
    carried = [sorted(each.tokens - common) for each in carrying]
    last = connection.scalar(sa.select(sa.func.max(OWNERS.c.id))) or 0
    numbers = [
        (last // COUNTED + place) * COUNTED + min(len(tokens), COUNTED - 1)
        for place, tokens in enumerate(carried, start=1)
    ]
    connection.execute(
        sa.insert(OWNERS),
        [
            {
                "id": number,
                "entry_id": each.entry_id,
                "data_key_id": each.data_key_id,
                "carries": struct.pack(f">{len(tokens)}I", *tokens),
            }
            for number, each, tokens in zip(numbers, carrying, carried, strict=True)
        ],
    )
    rows = sorted(
        (token, number) for number, tokens in zip(numbers, carried, strict=True) for token in tokens
    )
    if rows:
        # a hundred thousand times a dozen rows: too many for a dictionary each
        connection.exec_driver_sql(INSERT[connection.dialect.name], rows)
    if prune:
        _note(connection, count(connection, set().union(*carried)))


def _made(keyring: Keyring, wanted: Iterable[Key]) -> dict[Key, int]:
    by_kind: dict[str, list[Key]] = defaultdict(list)
    for key in wanted:
        by_kind[key[0]].append(key)
    found: dict[Key, int] = {}
    for kind, several in by_kind.items():
        made = tokens_of(keyring, kind, [text for _kind, text in several])
        found.update(zip(several, made, strict=True))
    return found


def take_out(session: Session, entry_ids: Iterable[UUID]) -> None:
    """Make these entries impossible to find."""
    session.flush()
    connection = session.connection()
    gone = connection.execute(
        sa.select(OWNERS.c.id, OWNERS.c.carries).where(OWNERS.c.entry_id.in_(list(entry_ids)))
    ).all()
    rows = [
        {"one": token, "whose": owner}
        for owner, carries in gone
        for (token,) in struct.iter_unpack(">I", carries)
    ]
    if rows:
        connection.execute(
            sa.delete(TOKENS).where(
                TOKENS.c.token == sa.bindparam("one"), TOKENS.c.owner_id == sa.bindparam("whose")
            ),
            rows,
        )
    for part in parts([owner for owner, _carries in gone]):
        connection.execute(sa.delete(OWNERS).where(OWNERS.c.id.in_(part)))


def thin(session: Session) -> None:
    """Note how many carry the common tokens, and take out those that too many carry by now.

    PostgreSQL is told to count anew, so that it does not plan look-ups for an empty index.
    """
    connection = session.connection()
    crowded = connection.execute(
        sa.select(TOKENS.c.token, sa.func.count())
        .group_by(TOKENS.c.token)
        .having(sa.func.count() > min(MANY, most(connection)))
    )
    _note(connection, {row[0]: row[1] for row in crowded})
    if connection.dialect.name == "postgresql":
        for table in (OWNERS, TOKENS, COMMON):
            connection.exec_driver_sql(f"ANALYZE {table.name}")


def most(connection: sa.Connection) -> int:
    """How many entries may share a token that names one thing."""
    size = connection.scalar(sa.select(sa.func.count()).select_from(OWNERS)) or 0
    return max(FLOOR, size // SHARE)


def count(connection: sa.Connection, tokens: Iterable[int]) -> dict[int, int]:
    """How many entries carry each of these tokens; those that none carries are left out."""
    found: dict[int, int] = {}
    for part in parts(tokens):
        rows = connection.execute(
            sa.select(TOKENS.c.token, sa.func.count())
            .where(TOKENS.c.token.in_(part))
            .group_by(TOKENS.c.token)
        )
        found.update((token, number) for token, number in rows)
    return found


def parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in lists that one statement can take."""
    rest = iter(values)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def _note(connection: sa.Connection, counts: Mapping[int, int]) -> None:
    limit = most(connection)
    crowded = {token for token, number in counts.items() if number > limit and not token & 1}
    noted = {token: number for token, number in counts.items() if number > MANY}
    for part in parts(sorted(crowded | noted.keys())):
        connection.execute(sa.delete(COMMON).where(COMMON.c.token.in_(part)))
        connection.execute(
            sa.insert(COMMON),
            [
                {"token": token, "carried": None if token in crowded else noted[token]}
                for token in part
            ],
        )
    for part in parts(sorted(crowded)):
        connection.execute(sa.delete(TOKENS).where(TOKENS.c.token.in_(part)))


def _too_common(connection: sa.Connection) -> set[int]:
    """The tokens that are not kept: a few hundred at most."""
    return set(connection.scalars(sa.select(COMMON.c.token).where(COMMON.c.carried.is_(None))))


def _take_turns(connection: sa.Connection) -> None:
    """One writer at a time; the first one says by which keys the index is made."""
    if connection.scalar(sa.select(STATE.c.version).with_for_update()) is None:
        connection.execute(sa.insert(STATE), [{"id": 1, "version": keys.VERSION}])
