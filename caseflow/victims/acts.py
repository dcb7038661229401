"""What is done with a victim file, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class VictimAct(Act):
    """What is done with a victim file."""

    FILE_CHANGED = "victim-file:changed", _("Changed a victim file")
    FILE_HANDED_OVER = "victim-file:handed-over", _("Handed a victim file over")
    FILE_LISTED = "victim-file:listed", _("Looked at a list of victim files")
    FILE_OPENED = "victim-file:opened", _("Opened a victim file")
    FILE_UNTIED = "victim-file:untied", _("Untied a victim file from a case")
    FILE_READ = "victim-file:read", _("Read a victim file")
    ATTACHMENT_CHANGED = (
        "victim-file:attachment-changed",
        _("Changed what is attached to a victim file"),
    )
    NOTE_WRITTEN = "victim-file:note-written", _("Wrote a note in a victim file")
    TASK_CHANGED = "victim-file:task-changed", _("Changed a task in a victim file")
    IDENTITY_READ = "victim-identity:read", _("Opened a victim's identity")
