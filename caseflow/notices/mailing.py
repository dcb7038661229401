"""Mail for those who want it: that there is something to read, never what it says."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.errors import Erased, SealBroken
from caseflow.db import at_most, new_id, reading_only
from caseflow.labels import _
from caseflow.notices.models import Notice, NoticeState
from caseflow.notices.services import not_about_what_bars

MOST_ATTEMPTS = 5
AT_ONCE = 50
SUBJECT = _("There is something for you in CaseFlow")
WORDS = _("Sign in to read it. For everyone's safety this mail says no more.")
Addresses = Callable[[Session, UUID], str | None]
"""The address of a user, or None; raises SealBroken or Erased where it does not open."""


@dataclass(frozen=True)
class Post:
    """How mail leaves: through a mail server, or into a folder where none is set."""

    sender: str
    folder: Path
    host: str | None = None
    port: int = 25
    encryption: str = "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def carry(self, message: EmailMessage) -> None:
        """Hand one message over. Raises OSError when that fails."""
        if self.host:
            with self._server(self.host) as server:
                server.send_message(message)
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / f"{new_id()}.eml").write_bytes(bytes(message))

    def letter(self, address: str, subject: str, words: str, *, now: datetime) -> EmailMessage:
        """A message to one address."""
        message = EmailMessage()
        message["From"], message["To"] = self.sender, address
        message["Date"] = format_datetime(now)
        message["Subject"] = subject
        message.set_content(words)
        return message

    def _server(self, host: str) -> smtplib.SMTP:
        """A connection to the server, encrypted and signed in to as the settings say."""
        if self.encryption == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.port, timeout=10, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, self.port, timeout=10)
        try:
            if self.encryption == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user and self.password:
                server.login(self.user, self.password)
        except OSError:  # every fault that smtplib knows is one
            server.close()
            raise
        return server


def mail_waiting(session: Session, post: Post, addresses: Addresses, *, now: datetime) -> int:
    """Mail what waits; what fails is tried again next time, at most five times.

    What its reader is kept out of waits for as long as they are.

    No transaction is open while a mail is on its way, and what became of it is committed before
    the next one leaves. Needs a system session with nothing to commit.
    """
    with reading_only(session):
        waiting = session.execute(
            sa.select(Notice.id, Notice.to_user_id)
            .where(
                Notice.state == NoticeState.WAITING,
                Notice.by_mail.is_(True),
                not_about_what_bars(Notice.to_user_id, now),
            )
            .order_by(Notice.made_at)
            .limit(at_most(AT_ONCE))
        ).all()
    sent = 0
    for notice_id, user_id in waiting:
        state, mailed_at, failures = NoticeState.SENT, None, 0
        try:
            with reading_only(session):
                address = addresses(session, user_id)
            if address is not None:
                post.carry(post.letter(address, SUBJECT, WORDS, now=now))
                mailed_at = now
        except (SealBroken, Erased):  # the mail of others leaves all the same
            state = NoticeState.FAILED
        except OSError:
            state, failures = NoticeState.WAITING, 1
        notice = session.get_one(Notice, notice_id)
        notice.attempts += failures
        given_up = notice.attempts >= MOST_ATTEMPTS and state is NoticeState.WAITING
        notice.state = NoticeState.FAILED if given_up else state
        notice.mailed_at = mailed_at
        session.commit()
        sent += mailed_at is not None
    return sent
