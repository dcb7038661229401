"""What the index tells somebody who has the database and no key, measured on the index itself."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.screening.index import COMMON, OWNERS, TOKENS


def leakage(session: Session) -> dict[str, float]:
    """Counts and shares; needs no key, as an intruder has none."""
    connection = session.connection()
    entries = connection.scalar(sa.select(sa.func.count()).select_from(OWNERS)) or 0
    paired = (TOKENS.c.token % 2 != 0).label("paired")
    each = (
        sa.select(TOKENS.c.token, paired, sa.func.count().label("carried"))
        .group_by(TOKENS.c.token)
        .subquery()
    )
    found: dict[str, float] = {"entries": entries}
    for kind, is_paired in (("single", False), ("paired", True)):
        distinct, rows, most, alone = connection.execute(
            sa.select(
                sa.func.count(),
                sa.func.coalesce(sa.func.sum(each.c.carried), 0),
                sa.func.coalesce(sa.func.max(each.c.carried), 0),
                sa.func.coalesce(sa.func.sum(sa.case((each.c.carried == 1, 1), else_=0)), 0),
            ).where(each.c.paired == is_paired)
        ).one()
        found[f"{kind}_tokens"] = int(rows)
        found[f"{kind}_values"] = int(distinct)
        found[f"{kind}_values_carried_once"] = _share(alone, distinct)
        found[f"{kind}_most_carried_by"] = _share(most, entries)
    kept = sa.select(sa.func.count()).select_from(COMMON).where(COMMON.c.carried.is_(None))
    found["values_not_kept"] = connection.scalar(kept) or 0
    found["tokens_an_entry"] = round(
        (found["single_tokens"] + found["paired_tokens"]) / max(entries, 1), 2
    )
    return found


def _share(part: float, whole: float) -> float:
    return round(float(part) / whole, 4) if whole else 0.0
