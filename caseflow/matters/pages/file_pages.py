"""Putting a file into a matter, fetching it, withdrawing it and taking it back."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.file_names import UNKNOWN
from caseflow.matters.file_queries import OpenedFile, open_matter_file
from caseflow.matters.forms import FileForm, WithdrawFileForm
from caseflow.matters.models import File
from caseflow.matters.queries import part_of
from caseflow.matters.services import files
from caseflow.matters.services.file_pieces import PIECE
from caseflow.matters.upload_queries import uploads_of
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page, submit, value_of
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import perform, reading_first

if TYPE_CHECKING:
    from caseflow.matters.pages.matter_pages import MatterPages

ADD = _("Add a file")
WITHDRAW = _("Withdraw the file")


def mount(room: Room, pages: MatterPages) -> None:
    """Give a room the pages of files."""
    address, both = f"{pages.address}/files", ["GET", "POST"]

    @room.route(f"{address}/new", methods=both, permission=pages.works, endpoint="add_file")
    def add_file(**at: str) -> ResponseReturnValue:
        """Add a file."""
        return _add_page(pages, at[pages.key])

    @room.route(f"{address}/<uuid:file_id>", permission=pages.reads, endpoint="file")
    def file(file_id: UUID, **at: Any) -> ResponseReturnValue:
        """Fetch a file."""
        return _fetched(pages, at[pages.key], file_id)

    @room.route(
        f"{address}/<uuid:file_id>/withdraw",
        methods=both,
        permission=pages.works,
        endpoint="withdraw_file",
    )
    def withdraw_file(file_id: UUID, **at: Any) -> ResponseReturnValue:
        """Withdraw a file."""
        return _withdraw_page(pages, at[pages.key], file_id)

    @room.route(
        f"{address}/<uuid:file_id>/take-back",
        methods=["POST"],
        permission=pages.works,
        endpoint="take_file_back",
    )
    def take_file_back(file_id: UUID, **at: Any) -> ResponseReturnValue:
        """Let a withdrawn file stand again."""
        key = at[pages.key]
        perform(files.take_file_back, pages.matter_of(key), file_id, **actor_and_now())
        return pages.back(key, _("The file stands again."), "files")


def _add_page(pages: MatterPages, key: str) -> ResponseReturnValue:
    pages.spec.require_work(store.session(), current_actor(), pages.matter_of(key))
    form = FileForm()
    if request.method == "POST" and form.validate():
        try:
            _add(pages, key, form)
        except NotReady as error:
            form.refuse(error)
        else:
            return pages.back(key, _("The file is added."), "files")
    on_their_way = uploads_of(store.session(), pages.matter_of(key), actor=current_actor())
    shown = {**pages.frame(key, ADD), "uploads": on_their_way, "piece": PIECE}
    return form_page("matters/add_file.html", form, title=ADD, **shown)


def _add(pages: MatterPages, key: str, form: FileForm) -> None:
    """Seal what was sent before anything is written, so that nobody waits for it."""
    sent, who = value_of(form.file), actor_and_now()
    with reading_first():
        matter = pages.matter_of(key)
        upload = files.seal_upload(matter, sent.stream, sent.filename, actor=who["actor"])
    files.hold_file(store.session(), upload)
    perform(files.add_file, pages.matter_of(key), upload, **who)


def _fetched(pages: MatterPages, key: str, file_id: UUID) -> ResponseReturnValue:
    """A file as it was sent: to be kept by the browser, never shown as a page of ours."""
    return as_download(
        open_matter_file(store.session(), pages.matter_of(key), file_id, actor=current_actor())
    )


def as_download(opened: OpenedFile) -> Response:
    """An opened file as an answer that the browser keeps; a large one is sent as it is read."""
    answer = Response(opened.chunks, mimetype=UNKNOWN)
    answer.content_length = opened.size
    plain = unicodedata.normalize("NFKD", opened.name).encode("ascii", "ignore").decode()
    names = {"filename": plain or "file", "filename*": f"UTF-8''{quote(opened.name, safe='')}"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer


def _withdraw_page(pages: MatterPages, key: str, file_id: UUID) -> ResponseReturnValue:
    session, matter = store.session(), pages.matter_of(key)
    pages.spec.require_to_put_right(session, current_actor(), matter)
    part_of(session, File, file_id, matter)
    form = WithdrawFileForm()
    done = submit(
        form,
        lambda: files.withdraw_file(
            pages.matter_of(key), file_id, reason=form.reason.data, **actor_and_now()
        ),
    )
    if done:
        return pages.back(key, _("The file is withdrawn. It can be taken back."), "files")
    shown = pages.frame(key, WITHDRAW)
    return form_page("matters/form.html", form, title=WITHDRAW, button=WITHDRAW, **shown)
