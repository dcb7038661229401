"""The acts that the trail knows, each with the words that people read. Rooms declare their own."""

from __future__ import annotations

from caseflow.declared_enums import Declared
from caseflow.labels import Labelled, _


class Act(Declared):
    """What was done or looked at; every room declares its own (`class CaseAct(Act)`).

    The value outlives the code: never reuse one.
    """


class TrailAct(Act):
    """What is done with the trail, and what the system itself does."""

    AUDIT_READ = "audit:read", _("Read the audit trail")
    DATABASE_UPGRADED = "database:upgraded", _("Brought the database to another form")
    INTEGRITY_FAILED = "integrity:failed", _("Found a sealed value that does not open")
    KEYS_ROTATED = "keys:rotated", _("Rotated keys")
    RESTORE_ACCEPTED = "restore:accepted", _("Took in a restored backup")
    STATE_ADOPTED = "state:adopted", _("Took in who sees what, as it was found")
    STATE_ADOPTING = "state:adopting", _("Took in part of who sees what")
    SYSTEM_WORKED = "system:worked", _("The system looked past the wall")
    COPIED = "trail:copied", _("Took a copy of the audit trail away")
    MARKED = "trail:marked", _("Signed how long the audit trail is")
    VERIFIED = "trail:verified", _("Verified the audit trail")
    WORDS_SEALED = "words:sealed", _("Sealed words that stood open")


class PageAct(Act):
    """What happens on any page."""

    ACCESS_REFUSED = "access:refused", _("Was refused")
    SEARCHED = "search:made", _("Searched")


class Outcome(Labelled):
    """How an act ended."""

    DONE = "done", _("Done")
    DENIED = "denied", _("Denied")
    FAILED = "failed", _("Failed")
