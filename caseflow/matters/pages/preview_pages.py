"""Looking at a file without fetching it: a picture of one of its pages."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.file_queries import open_matter_file
from caseflow.previews.preview import draw, has_preview
from caseflow.web import store
from caseflow.web.guard import Room, current_actor

if TYPE_CHECKING:
    from caseflow.matters.pages.matter_pages import MatterPages

LOOK = _("Look at a file")
LAST = 10_000


def mount(room: Room, pages: MatterPages) -> None:
    """Give a room the page on which a file is looked at."""

    @room.route(
        f"{pages.address}/files/<uuid:file_id>/preview",
        permission=pages.reads,
        endpoint="file_preview",
    )
    def file_preview(file_id: UUID, **at: Any) -> ResponseReturnValue:
        """Look at a file."""
        return _looked_at(pages, at[pages.key], file_id)


def _looked_at(pages: MatterPages, key: str, file_id: UUID) -> ResponseReturnValue:
    number = _page_asked_for()
    frame = pages.frame(key, LOOK)
    opened = open_matter_file(store.session(), pages.matter_of(key), file_id, actor=current_actor())
    if not has_preview(opened.media_type, opened.size):
        raise NotReady(_("There is no preview of this kind of file. Fetch it to open it."))
    drawn = draw(opened.chunks, opened.media_type, number - 1)
    return render_template(
        "matters/preview.html",
        title=LOOK,
        form=None,
        name=opened.name,
        number=number,
        count=drawn.count,
        picture=f"data:image/jpeg;base64,{b64encode(drawn.jpeg).decode()}",
        address=f"{frame['matter_url']}/files/{file_id}",
        **frame,
    )


def _page_asked_for() -> int:
    """The number of the page, from 1; the first one for whatever is no number."""
    asked = request.args.get("page", "")
    return max(1, min(int(asked), LAST)) if asked.isascii() and asked.isdigit() else 1
