"""Mail for those who want it: that there is something to read, never what it says."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.errors import Erased, SealBroken
from caseflow.db import at_most, new_id
from caseflow.labels import _
from caseflow.notices.models import Notice, NoticeState

MOST_ATTEMPTS = 5
AT_ONCE = 50
Addresses = Callable[[Session, UUID], str | None]
"""The address of a user, or None; raises SealBroken or Erased where it does not open."""


@dataclass(frozen=True)
class Post:
    """How mail leaves: through a mail server, or into a folder where none is set."""

    sender: str
    folder: Path
    host: str | None = None
    port: int = 25

    def carry(self, message: EmailMessage) -> None:
        """Hand one message over. Raises OSError when that fails."""
        if self.host:
            with smtplib.SMTP(self.host, self.port, timeout=10) as server:
                server.send_message(message)
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / f"{new_id()}.eml").write_bytes(bytes(message))


def mail_waiting(session: Session, post: Post, addresses: Addresses, *, now: datetime) -> int:
    """Mail what waits; what fails is tried again next time, at most five times."""
    waiting = session.scalars(
        sa.select(Notice)
        .where(Notice.state == NoticeState.WAITING, Notice.by_mail.is_(True))
        .order_by(Notice.made_at)
        .limit(at_most(AT_ONCE))
    ).all()
    sent = 0
    for notice in waiting:
        try:
            address = addresses(session, notice.to_user_id)
        except (SealBroken, Erased):  # the mail of others leaves all the same
            notice.state = NoticeState.FAILED
            continue
        if address is None:
            notice.state = NoticeState.SENT
            continue
        try:
            post.carry(_message(post, address, now))
        except OSError:
            notice.attempts += 1
            if notice.attempts >= MOST_ATTEMPTS:
                notice.state = NoticeState.FAILED
            continue
        notice.state, notice.mailed_at = NoticeState.SENT, now
        sent += 1
    return sent


def _message(post: Post, address: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = post.sender, address
    message["Date"] = format_datetime(now)
    message["Subject"] = _("There is something for you in CaseFlow")
    message.set_content(_("Sign in to read it. For everyone's safety this mail says no more."))
    return message
