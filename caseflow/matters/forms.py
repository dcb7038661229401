"""What may be typed into a note and a task."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.matters.services.typed_words import LONGEST_NOTE, LONGEST_TASK
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import BaseForm, Choice, DateParts, LongText, ShortText


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


class TaskForm(BaseForm):
    """Something to do."""

    called = _("Task")

    drafted = True

    words = ShortText(
        _("What is to be done"), needed=_("Say what is to be done"), longest=LONGEST_TASK
    )
    assignee = Choice(_("Who does it"), needed=False, as_list=True)
    due_on = DateParts(_("Until when"), needed=False, hint=_("For example 19 8 2026."))
