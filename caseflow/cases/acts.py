"""What is done with a case, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class CaseAct(Act):
    """What is done with a case."""

    ACCESS_ASKED = "access:asked", _("Asked to be let in")
    ACCESS_BARRED = "access:barred", _("Kept somebody out")
    ACCESS_GIVEN = "access:given", _("Let somebody in")
    ACCESS_TAKEN = "access:taken", _("Took part as overseer")
    ACCESS_WITHDRAWN = "access:withdrawn", _("Ended somebody's access")
    BREAK_GLASS = "access:break-glass", _("Broke the glass")
    ALLEGATION_ADDED = "allegation:added", _("Added an allegation")
    ADMITTED = "case:admitted", _("Admitted a case from an old register")
    CHANGED = "case:changed", _("Changed the facts of a case")
    DECIDED = "case:decided", _("Decided")
    EXPORTED = "case:exported", _("Exported a case summary")
    GROWN = "case:grown", _("Made a case to measure with")
    HANDED_OVER = "case:handed-over", _("Handed a case over")
    LISTED = "case:listed", _("Looked at a list of cases")
    LOGGED = "case:logged", _("Logged a case")
    MERGED = "case:merged", _("Merged a case into another")
    MERGE_UNDONE = "case:merge-undone", _("Undid the merge of a case into another")
    MOVED = "case:moved", _("Moved a case on")
    TRANSFERRED = "case:transferred", _("Transferred a case to another entity")
    READ = "case:read", _("Read a case")
    REGISTER_DIFFERED = (
        "case:register-differed",
        _("Noted in what an old register differs from a case"),
    )
    REGISTER_SETTLED = (
        "case:register-settled",
        _("Dealt with what an old register says of a case"),
    )
    COVERED_READ = "covering:read", _("Opened words of a case that were covered")
    COVERING_ASKED = "covering:asked", _("Asked to cover words of a case")
    COVERING_SETTLED = "covering:settled", _("Decided whether words of a case are covered")
    DECISION_SET_ASIDE = "decision:set-aside", _("Set a decision aside")
    DOCUMENT_MADE = "document:made", _("Made a signed document")
    EXPORT_VERIFIED = "export:verified", _("Verified a document")
    FACTS_CORRECTED = "facts:corrected", _("Corrected facts of a case")
    FACTS_WITHDRAWN = "facts:withdrawn", _("Withdrew what was entered in a case by mistake")
    FACTS_TAKEN_BACK = "facts:taken-back", _("Took a withdrawal back")
    FINDING_RECORDED = "finding:recorded", _("Recorded a finding")
    MOVES_RECOUNTED = "moves:recounted", _("Counted anew whose move it is in cases")
    NAMES_REREAD = "names:reread", _("Read the names in cases again")
    FILE_CHANGED = "file:changed", _("Changed the files of a case")
    NOTE_ADDED = "note:added", _("Wrote a note")
    TASK_CHANGED = "task:changed", _("Changed a task")
