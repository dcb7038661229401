"""Once a minute: whoever has a draft whose term ends soon is told, and what has ended goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from caseflow.drafts.ending import drop_ended, warn_of_end
from caseflow.drafts.term import term
from caseflow.labels import _
from caseflow.notices.services import Draft, send

KIND = "draft-ending"
WORDS = _(
    "Something that you typed and did not send will be thrown away in %(days)s days, unless you go "
    "on with it. Drafts says on which day."
)


def look_after_drafts(session: Session, *, now: datetime) -> None:
    """Tell owners of drafts that end soon, and throw away what has ended.

    Safe to do twice. Needs a system session, whose caller commits.
    """
    kept = term()
    said = _(WORDS.msgid, days=kept.told)
    for owner_id in warn_of_end(session, kept, now=now):
        send(session, Draft(KIND, owner_id, said, path="/drafts", by_mail=True), now=now)
    drop_ended(session, kept, now=now)
