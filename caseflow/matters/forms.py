"""What may be typed into a note and a task."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.matters.services.files import MOST_BYTES
from caseflow.matters.services.typed_words import LONGEST_NOTE, LONGEST_REASON, LONGEST_TASK
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import BaseForm, Choice, DateParts, LongText, ShortText
from caseflow.web.uploads import Upload


class NoteForm(BaseForm):
    """A note for the team."""

    called = _("Note")

    words = LongText(
        _("Note"),
        needed=_("Write something first"),
        longest=LONGEST_NOTE,
        hint=_("Only the people who work on this read it. Sealed before it is stored."),
    )


class ChangedNoteForm(EditForm, NoteForm):
    """A note that is written anew."""

    drafted_as = "NoteForm"

    words = LongText(
        _("Note"),
        needed=_("Write something first"),
        longest=LONGEST_NOTE,
        hint=_("What it says until now stays readable behind it, to everybody who reads the note."),
    )


class FileForm(BaseForm):
    """A file that belongs to a matter."""

    called = _("File")

    file = Upload(
        _("File"),
        needed=_("Choose a file"),
        most_bytes=MOST_BYTES,
        hint=_("At most 32 MB. Sealed before it is stored; it is never shown on a page."),
    )


class WithdrawFileForm(BaseForm):
    """Why a file does not belong here."""

    called = _("Withdrawing a file")

    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=3)


class TaskForm(BaseForm):
    """Something to do."""

    called = _("Task")

    drafted = True

    words = ShortText(
        _("What is to be done"), needed=_("Say what is to be done"), longest=LONGEST_TASK
    )
    assignee = Choice(_("Who does it"), needed=False, as_list=True)
    due_on = DateParts(_("Until when"), needed=False, hint=_("For example 19 8 2026."))
