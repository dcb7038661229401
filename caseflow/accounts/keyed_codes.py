"""Keyed codes that bind a password's hash and a session to whose they are.

Whoever can write to the database, but holds no key, can copy the hash of a password they know to
another account, or hang a session of theirs on it. Without its code neither opens anything.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.accounts.models import User
from caseflow.crypto.secrets import SECRETS, Secrets

PASSWORD = b"the hash of a password"
SESSION = b"the secret of a session"


def code_of(pepper: bytes, purpose: bytes, user_id: UUID, what: bytes) -> bytes:
    """The code over a user's id and what is bound to them."""
    return hmac.new(pepper, purpose + user_id.bytes + what, hashlib.sha256).digest()


def keep_hash(session: Session, user: User, hashed: str) -> None:
    """Keep the hash of a password, with its code."""
    user.password_hash = hashed
    user.password_code = code_of(_pepper(session), PASSWORD, user.id, hashed.encode())


def is_own_hash(session: Session, user_id: UUID, hashed: str | None, code: bytes | None) -> bool:
    """Whether this hash was kept for this user."""
    if hashed is None or code is None:
        return False
    wanted = code_of(_pepper(session), PASSWORD, user_id, hashed.encode())
    return hmac.compare_digest(wanted, code)


def session_code(session: Session, user_id: UUID, secret_hash: bytes) -> bytes:
    """The code of a session of this user."""
    return code_of(_pepper(session), SESSION, user_id, secret_hash)


def is_own_session(session: Session, user_id: UUID, secret_hash: bytes, code: bytes | None) -> bool:
    """Whether a session was begun for this user."""
    return code is not None and hmac.compare_digest(
        session_code(session, user_id, secret_hash), code
    )


def _pepper(session: Session) -> bytes:
    kept: Secrets = SECRETS.of(session)
    return kept.pepper
