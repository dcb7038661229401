"""What this room brings: screening."""

from __future__ import annotations

from caseflow.access.policy import Ground
from caseflow.labels import _
from caseflow.manifests import Commands, RoomSpec
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.matter_spec import ENTRY
from caseflow.screening.permissions import ScreeningOpens, ScreeningPermission
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.root_kinds import ScreeningRootKind

INDEX = (
    "caseflow.screening.index",
    "caseflow.screening.index_check",
    "caseflow.screening.common_token_check",
    "caseflow.screening.postings",
    "caseflow.screening.queries.search",
    "caseflow.screening.services.comparing",
    "caseflow.screening.services.leakage",
    "caseflow.screening.services.rebuilding",
)
"""Which modules read the index of the register."""

ROOM = RoomSpec(
    name="screening",
    tables="caseflow.screening.models",
    compartment="screening",
    work="caseflow.screening.work:WORK",
    pages=("caseflow.screening.routes",),
    subscriptions=(
        "caseflow.screening.services.proposing",
        "caseflow.screening.services.entry_bars",
        "caseflow.screening.services.noticing",
        "caseflow.screening.services.corrected_people",
    ),
    matters=(ENTRY,),
    grounds=(
        Ground(
            ScreeningRootKind.ENTRY,
            ScreeningPermission.REGISTER_READ,
            ScreeningPermission.REGISTER_READ,
        ),
        Ground(
            ScreeningRootKind.INQUIRY,
            ScreeningPermission.RESOLVE,
            ScreeningPermission.RESOLVE,
            always_own=True,
        ),
    ),
    demonstration=("caseflow.screening.demonstration:list_people",),
    own_files=("demo-register",),
    declares=(
        ScreeningRootKind,
        ScreeningPermission,
        ScreeningOpens,
        ScreeningAct,
        ScreeningPurpose,
    ),
    commands=Commands(
        name="screening",
        words="Fill the screening register and compare candidates with it.",
        made_by="caseflow.screening.commands:commands",
    ),
    verification=("caseflow.screening.index_check:check_index",),
    canaries={
        "inquiries.candidate": "person",
        "inquiries.reason": "object",
        "possible_matches.detail": "object",
        "register_corrections.person": "person",
        "register_entries.person": "person",
        "register_entries.dossier": "object",
    },
    things={
        "inquiries": _("Look-up"),
        "judgements": _("Judgement"),
        "possible_matches": _("Possible match"),
        "register_categories": _("Conduct in a register entry"),
        "register_corrections": _("Correction of a register entry"),
        "register_entries": _("Register entry"),
        "screening_thresholds": _("Thresholds of screening"),
    },
    fields={
        "candidate": _("candidate"),
        "detail": _("comparison"),
        "dossier": _("dossier"),
        "notice": _("notice"),
        "person": _("person"),
        "vacancy": _("vacancy"),
        "withdrawal_reason": _("reason for the withdrawal"),
    },
    open_text={
        "inquiries.desk": "emptied",
        "inquiries.model": "code",
        "inquiries.ref": "name-of-ours",
        "inquiries.vacancy": "emptied",
        "register_categories.standard": "code",
        "register_categories.taxonomy": "code",
        "register_categories.type": "code",
        "register_entries.category": "code",
        "register_entries.desk": "emptied",
        "register_entries.label": "name-of-ours",
        "register_entries.ref": "name-of-ours",
        "screening_thresholds.model": "code",
    },
    beside_the_wall={
        "register_owners": INDEX,
        "register_tokens": INDEX,
        "register_common_tokens": INDEX,
        "register_index": INDEX,
    },
)
