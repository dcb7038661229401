"""What this room brings: matters."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.manifests import RoomSpec
from caseflow.matters.task_kinds import MatterTaskKind

ROOM = RoomSpec(
    name="matters",
    tables="caseflow.matters.models",
    declares=(MatterTaskKind,),
    things={
        "note_versions": _("Earlier words of a note"),
        "moves": _("Move"),
        "notes": _("Note"),
        "tasks": _("Task"),
    },
    fields={
        "words": _("words"),
    },
    open_text={
        "moves.end": "code",
        "moves.name": "code",
        "moves.start": "code",
    },
)
