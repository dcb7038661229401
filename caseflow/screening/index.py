"""The index of the register: keyed tokens, the numbers that carry them, and the look for people.

No token is kept that more than two in a hundred entries carry (or, in a small register, more
than twenty), unless it names two things at once: what is left says little about frequencies.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.keyring import Keyring, keyring_of
from caseflow.crypto.tokens import Tokenizer
from caseflow.screening.matching import keys
from caseflow.screening.matching.people import Person
from caseflow.screening.models import CommonToken, RegisterOwner, RegisterToken

SHARE = 50
"""One entry in this many may share a token."""
FLOOR = 20
BUDGET = 4000
"""How many rows of the index one look-up reads."""
MOST_TOKENS = 250
AT_ONCE = 900

_tokenizers: dict[int, dict[str, Tokenizer]] = {}


@dataclass(frozen=True)
class Listing:
    """A person to be put into the index."""

    entry_id: UUID
    data_key_id: UUID
    person: Person


def tokenizers(keyring: Keyring) -> dict[str, Tokenizer]:
    """One for each kind of key, each with a secret of its own."""
    known = _tokenizers.get(id(keyring))
    if known is None:
        _tokenizers.clear()
        known = {kind: Tokenizer(keyring, f"screening.{kind}") for kind in keys.KINDS}
        _tokenizers[id(keyring)] = known
    return known


def most(session: Session) -> int:
    """How many entries may share a token that names one thing."""
    size = session.scalar(sa.select(sa.func.count()).select_from(RegisterOwner)) or 0
    return max(FLOOR, size // SHARE)


def token_of(makers: Mapping[str, Tokenizer], kind: str, key: str) -> int:
    """The token of a key. Its last bit tells whether it names two things, and nothing else."""
    return (makers[kind].token(key) & ~1) | (kind in keys.PAIRED)


def put(session: Session, listings: Sequence[Listing], *, prune: bool = True) -> None:
    """Make these people findable. A bulk load prunes once, with `thin`, at its end."""
    session.flush()
    owners = session.scalars(
        sa.insert(RegisterOwner).returning(RegisterOwner.id, sort_by_parameter_order=True),
        [{"entry_id": each.entry_id, "data_key_id": each.data_key_id} for each in listings],
    ).all()
    makers = tokenizers(keyring_of(session))
    rows = {
        (token_of(makers, kind, key), owner)
        for owner, listing in zip(owners, listings, strict=True)
        for kind, key in keys.kept(listing.person)
    }
    tokens = {token for token, _owner in rows}
    common = _common(session, [token for token in tokens if not token & 1])
    if kept := sorted(row for row in rows if row[0] not in common):
        session.execute(sa.insert(RegisterToken), [{"token": t, "owner_id": o} for t, o in kept])
    if prune:
        _drop(session, _counts(session, [t for t in tokens - common if not t & 1]))


def take_out(session: Session, entry_ids: Iterable[UUID]) -> None:
    """Make these entries impossible to find."""
    gone = list(
        session.scalars(sa.select(RegisterOwner.id).where(RegisterOwner.entry_id.in_(entry_ids)))
    )
    session.execute(sa.delete(RegisterToken).where(RegisterToken.owner_id.in_(gone)))
    session.execute(sa.delete(RegisterOwner).where(RegisterOwner.id.in_(gone)))


def thin(session: Session) -> None:
    """Take out every token of one thing that too many carry by now."""
    crowded = session.execute(
        sa.select(RegisterToken.token, sa.func.count())
        .group_by(RegisterToken.token)
        .having(sa.func.count() > most(session))
    )
    _drop(session, {token: count for token, count in crowded if not token & 1})


def _drop(session: Session, counts: Mapping[int, int]) -> None:
    limit = most(session)
    crowded = [token for token, count in counts.items() if count > limit]
    for part in _parts(crowded):
        session.execute(sa.delete(RegisterToken).where(RegisterToken.token.in_(part)))
        session.execute(sa.insert(CommonToken), [{"token": token} for token in part])


def find(session: Session, asked: Person, *, limit: int) -> list[UUID]:
    """The entries that share the rarest and weightiest keys with this person, best first."""
    makers = tokenizers(keyring_of(session))
    worth: dict[int, float] = {}
    for (kind, key), value in keys.sought(asked).items():
        token = token_of(makers, kind, key)
        worth[token] = max(value, worth.get(token, 0.0))
    size = session.scalar(sa.select(sa.func.count()).select_from(RegisterOwner)) or 0
    chosen = _within_budget(worth, _counts(session, worth), size)
    points: defaultdict[int, float] = defaultdict(float)
    for part in _parts(list(chosen)):
        for token, owner in session.execute(
            sa.select(RegisterToken.token, RegisterToken.owner_id).where(
                RegisterToken.token.in_(part)
            )
        ):
            points[owner] += chosen[token]
    best = sorted(points, key=lambda owner: (-points[owner], owner))[:limit]
    rows = session.execute(
        sa.select(RegisterOwner.id, RegisterOwner.entry_id).where(RegisterOwner.id.in_(best))
    ).all()
    entries = {row.id: row.entry_id for row in rows}
    return [entries[owner] for owner in best]


def _within_budget(
    worth: Mapping[int, float], counts: Mapping[int, int], size: int
) -> dict[int, float]:
    """The tokens to follow: those that say most for the rows they cost."""
    said = [
        (worth[token] * math.log((size + 1) / (count + 0.5) + 1), count, token)
        for token, count in counts.items()
    ]
    chosen: dict[int, float] = {}
    spent = 0
    for points, count, token in sorted(said, reverse=True):
        if chosen and spent + count > BUDGET:
            continue
        chosen[token] = points
        spent += count
        if len(chosen) >= MOST_TOKENS:
            break
    return chosen


def _counts(session: Session, tokens: Iterable[int]) -> dict[int, int]:
    """How many entries carry each of these tokens; those that none carries are left out."""
    found: dict[int, int] = {}
    for part in _parts(list(tokens)):
        rows = session.execute(
            sa.select(RegisterToken.token, sa.func.count())
            .where(RegisterToken.token.in_(part))
            .group_by(RegisterToken.token)
        )
        found.update((token, count) for token, count in rows)
    return found


def _common(session: Session, tokens: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(list(tokens)):
        found.update(
            session.scalars(sa.select(CommonToken.token).where(CommonToken.token.in_(part)))
        )
    return found


def _parts(values: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
