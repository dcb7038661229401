"""Taking in who sees what, as an earlier release left it: one digest for each row, once.

Rows of these tables were not recorded by earlier releases, or without a digest. At the first
upgrade to a release that binds a table each of its rows is written down as it is found, in steps
that can be taken up again; the act *state adopted* ends it. From then on a row of these tables that
the trail does not know, or that has no digest, is a fault.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.wall import PAST
from caseflow.audit.acts import TrailAct
from caseflow.audit.models import ADOPTIONS, FIRST_ADOPTED, Entry
from caseflow.audit.record import Pending, pending
from caseflow.audit.row_digests import (
    DIGEST,
    deciding_columns,
    deciding_models,
    digest,
)
from caseflow.db import at_most, trail_table

BATCH = 500
ADOPTED = "adopted"
"""What happened to such a row, among the changes of an entry."""
NONE_YET = UUID(int=0)


def is_adopted(session: Session) -> bool:
    """Whether the trail knows every row that decides who sees what."""
    adopted, begun = _progress(session)
    return not begun and adopted.issuperset(trail_table(model) for model in deciding_models())


def adopt_state(session: Session) -> int:
    """Take in every row that decides who sees what, committing after each step; returns how many.

    Safe to repeat and to kill: it goes on behind the last row that was taken in, and does nothing
    once all are. Needs a system session.
    """
    if is_adopted(session):
        return 0
    adopted, begun = _progress(session)
    taken = 0
    for model in deciding_models():
        if (table := trail_table(model)) in adopted:
            continue
        after = begun.get(table, NONE_YET)
        rows = _rows(session, model, after)
        if not rows and table not in begun:
            _take_in(session, model, after, [])
        while rows:
            after = rows[-1].id
            _take_in(session, model, after, rows)
            taken += len(rows)
            rows = _rows(session, model, after)
    pending(session).append(Pending(TrailAct.STATE_ADOPTED, facts={"rows": taken}))
    session.commit()
    return taken


def _progress(session: Session) -> tuple[set[str], dict[str, UUID]]:
    """The tables that are taken in, and of those that are begun the last row; asked of an index."""
    adopted: set[str] = set()
    begun: dict[str, UUID] = {}
    told = sa.select(Entry.act, Entry.thing_kind, Entry.thing_id).where(ADOPTIONS)
    for act, table, row_id in session.execute(told.order_by(Entry.seq)):
        if act == TrailAct.STATE_ADOPTED:
            adopted |= FIRST_ADOPTED | begun.keys()
            begun = {}
        else:
            begun[str(table)] = row_id or NONE_YET
    return adopted, begun


def _take_in(session: Session, model: Any, after: UUID, rows: list[Any]) -> None:
    """One step: these rows of a table; without any, that there is none."""
    pending(session).append(
        Pending(
            TrailAct.STATE_ADOPTING,
            thing_kind=trail_table(model),
            thing_id=after if rows else None,
            changes=[_change(model, row) for row in rows],
        )
    )
    session.commit()


def _rows(session: Session, model: Any, after: UUID) -> list[Any]:
    """The next rows as plain values, held until the step is committed."""
    names = dict.fromkeys(("id", *deciding_columns(model)))
    columns = [getattr(model, name).label(name) for name in names]
    statement = (
        sa.select(*columns)
        .where(model.id > after)
        .order_by(model.id)
        .limit(at_most(BATCH))
        .with_for_update(of=model)
    )
    return list(session.execute(statement, execution_options=PAST).all())


def _change(model: Any, row: Any) -> list[Any]:
    values = row._asdict()
    change = [trail_table(model), str(row.id), ADOPTED]
    if "root_id" in values:
        change.append(str(values["root_id"]))
    return [*change, {DIGEST: digest(model, values)}]
