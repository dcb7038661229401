"""Finding cases by the names in them, in whatever way a name is written.

Of a name its words become tokens, each in every way it is spelt, and beside them the traces by
which another writing of the whole name is found (`names/index_keys.py`). A word that more than
two in a hundred names carry is not kept, so that the table does not tell which tokens are the
frequent names; traces are. Looking for such a word asks for the whole name instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import NameOwner, NameToken
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.tokens import Tokenizer, normalise
from caseflow.names import index_keys
from caseflow.names.name_parts import joined, parts

OWNERS = cast("sa.Table", NameOwner.__table__)
TOKENS = cast("sa.Table", NameToken.__table__)
READING = 3
"""Grows when names leave other tokens, so that those of before are read again."""
MOST_WORDS = 12
ALWAYS = 20
"""However few names there are, this many may share a word."""
SHARE = 50
"""One in so many names may carry a word: two per cent."""


@dataclass(frozen=True)
class NameOf:
    """A name to be found by."""

    party_id: UUID
    case_id: UUID
    data_key_id: UUID
    name: str
    others: tuple[str, ...] = ()


def words(name: str) -> list[str]:
    """The words of a name as its first reading had them: folded, each once, sorted.

    Names that were not read again since are found by them.
    """
    folded = unicodedata.normalize("NFKD", normalise(name[:400]))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    split = "".join(c if c.isalnum() else " " for c in bare).split()
    return sorted(set(split))[:MOST_WORDS]


def tokens(session: Session, name: str) -> tuple[set[int], set[int]]:
    """The tokens of a name: those of its traces, and those of its words."""
    token = _tokenizer(session).token
    spelt = {way for part in parts(name) for way in index_keys.spellings_of(part)}
    return {token(trace) for trace in index_keys.traces_left(name)}, {
        token(f"w:{way}") for way in spelt
    }


def tokens_of(session: Session, owner: NameOf) -> tuple[set[int], set[int]]:
    """The tokens of all names of an owner: those of traces, and those of words."""
    traces, spelt = tokens(session, owner.name)
    for other in owner.others:
        more_traces, more_words = tokens(session, other)
        traces, spelt = traces | more_traces, spelt | more_words
    return traces, spelt


def _tokenizer(session: Session) -> Tokenizer:
    keyring = keyring_of(session)
    kept: tuple[object, Tokenizer] | None = session.info.get("cases.tokenizer")
    if kept is None or kept[0] is not keyring:
        kept = (keyring, Tokenizer(keyring, "case-names", bits=32))
        session.info["cases.tokenizer"] = kept
    return kept[1]


def index(session: Session, names: Sequence[NameOf]) -> None:
    """Make these names findable; their parties are written already. Three statements for all."""
    made = [(owner, *tokens_of(session, owner)) for owner in names]
    made = [row for row in made if row[1] or row[2]]
    if not made:
        return
    # not in the order of the parameters: SQLite would take one statement for each row
    owners = session.execute(
        sa.insert(OWNERS).returning(OWNERS.c.party_id, OWNERS.c.id),
        [
            {
                "party_id": o.party_id,
                "case_id": o.case_id,
                "data_key_id": o.data_key_id,
                "reading": READING,
            }
            for o, _traces, _words in made
        ],
    ).all()
    numbers = {row.party_id: row.id for row in owners}
    _put(session, [(numbers[owner.party_id], left, each) for owner, left, each in made])


def reindex(session: Session, names: Sequence[NameOf]) -> None:
    """Let names that are findable be found by the tokens of this reading."""
    ids = [owner.party_id for owner in names]
    found = session.execute(
        sa.select(OWNERS.c.party_id, OWNERS.c.id).where(OWNERS.c.party_id.in_(ids))
    )
    numbers: dict[UUID, int] = {row.party_id: row.id for row in found}
    session.execute(sa.delete(TOKENS).where(TOKENS.c.owner_id.in_(numbers.values())))
    session.execute(
        sa.update(OWNERS).where(OWNERS.c.id.in_(numbers.values())).values(reading=READING)
    )
    made = [(numbers[owner.party_id], *tokens_of(session, owner)) for owner in names]
    _put(session, made)


def _put(session: Session, made: Sequence[tuple[int, set[int], set[int]]]) -> None:
    """Write tokens: those of traces, and those of words that are not too common."""
    common = too_common(session, {t for _number, _traces, each in made for t in each})
    rows = {(token, number) for number, left, each in made for token in left | (each - common)}
    if rows:
        session.execute(
            sa.insert(TOKENS),
            [{"token": token, "owner_id": number} for token, number in sorted(rows)],
        )


def unindex(session: Session, *party_ids: UUID) -> None:
    """Forget the tokens of these parties."""
    numbers = sa.select(OWNERS.c.id).where(OWNERS.c.party_id.in_(party_ids))
    found = list(session.scalars(numbers))
    session.execute(sa.delete(TOKENS).where(TOKENS.c.owner_id.in_(found)))
    session.execute(sa.delete(OWNERS).where(OWNERS.c.id.in_(found)))


def too_common(session: Session, wanted: Iterable[int]) -> set[int]:
    """Those of these tokens that as many names carry as may."""
    ids = list(wanted)
    if not ids:
        return set()
    most = max(ALWAYS, (session.scalar(sa.select(sa.func.max(NameOwner.id))) or 0) // SHARE)
    return set(
        session.scalars(
            sa.select(NameToken.token)
            .where(NameToken.token.in_(ids))
            .group_by(NameToken.token)
            .having(sa.func.count() >= most)
        )
    )


@dataclass(frozen=True)
class Search:
    """Where to look for a name: `cases` gives the ids of cases; `too_common` says why none.

    That a word is too common counts names beyond the reader's sight: no page tells it.
    """

    cases: sa.Select[UUID] | None
    too_common: bool = False


def search(session: Session, typed: str) -> Search:
    """The cases in which somebody carries this whole name, or all of these words."""
    token = _tokenizer(session).token
    whole = {token(trace) for trace in index_keys.traces_of_whole_name(typed)}
    readings = [
        [{token(f"w:{way}") for way in ways} for ways in reading] for reading in _readings(typed)
    ]
    earlier = words(typed)
    if not whole and not readings and not earlier:
        return Search(None)
    whole.add(token(" ".join(earlier)))
    common = too_common(session, {t for reading in readings for each in reading for t in each})
    ways = [_carrying([whole])]
    ways += [_carrying(reading) for reading in readings if not _is_common(reading, common)]
    found = sa.select(NameOwner.case_id).where(sa.or_(*ways))
    return Search(found, too_common=any(_is_common(reading, common) for reading in readings))


def _is_common(reading: list[set[int]], common: set[int]) -> bool:
    return any(each & common for each in reading)


def _carrying(each_of: list[set[int]]) -> sa.ColumnElement[bool]:
    """Whether an owner carries one token of each of these sets."""
    return sa.and_(
        *(
            NameOwner.id.in_(sa.select(NameToken.owner_id).where(NameToken.token.in_(any_of)))
            for any_of in each_of
        )
    )


def _readings(typed: str) -> list[list[set[str]]]:
    """The words that were typed, each in every spelling; also run together, and as of before."""
    name = parts(typed)
    wanted = [p for p in name if p.full] or list(name)
    found = [[index_keys.spellings_of(part) for part in wanted]] if wanted else []
    whole = joined(name) if 1 < len(name) <= 3 else None
    if whole is not None:
        found.append([index_keys.spellings_of(whole)])
    if earlier := words(typed):
        found.append([{word} for word in earlier])
    return found


def namesakes(session: Session, names: Iterable[str]) -> sa.Select[UUID]:
    """The parties whose name may be another writing of one of these; to be opened and compared."""
    token, called = _tokenizer(session).token, list(names)
    sought = {token(trace) for name in called for trace in index_keys.traces_to_seek(name)}
    carrying = sa.select(NameToken.owner_id).where(NameToken.token.in_(sought))
    spelt = {token(f"w:{way}") for name in called for way in index_keys.word_spellings(name)}
    near = {token(trace) for name in called for trace in index_keys.traces_one_letter_apart(name)}
    before = sa.select(NameToken.owner_id).where(
        NameToken.token.in_({token(f"w:{word}") for name in called for word in words(name)})
    )
    return sa.select(NameOwner.party_id).where(
        sa.or_(
            NameOwner.id.in_(carrying),
            _carrying([spelt, near]),
            sa.and_(NameOwner.reading < READING, NameOwner.id.in_(before)),
        )
    )
