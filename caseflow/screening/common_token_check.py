"""Whether the tokens that are called common are: nobody is looked for by those that too many carry.

How many carry a token is noted when an entry comes, and what is noted stays when one goes. So no
more may be noted than carry it now and than are gone; what is not kept has been carried by more
entries than a small register lets share a token.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.models import Entry
from caseflow.audit.plain_rows import PlainRows, unreadable
from caseflow.audit.verifying import BATCH, Verdict
from caseflow.screening import index
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.index import COMMON, FLOOR, OWNERS
from caseflow.screening.models import CommonToken, RegisterEntry


@dataclass
class CommonTokens:
    """What is noted of common tokens: how many carry each, and those that are not kept."""

    noted: dict[int, int] = field(default_factory=dict)
    dropped: frozenset[int] = frozenset()
    carriers: Counter[int] = field(default_factory=Counter)
    """How many entries name each of those that are not kept."""


def read_common_tokens(session: Session, verdict: Verdict) -> CommonTokens:
    """What is noted; a fault for each row that cannot be read, and for a pair that is not kept."""
    columns = {"token": CommonToken.token, "carried": CommonToken.carried}
    found, dropped = CommonTokens(), set()
    for row in PlainRows(session, columns).in_order("token", BATCH):
        if unreadable(row):
            verdict.fault(None, f"{COMMON.name}: a row cannot be read")
        elif row.carried is not None:
            found.noted[row.token] = row.carried
        elif row.token & 1:
            verdict.fault(None, f"{COMMON.name} {row.token}: such a token is never too common")
        else:
            dropped.add(row.token)
    found.dropped = frozenset(dropped)
    return found


def check_common_tokens(session: Session, verdict: Verdict, common: CommonTokens) -> None:
    """Add a fault for each token that fewer carry than is noted, or than it takes to drop it.

    Its carriers must have been counted.
    """
    gone, counts = _gone(session), index.count(session.connection(), common.noted)
    for token, noted in sorted(common.noted.items()):
        if noted > counts.get(token, 0) + gone:
            verdict.fault(None, f"{COMMON.name} {token}: fewer carry it than is noted")
    for token in sorted(common.dropped):
        if common.carriers[token] + gone <= FLOOR:
            verdict.fault(None, f"{COMMON.name} {token}: too few carry it for it to be dropped")


def _gone(session: Session) -> int:
    """How many entries may have stood in the index once and do not now: no fewer than did."""
    entries = session.scalar(sa.select(sa.func.count()).select_from(RegisterEntry)) or 0
    standing = session.scalar(sa.select(sa.func.count()).select_from(OWNERS)) or 0
    dropped = sa.select(sa.func.count()).where(Entry.act == ScreeningAct.REGISTER_DROPPED.value)
    return max(0, entries - standing) + (session.scalar(dropped) or 0)
