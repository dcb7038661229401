"""What this room brings: demo."""

from __future__ import annotations

from caseflow.demo.acts import DemonstrationAct
from caseflow.manifests import Commands, RoomSpec

ROOM = RoomSpec(
    name="demo",
    declares=(DemonstrationAct,),
    commands=Commands(
        name="demo",
        words="Demonstration data.",
        made_by="caseflow.demo.commands:commands",
    ),
    own_files=("demo-cases", "demo-people", "demo-places"),
)
