"""Taking in a database that was restored from a backup: with a reason, and on the trail."""

from __future__ import annotations

from sqlalchemy.orm import Session

from caseflow.audit.acts import TrailAct
from caseflow.audit.chain import Malformed
from caseflow.audit.record import record
from caseflow.audit.trail_head import Head, HeadFile, contains, last_head
from caseflow.errors import NotReady
from caseflow.labels import _

SHORTEST, LONGEST = 10, 500


def accept_restore(session: Session, file: HeadFile, *, reason: str) -> None:
    """Record that the trail is shorter than, or other than, what was kept, and why.

    Raises NotReady when there is nothing to take in, or no reason. Needs a system session, whose
    caller commits and then has the new head kept (`HeadFile.replace`).
    """
    reason = reason.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise NotReady(_("Say in 10 to 500 characters why the backup was restored."))
    facts: dict[str, str | int] = {"reason": reason}
    connection = session.connection()
    try:
        kept = file.read()
    except Malformed as wrong:
        facts["kept"] = str(wrong)
    else:
        if kept is None or contains(connection, kept):
            raise NotReady(_("The trail contains what was kept: there is nothing to take in."))
        facts |= {"kept_entries": kept.size, "kept_hash": kept.hash.hex()}
    left = last_head(connection) or Head(0, b"")
    facts |= {"entries": left.size, "hash": left.hash.hex()}
    record(session, TrailAct.RESTORE_ACCEPTED, facts=facts)
