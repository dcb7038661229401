"""Making the index anew when the matcher's keys change: in steps, and finished by asking again."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.record import record
from caseflow.crypto.broken_seals import Unreadable
from caseflow.crypto.opening import show_rows
from caseflow.db import at_most
from caseflow.screening import index
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.index import COMMON, OWNERS, STATE, TOKENS, Listing
from caseflow.screening.matching import keys
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.opened_values import person_of

AT_ONCE = 400
NEVER = 0


def is_ready(session: Session) -> bool:
    """Whether candidates are compared with everybody published, by the keys in use."""
    version = session.connection().scalar(sa.select(STATE.c.version))
    return version in {None, keys.VERSION}


def begin(session: Session, *, anew: bool = False) -> bool:
    """Whether there is anything to make anew; `anew` begins even where the index is up to date.

    From here on nobody is compared until it is done. Needs a system session, whose caller commits.
    """
    connection = session.connection()
    state = connection.execute(sa.select(STATE.c.version, STATE.c.after)).first()
    if state is None:
        connection.execute(sa.insert(STATE), [{"id": 1, "version": NEVER}])
    elif state.version == keys.VERSION and not anew:
        return False
    elif state.version == keys.VERSION or state.after is None:
        connection.execute(sa.update(STATE).values(version=NEVER, after=None))
    if state is None or state.after is None:
        for table in (COMMON, TOKENS, OWNERS):
            connection.execute(sa.delete(table))
    return True


def step(session: Session) -> int:
    """Make the next entries findable anew; how many. Nought ends it, and comparing begins again.

    One whose seal does not match cannot be found until it is mended; it is noted (`broken_seals`).
    Needs a system session, whose caller commits after each step.
    """
    connection = session.connection()
    after: UUID | None = connection.scalar(sa.select(STATE.c.after))
    rows = session.execute(
        sa.select(RegisterEntry.id, RegisterEntry.data_key_id, RegisterEntry.person)
        .where(
            RegisterEntry.stage == EntryStage.PUBLISHED,
            RegisterEntry.id > (after or UUID(int=0)),
        )
        .order_by(RegisterEntry.id)
        .limit(at_most(AT_ONCE))
    ).all()
    if not rows:
        index.thin(session)
        connection.execute(sa.update(STATE).values(version=keys.VERSION, after=None))
        record(session, ScreeningAct.REGISTER_REBUILT, facts={"keys": keys.VERSION})
        return 0
    index.take_out(session, [row.id for row in rows])
    opened = [each["person"] for each in show_rows(session, rows, ("person",), model=RegisterEntry)]
    index.put(
        session,
        [
            Listing(row.id, row.data_key_id, person_of(text))
            for row, text in zip(rows, opened, strict=True)
            if not isinstance(text, Unreadable)
        ],
        prune=False,
    )
    connection.execute(sa.update(STATE).values(after=rows[-1].id))
    return len(rows)
