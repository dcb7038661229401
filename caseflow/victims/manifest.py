"""What this room brings: victims."""

from __future__ import annotations

from caseflow.access.policy import Ground
from caseflow.labels import _
from caseflow.manifests import RoomSpec
from caseflow.victims.acts import VictimAct
from caseflow.victims.matter_spec import VICTIM_FILE
from caseflow.victims.permissions import VictimOpens, VictimPermission
from caseflow.victims.root_kinds import VictimRootKind

ROOM = RoomSpec(
    name="victims",
    tables="caseflow.victims.models",
    compartment="victims",
    pages=("caseflow.victims.routes",),
    subscriptions=("caseflow.victims.milestones",),
    matters=(VICTIM_FILE,),
    data_files=("caseflow.victims.policy:check_limits",),
    grounds=(Ground(VictimRootKind.FILE, VictimPermission.READ, VictimPermission.READ),),
    demonstration=("caseflow.victims.demonstration:help_victims",),
    declares=(VictimRootKind, VictimPermission, VictimOpens, VictimAct),
    canaries={
        "victim_files.channel_rules": "object",
    },
    things={
        "victim_case_ties": _("Tie of a victim file"),
        "victim_files": _("Victim file"),
        "victim_follow_ups": _("Contact with a victim"),
        "victim_identities": _("Identity of a victim"),
        "victim_needs": _("Need of a victim"),
        "victim_services": _("Referral to a provider"),
        "victim_told": _("Word to a victim"),
    },
    fields={
        "channel_rules": _("safe ways of contact"),
        "contact": _("contact"),
        "despite": _("why a rule was left"),
        "guardian": _("guardian"),
        "language": _("language"),
        "note": _("note"),
        "provider": _("provider"),
        "reaction": _("reaction"),
        "reference": _("case reference"),
        "safe_contact": _("safe contact"),
    },
    open_text={
        "victim_files.code": "name-of-ours",
        "victim_files.desk": "emptied",
    },
    beside_the_wall={
        "case_milestones": ("caseflow.victims.",),
        "case_interests": ("caseflow.victims.",),
    },
)
