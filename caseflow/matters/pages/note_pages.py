"""Writing a note, and changing one of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from caseflow.crypto.broken_seals import readable
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.matters.forms import ChangedNoteForm, NoteForm
from caseflow.matters.queries import NO_PART, read_own_note
from caseflow.matters.services import notes
from caseflow.matters.views import NoteView
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.form_pages import actor_and_now, form_page, submit
from caseflow.web.guard import Room, current_actor

if TYPE_CHECKING:
    from caseflow.matters.pages.mounting import MatterPages


def mount(room: Room, pages: MatterPages) -> None:
    """Give a room the page on which a note is written."""

    @room.route(
        f"{pages.address}/notes/new",
        methods=["GET", "POST"],
        permission=pages.permission,
        endpoint="note",
    )
    def note(**at: str) -> ResponseReturnValue:
        """Write a note, or change one of one's own."""
        return _note_page(pages, at[pages.key])


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
        return pages.back(key, _("The note is kept."), "notes")
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
