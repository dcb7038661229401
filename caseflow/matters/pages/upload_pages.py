"""Receiving a large file piece by piece, for the script of the page on which a file is added."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import jsonify, make_response
from flask.typing import ResponseReturnValue

from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.forms import PieceForm, UploadForm
from caseflow.matters.services import uploads
from caseflow.matters.services.file_pieces import hold_pieces
from caseflow.matters.upload_queries import is_own_file, received_pieces
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, value_of
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room
from caseflow.web.lifecycle import perform, reading_first
from caseflow.web.words import say

if TYPE_CHECKING:
    from caseflow.matters.pages.matter_pages import MatterPages

NOT_READ = _("This could not be read. Choose the file again.")
ADDED = _("The file is added.")


def mount(room: Room, pages: MatterPages) -> None:
    """Give a room the addresses to which a large file is sent."""
    address, post, needs = f"{pages.address}/uploads", ["POST"], pages.works
    one = f"{address}/<uuid:upload_id>"

    @room.route(address, endpoint="begin_upload", methods=post, permission=needs)
    def begin_upload(**at: str) -> ResponseReturnValue:
        """Begin to send a file, or go on with one."""
        return _told(UploadForm(), partial(_begin, pages, at[pages.key]))

    @room.route(f"{one}/pieces", endpoint="add_piece", methods=post, permission=needs)
    def add_piece(upload_id: UUID, **at: Any) -> ResponseReturnValue:
        """Send a piece."""
        return _told(PieceForm(), partial(_keep, pages, at[pages.key], upload_id))

    @room.route(f"{one}/finish", endpoint="finish_upload", methods=post, permission=needs)
    def finish_upload(upload_id: UUID, **at: Any) -> ResponseReturnValue:
        """Make what was sent a file."""
        return _told(BaseForm(), partial(_finish, pages, at[pages.key], upload_id))

    @room.route(f"{one}/drop", endpoint="drop_upload", methods=post, permission=needs)
    def drop_upload(upload_id: UUID, **at: Any) -> ResponseReturnValue:
        """Drop what was sent so far."""
        key = at[pages.key]
        actor = actor_and_now()["actor"]
        perform(uploads.drop_upload, pages.matter_of(key), upload_id, actor=actor)
        return pages.back(key, _("What had come of the file is dropped."), "files")


def _told(form: BaseForm, do: Callable[[Any], dict[str, object]]) -> ResponseReturnValue:
    """What the script is told: what was done, or the sentence that says why it was not."""
    if not form.validate():
        words = next((errors[0] for errors in form.errors.values() if errors), NOT_READ)
        return jsonify(said=say(words)), 422
    try:
        return jsonify(do(form))
    except NotReady as error:
        return jsonify(said=say(str(error))), 422


def _begin(pages: MatterPages, key: str, form: UploadForm) -> dict[str, object]:
    row = perform(
        uploads.begin_upload,
        pages.matter_of(key),
        value_of(form.name),
        size=value_of(form.size),
        modified=value_of(form.modified),
        **actor_and_now(),
    )
    return {"upload": str(row.id), "received": list(received_pieces(store.session(), row))}


def _keep(pages: MatterPages, key: str, upload_id: UUID, form: PieceForm) -> dict[str, object]:
    """Seal the piece before anything is written, so that nobody waits for it."""
    sent, number, who = value_of(form.piece), value_of(form.number), actor_and_now()
    with reading_first():
        piece = uploads.seal_next_piece(
            pages.matter_of(key), upload_id, number, sent.stream, actor=who["actor"]
        )
    hold_pieces(store.session(), (piece,))
    perform(uploads.keep_piece, pages.matter_of(key), upload_id, piece, **who)
    return {"received": number}


def _finish(pages: MatterPages, key: str, upload_id: UUID, _form: BaseForm) -> dict[str, object]:
    """Read the whole file before anything is written, then make it one.

    Asked again because the answer was lost, it answers as it did first.
    """
    who = actor_and_now()
    if not is_own_file(store.session(), pages.matter_of(key), upload_id, actor=who["actor"]):
        with reading_first():
            received = uploads.prove_upload(pages.matter_of(key), upload_id, actor=who["actor"])
        perform(uploads.finish_upload, pages.matter_of(key), received, **who)
    back = make_response(pages.back(key, ADDED, "files"))
    return {"url": back.location}
