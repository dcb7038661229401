"""Reading the register past the wall, in a session beside the one that acts for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose, system_session
from caseflow.crypto.broken_seals import BROKEN, broken_seals
from caseflow.db import WorkSession

CARRIED = ("keyring", "audit_signer", "secrets", "events", "now", BROKEN)


@contextmanager
def beside(session: Session) -> Iterator[Session]:
    """A session for comparing, beside one that acts for a person.

    It only reads: whoever asked records in their own transaction that it was used, since a second
    writer would wait for the first for ever.
    """
    # a reading transaction also where the request's own connection holds SQLite's write lock
    bind = session.get_bind().execution_options(begin="DEFERRED")

    def make() -> Session:
        broken_seals(session)  # what is met beside is recorded by whoever asked
        carried = {name: session.info[name] for name in CARRIED if name in session.info}
        return WorkSession(bind, info={**carried, "writes": False})

    with system_session(make, Purpose.MATCHING) as reading:
        yield reading
