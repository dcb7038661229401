"""What this room brings: audit."""

from __future__ import annotations

from caseflow.audit.acts import PageAct, TrailAct
from caseflow.audit.purposes import TrailPurpose
from caseflow.labels import _
from caseflow.manifests import Commands, RoomSpec

ROOM = RoomSpec(
    name="audit",
    tables="caseflow.audit.models",
    declares=(TrailAct, PageAct, TrailPurpose),
    commands=Commands(
        name="audit",
        words="Prove the audit trail.",
        made_by="caseflow.audit.commands:commands",
    ),
    things={
        "acts": _("Audit trail"),
    },
    open_text={
        "acts.act": "name-of-ours",
        "acts.thing_kind": "name-of-ours",
        "checkpoints.note": "hash",
        "migration_runs.after": "technical",
        "migration_runs.before": "technical",
    },
    beside_the_wall={
        "acts": (
            "caseflow.reporting.",
            "caseflow.start.migrations",
            "caseflow.cases.records.worked_cases",
            "caseflow.reference.entity_reach",
            "caseflow.screening.common_token_check",
        ),
        "checkpoints": ("caseflow.reporting.",),
    },
)
