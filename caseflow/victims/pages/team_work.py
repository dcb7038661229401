"""The pages that a victim's file has as every matter: notes and tasks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from caseflow.labels import Text
from caseflow.matters.pages.matter_pages import MatterPages, mount
from caseflow.victims.matter_spec import VICTIM_FILE
from caseflow.victims.pages.room import ASSIST, READ, file_of, room, to_file


def frame(code: str, _title: Text) -> Mapping[str, object]:
    """The frame of a page on which something is written into a file."""
    shown = file_of(code).code
    back = url_for("victims.person", code=code)
    return {"frame": "victims/act_page.html", "code": shown, "matter_url": back}


mount(
    room,
    MatterPages(
        spec=VICTIM_FILE,
        address="/<code>",
        key="code",
        reads=READ,
        works=ASSIST,
        matter_of=file_of,
        frame=frame,
        back=to_file,
    ),
)
