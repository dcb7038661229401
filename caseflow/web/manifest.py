"""What this room brings: web."""

from __future__ import annotations

from caseflow.manifests import RoomSpec

ROOM = RoomSpec(
    name="web",
    pages=(
        "caseflow.web.front",
        "caseflow.web.search_pages",
    ),
)
