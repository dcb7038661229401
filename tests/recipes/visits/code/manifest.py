"""What this room brings: visits."""

from __future__ import annotations

from caseflow.access.policy import Ground
from caseflow.labels import _
from caseflow.manifests import RoomSpec
from caseflow.visits.acts import VisitAct
from caseflow.visits.matter_spec import VISIT
from caseflow.visits.permissions import VisitOpens, VisitPermission
from caseflow.visits.root_kinds import VisitRootKind

ROOM = RoomSpec(
    name="visits",
    tables="caseflow.visits.models",
    pages=("caseflow.visits.routes",),
    declares=(VisitAct, VisitPermission, VisitOpens, VisitRootKind),
    grounds=(Ground(VisitRootKind.VISIT, VisitPermission.NOTE),),
    compartment="cases",
    matters=(VISIT,),
    demonstration=("caseflow.visits.demonstration:visit_a_camp",),
    things={"visits": _("Visit")},
    open_text={"visits.desk": "emptied"},
)
