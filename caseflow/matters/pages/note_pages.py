"""Writing a note, and changing one of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from caseflow.crypto.broken_seals import readable
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.matters.forms import ChangedNoteForm, NoteForm
from caseflow.matters.queries import NO_PART, read_note_history, read_own_note
from caseflow.matters.services import notes
from caseflow.matters.views import NoteView
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.form_pages import actor_and_now, form_page, submit
from caseflow.web.guard import Room, current_actor

if TYPE_CHECKING:
    from caseflow.matters.pages.matter_pages import MatterPages


def mount(room: Room, pages: MatterPages) -> None:
    """Give a room the page on which a note is written."""

    @room.route(
        f"{pages.address}/notes/new",
        methods=["GET", "POST"],
        permission=pages.works,
        endpoint="note",
    )
    def note(**at: str) -> ResponseReturnValue:
        """Write a note, or change one of one's own."""
        return _note_page(pages, at[pages.key])

    @room.route(
        f"{pages.address}/notes/<uuid:note_id>",
        permission=pages.reads,
        endpoint="note_history",
    )
    def note_history(note_id: UUID, **at: Any) -> ResponseReturnValue:
        """What a note says, and what it said before."""
        key = at[pages.key]
        frame = pages.frame(key, HISTORY)
        note, versions = read_note_history(
            store.session(), pages.matter_of(key), note_id, actor=current_actor()
        )
        shown = {"title": HISTORY, "form": None, "note": note, "versions": versions}
        return render_template("matters/note.html", **shown, **frame)


KEPT = _("The note is kept.")
HISTORY = _("What a note said before")


def _note_page(pages: MatterPages, key: str) -> ResponseReturnValue:
    old = _note_asked_for(pages, key)
    form = ChangedNoteForm(data={"words": readable(old.words)}) if old else NoteForm()
    done = submit(
        form,
        lambda: (
            notes.edit_note(pages.matter_of(key), old.id, form.words.data, **actor_and_now())
            if old
            else notes.write_note(pages.matter_of(key), form.words.data, **actor_and_now())
        ),
    )
    if done:
        told = done.result.told
        sentence = _("The note is kept. Told: %(names)s.", names=", ".join(told)) if told else KEPT
        return pages.back(key, sentence, "notes")
    title = _("Change the note") if old else _("Write a note")
    shown = pages.frame(key, title)
    return form_page("matters/form.html", form, title=title, button=_("Keep the note"), **shown)


def _note_asked_for(pages: MatterPages, key: str) -> NoteView | None:
    """The reader's note that is to be changed; None for a new one. Raises NotFound, Refused."""
    session, matter = store.session(), pages.matter_of(key)
    pages.spec.require_work(session, current_actor(), matter)
    wanted = request.args.get("note")
    if not wanted:
        return None
    held(session, matter)
    try:
        note_id = UUID(wanted)
    except ValueError:
        raise NotFound(NO_PART) from None
    return read_own_note(session, matter, note_id, actor=current_actor())
