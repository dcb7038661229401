"""Finding cases by the names in them, in whatever way a name is written.

Of a name its words become tokens, each in every way it is spelt, and beside them the traces by
which another writing of the whole name is found (`names/index_keys.py`). A word has more than one
token: when as many names carry one as may, the next name that has the word gets the next (ADR 63).
So no token says that a name is frequent, every word is found, and what is found for somebody does
not depend on names that others alone may see.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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
from caseflow.session_values import SessionValue

OWNERS = cast("sa.Table", NameOwner.__table__)
TOKENS = cast("sa.Table", NameToken.__table__)
READING = 5
"""Grows when names leave other tokens, so that those of before are read again."""
MOST_WORDS = 12
ALWAYS = 20
"""However few names there are, this many may share a token."""
SHARE = 50
"""One in so many names may carry a token of a word: two per cent."""
AT_ONCE = 10_000
"""Tokens of which it is counted in one statement how many names carry them."""
PLACES = 52
"""How many tokens a word has: as many as names need that all have it, and two more for names that
are written at the same moment."""


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


def traces_and_words(session: Session, owner: NameOf) -> tuple[set[int], set[str]]:
    """What the names of an owner leave: the tokens of traces, and each word as it is spelt."""
    token = _tokenizer(session).token
    names = (owner.name, *owner.others)
    traces = {token(trace) for name in names for trace in index_keys.traces_left(name)}
    return traces, {way for name in names for way in index_keys.words_left(name)}


def tokens_of_word(session: Session, word: str) -> list[int]:
    """The tokens of which a name with this word carries one, in the order in which they fill."""
    token = _tokenizer(session).token
    return [token(f"w:{word}"), *(token(f"w:{word}|{place}") for place in range(1, PLACES))]


TOKENIZER = SessionValue[tuple[object, Tokenizer]]("cases.tokenizer")
"""The keyring whose tokens are made, and what makes them."""


def _tokenizer(session: Session) -> Tokenizer:
    keyring = keyring_of(session)
    kept = TOKENIZER.get(session)
    if kept is None or kept[0] is not keyring:
        kept = (keyring, Tokenizer(keyring, "case-names", bits=32))
        TOKENIZER.put(session, kept)
    return kept[1]


def index(session: Session, names: Sequence[NameOf]) -> None:
    """Make these names findable; their parties are written already. Three statements for all."""
    made = [(owner, *traces_and_words(session, owner)) for owner in names]
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
    made = [(numbers[owner.party_id], *traces_and_words(session, owner)) for owner in names]
    _put(session, made)


def _put(session: Session, made: Sequence[tuple[int, set[int], set[str]]]) -> None:
    """Write the tokens of traces, and of each word the first token that is not full yet."""
    chosen = _Filling(session, Counter(w for _number, _traces, words in made for w in words))
    rows = {
        (token, number)
        for number, traces, words in made
        for token in (*traces, *map(chosen.token_for, sorted(words)))
    }
    if rows:
        session.execute(
            sa.insert(TOKENS),
            [{"token": token, "owner_id": number} for token, number in sorted(rows)],
        )


class _Filling:
    """Which token of each word the next name that has it gets; `wanted` says how many will have it.

    One statement tells how full the first tokens are, and one more the others of common words.
    """

    def __init__(self, session: Session, wanted: Mapping[str, int]) -> None:
        self._session = session
        token = _tokenizer(session).token
        names = session.scalar(sa.select(sa.func.max(NameOwner.id))) or 0
        self._most = max(ALWAYS, -(-names // SHARE))
        self._carried: dict[int, int] = {}
        self._tokens = {word: [token(f"w:{word}")] for word in wanted}
        self._count([each for (each,) in self._tokens.values()])
        for word, (first,) in list(self._tokens.items()):
            if self._carried[first] + wanted[word] > self._most:
                self._tokens[word] = tokens_of_word(session, word)
        self._count([t for tokens in self._tokens.values() for t in tokens])

    def token_for(self, word: str) -> int:
        """The token for the next name; it counts from now on."""
        tokens = self._tokens[word]
        chosen = next((t for t in tokens if not self._is_full(t)), tokens[-1])
        self._carried[chosen] += 1
        return chosen

    def _is_full(self, token: int) -> bool:
        return self._carried[token] >= self._most

    def _count(self, tokens: Collection[int]) -> None:
        """Ask how many names carry each of these tokens, of those that were not asked for yet."""
        ids = sorted(set(tokens) - self._carried.keys())
        for first in range(0, len(ids), AT_ONCE):
            among = ids[first : first + AT_ONCE]
            self._carried |= dict.fromkeys(among, 0)
            rows = self._session.execute(
                sa.select(NameToken.token, sa.func.count())
                .where(NameToken.token.in_(among))
                .group_by(NameToken.token)
            )
            for token, number in rows:
                self._carried[token] = number


def unindex(session: Session, *party_ids: UUID) -> None:
    """Forget the tokens of these parties."""
    numbers = sa.select(OWNERS.c.id).where(OWNERS.c.party_id.in_(party_ids))
    found = list(session.scalars(numbers))
    session.execute(sa.delete(TOKENS).where(TOKENS.c.owner_id.in_(found)))
    session.execute(sa.delete(OWNERS).where(OWNERS.c.id.in_(found)))


def search(session: Session, typed: str) -> sa.Select[UUID] | None:
    """The cases in which somebody carries this whole name, or all of these words.

    None where nothing was typed that a name may have.
    """
    token = _tokenizer(session).token
    whole = {token(trace) for trace in index_keys.traces_of_whole_name(typed)}
    readings = [
        [{t for way in ways for t in tokens_of_word(session, way)} for ways in reading]
        for reading in _readings(typed)
    ]
    earlier = words(typed)
    if not whole and not readings and not earlier:
        return None
    whole.add(token(" ".join(earlier)))
    ways = [_carrying([whole]), *map(_carrying, readings)]
    return sa.select(NameOwner.case_id).where(sa.or_(*ways))


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
    found = [[index_keys.spellings_to_seek(part) for part in wanted]] if wanted else []
    whole = joined(name) if 1 < len(name) <= 3 else None
    if whole is not None:
        found.append([index_keys.spellings_to_seek(whole)])
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
