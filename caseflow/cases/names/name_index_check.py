"""Whether the names in cases are found: who is kept out for having a name rests on it.

Every name stands in the index with at least one token, and leads to the case of its person. For
some, chosen anew each time, the tokens of their traces, and those that a word may have, are made
again from the sealed name.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.verifying import Verdict
from caseflow.cases.models import NameOwner, NameToken, Party
from caseflow.cases.names import naming
from caseflow.cases.names.names_of_people import names_of
from caseflow.crypto.broken_seals import broken_seals
from caseflow.db import WITH_WITHDRAWN, at_most

SAMPLE = 200
"""For how many names the tokens are made again."""


def check_names(session: Session, verdict: Verdict) -> None:
    """Add a fault for each name that the index does not find as it should.

    A name that an earlier release read is left out: it is read again by the next upgrade.
    """
    carries = sa.exists().where(NameToken.owner_id == NameOwner.id)
    for party in session.scalars(sa.select(NameOwner.party_id).where(~carries)):
        verdict.fault(None, f"name_owners of {party}: it has no token, so that nobody finds it")
    elsewhere = sa.select(NameOwner.party_id).join(Party, Party.id == NameOwner.party_id)
    for party in session.scalars(elsewhere.where(NameOwner.case_id != Party.root_id)):
        verdict.fault(None, f"name_owners of {party}: it leads to another case than its person's")
    gone = sa.select(NameOwner.party_id).join(Party, Party.id == NameOwner.party_id)
    gone = gone.where(Party.withdrawal_id.is_not(None)).execution_options(**WITH_WITHDRAWN)
    for party in session.scalars(gone):
        verdict.fault(None, f"name_owners of {party}: whoever was withdrawn is found by it")
    drawn = sa.select(Party.id).order_by(sa.func.random()).limit(at_most(SAMPLE))
    chosen = list(session.scalars(drawn))
    known = _known(session, chosen)
    for name in names_of(session, chosen):
        traces, words = naming.traces_and_words(session, name)
        stored = known.get(name.party_id)
        if stored is None and (traces or words):
            verdict.fault(None, f"parties {name.party_id}: its name is not in the index")
        elif stored is not None and stored.reading == naming.READING:
            lost = (w for w in words if stored.tokens.isdisjoint(naming.tokens_of_word(session, w)))
            if traces - stored.tokens or any(lost):
                verdict.fault(None, f"parties {name.party_id}: the index does not find its name")
    broken_seals(session).clear()  # whoever opens every value tells of them


class _Stored:
    """By which reading a name stands in the index, and by which tokens."""

    def __init__(self, reading: int, tokens: set[int]) -> None:
        self.reading = reading
        self.tokens = tokens


def _known(session: Session, parties: list[UUID]) -> dict[UUID, _Stored]:
    owners = sa.select(NameOwner.party_id, NameOwner.id, NameOwner.reading)
    rows = session.execute(owners.where(NameOwner.party_id.in_(parties))).all()
    tokens: defaultdict[int, set[int]] = defaultdict(set)
    carried = sa.select(NameToken.owner_id, NameToken.token)
    numbers = [row.id for row in rows]
    for owner, token in session.execute(carried.where(NameToken.owner_id.in_(numbers))):
        tokens[owner].add(token)
    return {row.party_id: _Stored(row.reading, tokens[row.id]) for row in rows}
