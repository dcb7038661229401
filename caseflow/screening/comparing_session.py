"""Reading the register past the wall, in a session beside the one that acts for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from caseflow.access.acting import session_beside
from caseflow.audit.session_values import SIGNER
from caseflow.crypto.broken_seals import BROKEN, broken_seals
from caseflow.crypto.keyring import KEYRING
from caseflow.crypto.secrets import SECRETS
from caseflow.events import EVENTS
from caseflow.screening.purposes import ScreeningPurpose

CARRIED = tuple(each.name for each in (KEYRING, SIGNER, SECRETS, EVENTS, BROKEN))


@contextmanager
def comparing_session(session: Session) -> Iterator[Session]:
    """A session for comparing, beside one that acts for a person; it only reads."""
    broken_seals(session)  # what is met beside is recorded by whoever asked
    info = {name: session.info[name] for name in CARRIED if name in session.info}
    with session_beside(session, ScreeningPurpose.MATCHING, info) as reading:
        yield reading
