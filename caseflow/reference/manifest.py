"""What this room brings: reference."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.manifests import RoomSpec
from caseflow.reference.acts import EntityAct
from caseflow.reference.permissions import EntityPermission

ROOM = RoomSpec(
    name="reference",
    tables="caseflow.reference.models",
    pages=("caseflow.reference.routes",),
    declares=(EntityPermission, EntityAct),
    data_files=("caseflow.reference.checking:check_data_files",),
    own_files=(
        "entity_kinds",
        "entry_lag",
        "finding_outcomes",
        "holidays",
        "intake_channels",
        "interim_measures",
        "limits",
        "measures",
        "personnel_categories",
        "rank_bands",
        "register_rules",
        "standards_of_proof",
        "taxonomy",
    ),
    verification=("caseflow.reference.descent_check:check_descent",),
    things={
        "entities": _("Entity"),
        "entity_list_values": _("List of an entity"),
        "organizations": _("Organisation"),
    },
    open_text={
        "entities.code": "public",
        "entities.holiday_country": "code",
        "entities.holiday_list": "code",
        "entities.holiday_subdivision": "code",
        "entities.kind": "code",
        "entities.name": "public",
        "entities.names": "public",
        "entities.time_zone": "code",
        "entities.workflow_pack": "code",
        "entity_list_values.name": "public",
        "instance_marks.name": "name-of-ours",
        "organizations.code": "public",
        "organizations.name": "public",
    },
)
