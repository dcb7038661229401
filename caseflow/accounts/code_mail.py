"""Mailing codes: each is made when its mail leaves, so that no database ever holds one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import PasswordCode, User
from caseflow.accounts.password_codes import hash_part, new_part
from caseflow.audit.record import act
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.db import reading_only
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
    """Mail the codes that wait; what fails is tried again next time, with another code.

    No transaction is open while a mail is on its way, and each code is committed once its mail has
    left. An address that does not open keeps no other code back. Needs a system session with
    nothing to commit.
    """
    with reading_only(session):
        waiting = session.execute(
            sa.select(PasswordCode.id, PasswordCode.user_id, PasswordCode.lapses_at).where(
                PasswordCode.by_mail.is_(True),
                PasswordCode.mailed_at.is_(None),
                PasswordCode.ended_at.is_(None),
                PasswordCode.lapses_at > now,
            )
        ).all()
    sent = 0
    for code_id, user_id, lapses_at in waiting:
        part, until = new_part(), f"{lapses_at:%Y-%m-%d %H:%M} UTC"
        words = Text(WORDS.msgid, code=part, until=until)
        try:
            with reading_only(session):
                address = addresses(session, user_id)
            if address is None:
                continue
            post.carry(post.letter(address, SUBJECT, words, now=now))
        except (SealBroken, Erased, OSError):
            continue
        user = session.get_one(User, user_id)
        code = session.get_one(PasswordCode, code_id)
        with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "code mailed"}):
            code.first_hash, code.mailed_at = hash_part(session, user_id, part), now
        session.commit()
        sent += 1
    return sent
