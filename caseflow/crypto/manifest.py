"""What this room brings: crypto."""

from __future__ import annotations

from caseflow.manifests import Commands, RoomSpec

ROOM = RoomSpec(
    name="crypto",
    tables="caseflow.crypto.models",
    commands=Commands(
        name="keys",
        words="Rotate the encryption keys, and see how they stand.",
        made_by="caseflow.crypto.commands:commands",
    ),
    open_text={
        "data_keys.root_kind": "name-of-ours",
        "key_holds.root_kind": "name-of-ours",
    },
)
