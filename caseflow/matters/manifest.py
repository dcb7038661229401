"""What this room brings: matters."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.manifests import RoomSpec
from caseflow.matters.task_kinds import MatterTaskKind

ROOM = RoomSpec(
    name="matters",
    tables="caseflow.matters.models",
    work="caseflow.matters.work:WORK",
    verification=("caseflow.matters.file_check:check_files",),
    declares=(MatterTaskKind,),
    things={
        "note_versions": _("Earlier words of a note"),
        "file_pieces": _("Piece of a file"),
        "file_uploads": _("File on its way"),
        "files": _("File"),
        "moves": _("Move"),
        "notes": _("Note"),
        "tasks": _("Task"),
    },
    fields={
        "sha256": _("SHA-256"),
        "withdrawn_reason": _("reason for the withdrawal"),
        "words": _("words"),
    },
    open_text={
        "files.media_type": "code",
        "moves.end": "code",
        "moves.name": "code",
        "moves.start": "code",
    },
)
