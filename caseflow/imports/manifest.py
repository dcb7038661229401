"""What this room brings: imports."""

from __future__ import annotations

from caseflow.manifests import Commands, RoomSpec

ROOM = RoomSpec(
    name="imports",
    commands=Commands(
        name="import",
        words="Bring in what was kept elsewhere.",
        made_by="caseflow.imports.commands:commands",
    ),
    own_files=("imports/*",),
)
