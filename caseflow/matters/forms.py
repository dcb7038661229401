"""What may be typed into a note and a task."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.matters.services.file_pieces import PIECE
from caseflow.matters.services.files import MOST_AT_ONCE
from caseflow.matters.services.typed_words import LONGEST_NOTE, LONGEST_REASON, LONGEST_TASK
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import BaseForm, Choice, DateParts, LongText, ShortText
from caseflow.web.numberfields import Number
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
        most_bytes=MOST_AT_ONCE,
        hint=_("Sealed before it is stored. A file over 32 MB needs a browser that runs scripts."),
    )


class UploadForm(BaseForm):
    """A large file that is about to be sent piece by piece, by the script of the page."""

    called = _("File on its way")
    drafted = False

    name = ShortText(_("Name of the file"), longest=1000)
    size = Number(_("Size in bytes"), most=10**15)
    modified = Number(_("Last changed, in milliseconds since 1970"), most=10**15)


class PieceForm(BaseForm):
    """One piece of it."""

    called = _("Piece of a file")

    number = Number(_("Number of the piece"))
    piece = Upload(_("Piece"), most_bytes=PIECE)


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
