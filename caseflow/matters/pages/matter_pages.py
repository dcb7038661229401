"""What a room says to have the pages that matters share, and the call that mounts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from caseflow.access.permissions import Permission
from caseflow.labels import Text
from caseflow.matters.matter import Matter
from caseflow.matters.pages import file_pages, note_pages, preview_pages, task_pages, upload_pages
from caseflow.matters.spec import Capability, MatterSpec
from caseflow.web.guard import Room


@dataclass(frozen=True, kw_only=True)
class MatterPages:
    """How one kind of matter is addressed and shown.

    `address` is where a matter stands, with its `key` as the only argument, such as
    ``/cases/<reference:reference>`` with ``reference``. `reads` opens the pages that only show,
    `works` those on which something is done; who may do what is asked in the verbs. `frame` gives,
    for a key and a title, what the room's frame of such a page needs: its template as ``frame``,
    with a block ``act``, and the address of the matter as ``matter_url``. `back` leads back to a
    matter, saying what was done in the panel of that name.
    """

    spec: MatterSpec
    address: str
    key: str
    reads: Permission
    works: Permission
    matter_of: Callable[[str], Matter]
    frame: Callable[[str, Text], Mapping[str, object]]
    back: Callable[[str, Text, str], ResponseReturnValue]


Mount = Callable[[Room, MatterPages], None]
MOUNTS: Mapping[Capability, tuple[Mount, ...]] = {
    Capability.NOTES: (note_pages.mount,),
    Capability.TASKS: (task_pages.mount,),
    Capability.FILES: (file_pages.mount, upload_pages.mount, preview_pages.mount),
}


def mount(room: Room, pages: MatterPages) -> None:
    """Give a room the pages of everything that its kind of matter takes part in."""
    for capability, mount_pages in MOUNTS.items():
        if capability in pages.spec.acts:
            for mount_page in mount_pages:
                mount_page(room, pages)
