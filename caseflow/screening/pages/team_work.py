"""The pages that an entry of the register has as every matter: notes and tasks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from caseflow.labels import Text
from caseflow.matters.pages.matter_pages import MatterPages, mount
from caseflow.screening.matter_spec import ENTRY
from caseflow.screening.pages.room import MANAGE, READ, entry_of, room, to_entry


def frame(ref: str, _title: Text) -> Mapping[str, object]:
    """The frame of a page on which something is written about an entry."""
    shown = entry_of(ref).ref
    back = url_for("screening.one", ref=ref)
    return {"frame": "screening/act_page.html", "ref": shown, "matter_url": back}


mount(
    room,
    MatterPages(
        spec=ENTRY,
        address="/register/<ref>",
        key="ref",
        reads=READ,
        works=MANAGE,
        matter_of=entry_of,
        frame=frame,
        back=to_entry,
    ),
)
