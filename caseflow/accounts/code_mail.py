"""Mailing codes: each is made when its mail leaves, so that no database ever holds one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts.models import PasswordCode, User
from caseflow.accounts.password_codes import hash_part, new_part
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.labels import Text, _
from caseflow.notices.mailing import Addresses, Post

SUBJECT = _("Choose a new password for CaseFlow")
WORDS = _(
    "Somebody who manages accounts in CaseFlow asked that you choose a new password.\n\n"
    "Open the sign-in page of CaseFlow as you always do, choose “I have a code for a new "
    "password”, and type your user name and this code:\n\n    %(code)s\n\n"
    "It is good once, until %(until)s. Until then your old password stays good.\n"
    "If you did not expect this, do not use it, and tell whoever manages accounts."
)


def mail_codes(session: Session, post: Post, addresses: Addresses, *, now: datetime) -> int:
    """Mail the codes that wait; what fails is tried again next time, with another code."""
    waiting = session.scalars(
        sa.select(PasswordCode).where(
            PasswordCode.by_mail.is_(True),
            PasswordCode.mailed_at.is_(None),
            PasswordCode.ended_at.is_(None),
            PasswordCode.lapses_at > now,
        )
    ).all()
    sent = 0
    for code in waiting:
        address = addresses(session, code.user_id)
        if address is None:
            continue
        part = new_part()
        until = f"{code.lapses_at:%Y-%m-%d %H:%M} UTC"
        words = Text(WORDS.msgid, code=part, until=until)
        try:
            post.carry(post.letter(address, SUBJECT, words, now=now))
        except OSError:
            continue
        user = session.get_one(User, code.user_id)
        with act(session, Act.PERSON_CHANGED, thing=user, facts={"what": "code mailed"}):
            code.first_hash, code.mailed_at = hash_part(session, code.user_id, part), now
        sent += 1
    return sent
