"""The team's own work: notes and tasks."""

from __future__ import annotations

from uuid import UUID

from flask import g, request
from flask.typing import ResponseReturnValue

from caseflow.access.holders import likely_readers
from caseflow.cases.forms.working import ChangedNoteForm, NoteForm, TaskForm
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.doing import case_of, head_of, submit_on_case, to_case, view_of
from caseflow.cases.pages.offering import offer_accounts
from caseflow.cases.pages.room import READ, room
from caseflow.cases.policy import WORKING
from caseflow.cases.services import working
from caseflow.cases.views import NoteView
from caseflow.crypto.broken_seals import readable
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.lifecycle import perform


@room.route("/cases/<reference:reference>/notes/new", methods=["GET", "POST"], permission=READ)
def note(reference: str) -> ResponseReturnValue:
    """Write a note, or change one of one's own."""
    wanted = request.args.get("note")
    held(store.session(), case_of(reference))
    old = own_note(reference, wanted) if wanted else None
    head = head_of(reference, *WORKING)
    form = ChangedNoteForm(data={"words": readable(old.words)}) if old else NoteForm()
    title = _("Change the note") if old else _("Write a note")
    if submit_on_case(
        form,
        reference,
        lambda case: (
            working.edit_note(case, old.id, form.words.data, **actor_and_now())
            if old
            else working.write_note(case, form.words.data, **actor_and_now())
        ),
    ):
        return to_case(reference, _("The note is kept."), "notes")
    here = crumbs(head, (title, ""))
    button = _("Keep the note")
    return form_page("cases/act.html", form, head=head, crumbs=here, title=title, button=button)


@room.route("/cases/<reference:reference>/tasks/new", methods=["GET", "POST"], permission=READ)
def task(reference: str) -> ResponseReturnValue:
    """Add a task."""
    head = head_of(reference, *WORKING)
    form = TaskForm()
    readers = likely_readers(store.session(), case_of(reference), now=g.now)
    offer_accounts(form.assignee, among=readers)
    if submit_on_case(
        form,
        reference,
        lambda case: working.add_task(
            case,
            form.words.data,
            assignee=form.assignee.chosen_id,
            due_on=form.due_on.data,
            **actor_and_now(),
        ),
    ):
        return to_case(reference, _("The task is added."), "tasks")
    title = _("Add a task")
    here = crumbs(head, (title, ""))
    return form_page("cases/act.html", form, head=head, crumbs=here, title=title, button=title)


@room.route("/cases/<reference:reference>/tasks/<uuid:task_id>", methods=["POST"], permission=READ)
def finish(reference: str, task_id: UUID) -> ResponseReturnValue:
    """Mark a task as done, or open it again."""
    over = "open" not in request.form
    perform(working.finish_task, case_of(reference), task_id, done=over, **actor_and_now())
    words = _("The task is done.") if over else _("The task is open again.")
    return to_case(reference, words, "tasks")


def own_note(reference: str, note_id: str) -> NoteView:
    """A note that the reader wrote. Raises NotFound."""
    for each in view_of(reference).notes:
        if str(each.id) == note_id and each.mine:
            return each
    raise NotFound(_("There is no such note."))
