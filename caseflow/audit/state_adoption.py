"""Taking in who sees what, as an earlier release left it: one digest for each row, once.

Rows that decide who sees what were not recorded by earlier releases. At the first upgrade each of
them is written down as it is found, in steps that can be taken up again; the act *state adopted*
ends it. From then on a row that the trail does not know is a fault.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.wall import PAST
from caseflow.audit.acts import Act
from caseflow.audit.models import ADOPTIONS, Entry
from caseflow.audit.record import Pending, pending
from caseflow.audit.row_digests import DIGEST, deciding_columns, deciding_models, digest
from caseflow.db import at_most

BATCH = 500
ADOPTED = "adopted"
"""What happened to such a row, among the changes of an entry."""


def is_adopted(session: Session) -> bool:
    """Whether the trail knows every row that decides who sees what."""
    last = _last(session)
    return last is not None and last.act == Act.STATE_ADOPTED


def adopt_state(session: Session) -> int:
    """Take in every row that decides who sees what, committing after each step; returns how many.

    Safe to repeat and to kill: it goes on behind the last row that was taken in, and does nothing
    once all are. Needs a system session.
    """
    last = _last(session)
    if last is not None and last.act == Act.STATE_ADOPTED:
        return 0
    taken = 0
    for model in deciding_models():
        after = UUID(int=0)
        if last is not None and model.__tablename__ < last.thing_kind:
            continue
        if last is not None and model.__tablename__ == last.thing_kind:
            after = last.thing_id
        while rows := _rows(session, model, after):
            after = rows[-1].id
            changes = [_change(model, row) for row in rows]
            pending(session).append(
                Pending(
                    Act.STATE_ADOPTING,
                    thing_kind=model.__tablename__,
                    thing_id=after,
                    changes=changes,
                )
            )
            session.commit()
            taken += len(rows)
    pending(session).append(Pending(Act.STATE_ADOPTED, facts={"rows": taken}))
    session.commit()
    return taken


def _last(session: Session) -> Any:
    """The newest entry about taking in; an index of its own knows them."""
    return session.execute(
        sa.select(Entry.act, Entry.thing_kind, Entry.thing_id)
        .where(ADOPTIONS)
        .order_by(Entry.seq.desc())
        .limit(at_most(1))
    ).first()


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
    change = [model.__tablename__, str(row.id), ADOPTED]
    if "root_id" in values:
        change.append(str(values["root_id"]))
    return [*change, {DIGEST: digest(model, values)}]
