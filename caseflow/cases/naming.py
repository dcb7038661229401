"""Finding cases by the names in them: whole names and single words, exact, and no common ones.

Of a name its words and the whole (words in any order) become tokens. A word that more than two in
a hundred names carry is not kept, so that the table does not tell which tokens are the frequent
names; the whole name still is. Looking for such a word asks for the whole name instead.
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

OWNERS = cast("sa.Table", NameOwner.__table__)
TOKENS = cast("sa.Table", NameToken.__table__)
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


def words(name: str) -> list[str]:
    """The words of a name, folded: no case, no accents, no punctuation; each once, sorted."""
    folded = unicodedata.normalize("NFKD", normalise(name[:400]))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    split = "".join(c if c.isalnum() else " " for c in bare).split()
    return sorted(set(split))[:MOST_WORDS]


def tokens(session: Session, name: str) -> tuple[int | None, dict[str, int]]:
    """The token of the whole name, and one for each word; None and nothing for an empty name."""
    maker = _tokenizer(session)
    found = words(name)
    if not found:
        return None, {}
    return maker.token(" ".join(found)), {word: maker.token("w:" + word) for word in found}


def _tokenizer(session: Session) -> Tokenizer:
    keyring = keyring_of(session)
    kept: tuple[object, Tokenizer] | None = session.info.get("cases.tokenizer")
    if kept is None or kept[0] is not keyring:
        kept = (keyring, Tokenizer(keyring, "case-names", bits=32))
        session.info["cases.tokenizer"] = kept
    return kept[1]


def index(session: Session, names: Sequence[NameOf]) -> None:
    """Make these names findable; their parties are written already. Three statements for all."""
    made = [(owner, *tokens(session, owner.name)) for owner in names]
    made = [row for row in made if row[1] is not None]
    if not made:
        return
    # not in the order of the parameters: SQLite would take one statement for each row
    owners = session.execute(
        sa.insert(OWNERS).returning(OWNERS.c.party_id, OWNERS.c.id),
        [
            {"party_id": o.party_id, "case_id": o.case_id, "data_key_id": o.data_key_id}
            for o, _whole, _words in made
        ],
    ).all()
    numbers = {row.party_id: row.id for row in owners}
    common = too_common(session, {t for _o, _w, each in made for t in each.values()})
    rows = {
        (token, numbers[owner.party_id])
        for owner, whole, each in made
        for token in (whole, *(t for t in each.values() if t not in common))
    }
    session.execute(
        sa.insert(TOKENS), [{"token": token, "owner_id": number} for token, number in sorted(rows)]
    )


def unindex(session: Session, party_id: UUID) -> None:
    """Forget the tokens of one party."""
    number = session.scalar(sa.select(NameOwner.id).where(NameOwner.party_id == party_id))
    if number is not None:
        session.execute(sa.delete(NameToken).where(NameToken.owner_id == number))
        session.execute(sa.delete(NameOwner).where(NameOwner.id == number))


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
    """Where to look for a name: `cases` gives the ids of cases; `too_common` says why none."""

    cases: sa.Select[UUID] | None
    too_common: bool = False


def search(session: Session, typed: str) -> Search:
    """The cases in which somebody carries this whole name, or all of these words."""
    whole, each = tokens(session, typed)
    if whole is None:
        return Search(None)
    common = too_common(session, each.values())
    owner_of_whole = sa.select(NameToken.owner_id).where(NameToken.token == whole)
    if common:
        found = sa.select(NameOwner.case_id).where(NameOwner.id.in_(owner_of_whole))
        return Search(found, too_common=True)
    carrying = (
        sa.select(NameToken.owner_id)
        .where(NameToken.token.in_(list(each.values())))
        .group_by(NameToken.owner_id)
        .having(sa.func.count() == len(each))
    )
    owners = sa.or_(NameOwner.id.in_(owner_of_whole), NameOwner.id.in_(carrying))
    return Search(sa.select(NameOwner.case_id).where(owners))
