"""What is done with the register, look-ups and thresholds, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class ScreeningAct(Act):
    """What is done with the register, look-ups and thresholds."""

    INQUIRY_LISTED = "inquiry:listed", _("Looked at a list of look-ups")
    INQUIRY_MADE = "inquiry:made", _("Looked a candidate up")
    INQUIRY_READ = "inquiry:read", _("Read a look-up")
    INQUIRY_RESOLVED = "inquiry:resolved", _("Resolved a possible match")
    FILE_CHANGED = "register:file-changed", _("Changed the files of a register entry")
    NOTE_WRITTEN = "register:note-written", _("Wrote a note about a register entry")
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
    WITHDRAWAL_ASKED = "register:withdrawal-asked", _("Asked to withdraw a register entry")
    WITHDRAWAL_DROPPED = "register:withdrawal-dropped", _("Let a register entry stay")
    SUSPENSION_LIFTED = "register:suspension-lifted", _("Let a suspended register entry hold again")
    TASK_CHANGED = "register:task-changed", _("Changed a task about a register entry")
    THRESHOLDS_CONFIRMED = (
        "thresholds:confirmed",
        _("Confirmed other thresholds of the matcher"),
    )
    THRESHOLDS_PROPOSED = "thresholds:proposed", _("Proposed other thresholds of the matcher")
    THRESHOLDS_REFUSED = "thresholds:refused", _("Set proposed thresholds aside")
