"""What this room brings: notices."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.manifests import RoomSpec
from caseflow.notices.acts import NoticeAct

ROOM = RoomSpec(
    name="notices",
    tables="caseflow.notices.models",
    declares=(NoticeAct,),
    things={
        "notices": _("Notice"),
    },
    open_text={
        "notices.kind": "name-of-ours",
        "notices.parameters": "technical",
        "notices.path": "technical",
        "notices.sentence": "name-of-ours",
    },
    beside_the_wall={
        "notices": (
            "caseflow.notices.",
            "caseflow.accounts.sessions",
            "caseflow.screening.services.changed_answers",
            "caseflow.screening.services.register_rounds",
        ),
    },
)
