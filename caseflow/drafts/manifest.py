"""What this room brings: drafts."""

from __future__ import annotations

from caseflow.access.policy import Ground
from caseflow.drafts.acts import DraftAct
from caseflow.drafts.root_kinds import DraftRootKind
from caseflow.labels import _
from caseflow.manifests import RoomSpec

ROOM = RoomSpec(
    name="drafts",
    tables="caseflow.drafts.models",
    pages=("caseflow.drafts.routes",),
    grounds=(Ground(DraftRootKind.DRAFT, None, always_own=True),),
    declares=(DraftRootKind, DraftAct),
    data_files=("caseflow.drafts.term:term",),
    own_files=("drafts",),
    canaries={
        "drafts.content": "object",
    },
    things={
        "drafts": _("Draft"),
    },
    fields={
        "content": _("draft"),
    },
    open_text={
        "drafts.desk": "emptied",
        "drafts.form": "name-of-ours",
        "drafts.page": "technical",
        "drafts.window": "technical",
    },
)
