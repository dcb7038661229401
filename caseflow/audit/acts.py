"""The acts that the trail knows, each with the words that people read."""

from __future__ import annotations

from caseflow.labels import Labelled, _


class Act(Labelled):
    """What was done or looked at. The value outlives the code: never reuse one."""

    ACCESS_ASKED = "access:asked", _("Asked to be let in")
    ACCESS_BARRED = "access:barred", _("Kept somebody out")
    ACCESS_GIVEN = "access:given", _("Let somebody in")
    ACCESS_REFUSED = "access:refused", _("Was refused")
    ACCESS_TAKEN = "access:taken", _("Took part as overseer")
    ACCESS_WITHDRAWN = "access:withdrawn", _("Ended somebody's access")
    BREAK_GLASS = "access:break-glass", _("Broke the glass")
    ALLEGATION_ADDED = "allegation:added", _("Added an allegation")
    AUDIT_READ = "audit:read", _("Read the audit trail")
    CASE_ADMITTED = "case:admitted", _("Admitted a case from an old register")
    CASE_CHANGED = "case:changed", _("Changed the facts of a case")
    CASE_DECIDED = "case:decided", _("Decided")
    CASE_EXPORTED = "case:exported", _("Exported a case summary")
    CASE_GROWN = "case:grown", _("Made a case to measure with")
    CASE_HANDED_OVER = "case:handed-over", _("Handed a case over")
    CASE_LISTED = "case:listed", _("Looked at a list of cases")
    CASE_LOGGED = "case:logged", _("Logged a case")
    CASE_MERGED = "case:merged", _("Merged a case into another")
    CASE_MERGE_UNDONE = "case:merge-undone", _("Undid the merge of a case into another")
    CASE_MOVED = "case:moved", _("Moved a case on")
    CASE_TRANSFERRED = "case:transferred", _("Transferred a case to another entity")
    CASE_READ = "case:read", _("Read a case")
    CASE_REGISTER_DIFFERED = (
        "case:register-differed",
        _("Noted in what an old register differs from a case"),
    )
    CASE_REGISTER_SETTLED = (
        "case:register-settled",
        _("Dealt with what an old register says of a case"),
    )
    COVERED_READ = "covering:read", _("Opened words of a case that were covered")
    COVERING_ASKED = "covering:asked", _("Asked to cover words of a case")
    COVERING_SETTLED = "covering:settled", _("Decided whether words of a case are covered")
    DATABASE_UPGRADED = "database:upgraded", _("Brought the database to another form")
    DECISION_SET_ASIDE = "decision:set-aside", _("Set a decision aside")
    DEMONSTRATION_MADE = "demonstration:made", _("Made demonstration data")
    DOCUMENT_MADE = "document:made", _("Made a signed document")
    DRAFT_KEPT = "draft:kept", _("Kept a draft")
    DRAFT_READ = "draft:read", _("Went back to a draft")
    DRAFT_DROPPED = "draft:dropped", _("Dropped a draft")
    ENGAGEMENT_ENDED = "engagement:ended", _("Ended an audit engagement")
    ENGAGEMENT_GIVEN = "engagement:given", _("Opened an audit engagement")
    ENTITY_CHANGED = "entity:changed", _("Changed an entity")
    EXPORT_VERIFIED = "export:verified", _("Verified a document")
    FACTS_CORRECTED = "facts:corrected", _("Corrected facts of a case")
    FACTS_WITHDRAWN = "facts:withdrawn", _("Withdrew what was entered in a case by mistake")
    FACTS_TAKEN_BACK = "facts:taken-back", _("Took a withdrawal back")
    FINDING_RECORDED = "finding:recorded", _("Recorded a finding")
    INQUIRY_LISTED = "inquiry:listed", _("Looked at a list of look-ups")
    INQUIRY_MADE = "inquiry:made", _("Looked a candidate up")
    INQUIRY_READ = "inquiry:read", _("Read a look-up")
    INQUIRY_RESOLVED = "inquiry:resolved", _("Resolved a possible match")
    INTEGRITY_FAILED = "integrity:failed", _("Found a sealed value that does not open")
    JOB_RUN = "job:run", _("Ran a background job")
    KEYS_ROTATED = "keys:rotated", _("Rotated keys")
    MOVES_RECOUNTED = "moves:recounted", _("Counted anew whose move it is in cases")
    NAMES_REREAD = "names:reread", _("Read the names in cases again")
    NOTE_ADDED = "note:added", _("Wrote a note")
    NOTICE_SENT = "notice:sent", _("Sent a notice")
    PERSON_ASKED = "person:asked", _("Asked for a change of a user's account")
    PERSON_CONFIRMED = "person:confirmed", _("Confirmed a change of a user's account")
    PERSON_DECLINED = "person:declined", _("Declined a change of a user's account")
    PERSON_WITHDRAWN = "person:withdrawn", _("Withdrew what was asked for a user's account")
    PERSON_CHANGED = "person:changed", _("Changed a user's account")
    PERSON_READ = "person:read", _("Read a user's account")
    PREFERENCES_CHANGED = "preferences:changed", _("Changed one's own settings")
    RECORD_READ = "record:read", _("Read the record of one's own acts")
    REGISTER_CHECKED = "register:checked", _("Held a register entry against its decision")
    REGISTER_CORRECTED = (
        "register:corrected",
        _("Dealt with what a case says now of a listed person"),
    )
    REGISTER_DIFFERS = (
        "register:differs",
        _("Noted that a case says something else now of a listed person"),
    )
    REGISTER_DROPPED = "register:dropped", _("Dropped a labelled set of the register")
    REGISTER_LISTED = "register:listed", _("Looked at the screening register")
    REGISTER_LOADED = "register:loaded", _("Loaded a labelled set into the register")
    REGISTER_PROPOSED = "register:proposed", _("Proposed a register entry")
    REGISTER_PUBLISHED = "register:published", _("Published a register entry")
    REGISTER_REBUILT = "register:rebuilt", _("Made the index of the register anew")
    REGISTER_READ = "register:read", _("Read a register entry")
    REGISTER_WITHDRAWN = "register:withdrawn", _("Withdrew a register entry")
    RESTORE_ACCEPTED = "restore:accepted", _("Took in a restored backup")
    WITHDRAWAL_ASKED = "register:withdrawal-asked", _("Asked to withdraw a register entry")
    WITHDRAWAL_DROPPED = "register:withdrawal-dropped", _("Let a register entry stay")
    SEARCHED = "search:made", _("Searched")
    SESSION_ENDED = "session:ended", _("Signed out or ended a session")
    SIGN_IN_FAILED = "sign-in:failed", _("Failed to sign in")
    SIGNED_IN = "sign-in:done", _("Signed in")
    STATE_ADOPTED = "state:adopted", _("Took in who sees what, as it was found")
    STATE_ADOPTING = "state:adopting", _("Took in part of who sees what")
    SUSPENSION_LIFTED = "register:suspension-lifted", _("Let a suspended register entry hold again")
    SYSTEM_WORKED = "system:worked", _("The system looked past the wall")
    TASK_CHANGED = "task:changed", _("Changed a task")
    THRESHOLDS_CONFIRMED = (
        "thresholds:confirmed",
        _("Confirmed other thresholds of the matcher"),
    )
    THRESHOLDS_PROPOSED = "thresholds:proposed", _("Proposed other thresholds of the matcher")
    THRESHOLDS_REFUSED = "thresholds:refused", _("Set proposed thresholds aside")
    TRAIL_COPIED = "trail:copied", _("Took a copy of the audit trail away")
    TRAIL_MARKED = "trail:marked", _("Signed how long the audit trail is")
    TRAIL_VERIFIED = "trail:verified", _("Verified the audit trail")
    WORDS_SEALED = "words:sealed", _("Sealed words that stood open")
    VICTIM_FILE_CHANGED = "victim-file:changed", _("Changed a victim file")
    VICTIM_FILE_LISTED = "victim-file:listed", _("Looked at a list of victim files")
    VICTIM_FILE_OPENED = "victim-file:opened", _("Opened a victim file")
    VICTIM_FILE_UNTIED = "victim-file:untied", _("Untied a victim file from a case")
    VICTIM_FILE_READ = "victim-file:read", _("Read a victim file")
    VICTIM_IDENTITY_READ = "victim-identity:read", _("Opened a victim's identity")


class Outcome(Labelled):
    """How an act ended."""

    DONE = "done", _("Done")
    DENIED = "denied", _("Denied")
    FAILED = "failed", _("Failed")
