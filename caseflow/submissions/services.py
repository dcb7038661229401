"""Knowing a form again that was sent before, and forgetting it after a day."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.secrets import SECRETS, Secrets
from caseflow.submissions.models import Submission

KEPT = timedelta(days=1)
"""For how long a form that was sent again is known."""
LATELY = timedelta(minutes=10)
"""For how long the same words from a page that was opened anew are asked about."""
PURPOSE = b"a form that was sent"


def digest_of(
    session: Session, user_id: UUID, address: str, token: str, content: Iterable[tuple[str, str]]
) -> bytes:
    """The keyed digest (32 bytes) of who sent what, to which address, from which rendered form.

    `address` is the path with its query, `token` the one of the rendered form, `content` the
    fields in the order in which they were sent.
    """
    kept: Secrets = SECRETS.of(session)
    told = json.dumps([address, token, [list(pair) for pair in content]], ensure_ascii=True)
    return hmac.new(kept.pepper, PURPOSE + user_id.bytes + told.encode(), hashlib.sha256).digest()


def digest_of_draft(session: Session, user_id: UUID, draft_id: str) -> bytes:
    """The keyed digest of a draft that ended with its act."""
    return digest_of(session, user_id, "", "", [("draft", draft_id)])


def first_submission(
    session: Session, digest: bytes, *, now: datetime, within: timedelta = KEPT
) -> Submission | None:
    """The submission that was the same and did something within this time, if there is one."""
    row = session.get(Submission, digest)
    return row if row is not None and row.sent_at > now - within else None


def keep_submission(
    session: Session,
    digest: bytes,
    *,
    user_id: UUID,
    address: str,
    messages: list[Any],
    now: datetime,
    anew: bool = False,
) -> None:
    """Keep what a form was answered with, in the transaction of what it did.

    Writes at once. Raises IntegrityError when the same form did the same in another transaction.
    `anew` takes the place of what was kept before: it was meant to be done once more.
    """
    same = Submission.digest == digest
    old = same if anew else sa.and_(same, Submission.sent_at <= now - KEPT)
    session.execute(sa.delete(Submission).where(old))
    session.execute(
        sa.insert(Submission).values(
            digest=digest, user_id=user_id, address=address, messages=messages, sent_at=now
        )
    )


def forget_submissions(session: Session, *, now: datetime) -> int:
    """Forget what was sent more than a day ago; returns how many."""
    old = Submission.sent_at <= now - KEPT
    if not session.scalar(sa.select(sa.exists().where(old))):
        return 0  # nothing is locked for nothing
    gone = sa.delete(Submission).where(old).returning(Submission.digest)
    return len(session.scalars(gone).all())
