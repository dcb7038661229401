"""What this room brings: access."""

from __future__ import annotations

from caseflow.access.capacities import AccessBar, AccessCapacity
from caseflow.access.permissions import AccessOpens
from caseflow.labels import _
from caseflow.manifests import RoomSpec

ROOM = RoomSpec(
    name="access",
    tables="caseflow.access.models",
    declares=(AccessOpens, AccessCapacity, AccessBar),
    data_files=("caseflow.access.roles:shipped",),
    own_files=("roles",),
    compartment="accounts",
    things={
        "engagements": _("Engagement"),
        "exclusions": _("Bar"),
        "grants": _("Access"),
        "memberships": _("Role"),
        "root": _("Matter"),
        "roots": _("Matter"),
    },
    fields={
        "desk": _("desk"),
        "purpose": _("purpose"),
        "team": _("team"),
    },
    open_text={
        "engagements.purpose": "emptied",
        "memberships.role": "code",
        "memberships.team": "emptied",
        "roots.desk": "emptied",
    },
)
