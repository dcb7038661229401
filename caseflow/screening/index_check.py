"""Whether the index of the register finds everybody it should: what a look-up answers rests on it.

Each published entry stands in it with its tokens, which its owner names, less those that too many
carry (`common_token_check.py`). That is counted and added up for all. For some, chosen anew each
time, the tokens are made again from what the entry says, since a change of an owner and of its
tokens would add up.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.plain_rows import PlainRows, unreadable
from caseflow.audit.verifying import BATCH, Verdict
from caseflow.crypto.broken_seals import Unreadable, broken_seals
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.opening import show_rows
from caseflow.screening.common_token_check import (
    CommonTokens,
    check_common_tokens,
    read_common_tokens,
)
from caseflow.screening.index import COUNTED, STATE, TOKENS, parts, tokens_for
from caseflow.screening.matching import keys
from caseflow.screening.models import EntryStage, RegisterEntry, RegisterOwner
from caseflow.screening.opened_values import person_of
from caseflow.screening.services.rebuilding import is_ready

SAMPLE = 200
"""For how many entries the tokens are made again."""
Carried = dict[UUID, frozenset[int]]


def check_index(session: Session, verdict: Verdict) -> None:
    """Add a fault for each entry that the index does not find as it should.

    While the index is being made anew nothing is checked: look-ups are refused then.
    """
    if not is_ready(session):
        version = session.connection().scalar(sa.select(STATE.c.version))
        if version is None or version > keys.VERSION:
            verdict.fault(None, f"{STATE.name}: it was made by keys that there are not")
        return
    common = read_common_tokens(session, verdict)
    carried = _check_owners(session, verdict, common)
    check_common_tokens(session, verdict, common)
    published = _published(session)
    for entry in sorted(published - carried.keys()):
        verdict.fault(None, f"register_entries {entry}: it is published and not in the index")
    for entry in sorted(carried.keys() - published):
        verdict.fault(None, f"register_entries {entry}: it is in the index and not published")
    bare = sorted(entry for entry, tokens in carried.items() if not tokens)
    rest = sorted(carried.keys() & published)
    chosen = bare[:SAMPLE] + secrets.SystemRandom().sample(rest, min(SAMPLE, len(rest)))
    for part in parts(chosen):
        _make_again(session, verdict, part, carried, common.dropped)


def _check_owners(session: Session, verdict: Verdict, common: CommonTokens) -> Carried:
    """Compare the tokens of each owner with those it names; the tokens that each entry carries."""
    sums = _sums(session)
    carried: Carried = {}
    for row in _owners(session):
        if unreadable(row) or len(row.carries) % 4:
            verdict.fault(None, f"register_owners {row.id}: what it carries cannot be read")
            continue
        tokens = frozenset(token for (token,) in struct.iter_unpack(">I", row.carries))
        kept = tokens - common.dropped
        common.carriers.update(tokens & common.dropped)
        carried[row.entry_id] = tokens
        if sums.pop(row.id, (0, 0)) != (len(kept), sum(kept)):
            words = "its tokens in the index are not those that it names"
            verdict.fault(None, f"register_owners {row.id}: {words}")
        if row.id % COUNTED != min(len(tokens), COUNTED - 1):
            verdict.fault(None, f"register_owners {row.id}: its number does not fit its tokens")
    for owner in sorted(sums):
        verdict.fault(None, f"{TOKENS.name}: there are tokens of {owner}, who is not in the index")
    return carried


def _owners(session: Session) -> Iterator[SimpleNamespace]:
    names = ("id", "entry_id", "carries")
    columns = {name: getattr(RegisterOwner, name) for name in names}
    return PlainRows(session, columns).in_order("id", BATCH)


def _sums(session: Session) -> dict[int, tuple[int, int]]:
    """How many tokens each owner has in the index, and their sum."""
    counted = sa.select(TOKENS.c.owner_id, sa.func.count(), sa.func.sum(TOKENS.c.token))
    rows = session.connection().execute(counted.group_by(TOKENS.c.owner_id))
    return {int(owner): (int(number), int(total)) for owner, number, total in rows}


def _published(session: Session) -> set[UUID]:
    columns = {"id": RegisterEntry.id, "stage": RegisterEntry.stage}
    rows = PlainRows(session, columns).in_order("id", BATCH)
    return {row.id for row in rows if row.stage == EntryStage.PUBLISHED and not unreadable(row)}


def _make_again(
    session: Session,
    verdict: Verdict,
    chosen: Iterable[UUID],
    carried: Carried,
    dropped: frozenset[int],
) -> None:
    """Make the tokens of these entries from what they say, and compare."""
    columns = (RegisterEntry.id, RegisterEntry.data_key_id, RegisterEntry.person)
    rows = session.execute(sa.select(*columns).where(RegisterEntry.id.in_(chosen))).all()
    texts = [each["person"] for each in show_rows(session, rows, ("person",), model=RegisterEntry)]
    broken_seals(session).clear()  # whoever opens every value tells of them
    told = [(row, text) for row, text in zip(rows, texts, strict=True) if text is not None]
    shown = [(row, text) for row, text in told if not isinstance(text, Unreadable)]
    made = tokens_for(keyring_of(session), [person_of(text) for _row, text in shown])
    for (row, _text), tokens in zip(shown, made, strict=True):
        known = carried[row.id]
        if known - tokens or tokens - known - dropped:
            words = "the index does not find it by what it says"
            verdict.fault(None, f"register_entries {row.id}: {words}")
