"""What this room brings: reporting."""

from __future__ import annotations

from caseflow.cases.rights.faces import SUMMARISING
from caseflow.labels import _
from caseflow.manifests import RoomSpec
from caseflow.reporting.acts import ReportAct
from caseflow.reporting.permissions import ReportPermission
from caseflow.reporting.purposes import ReportPurpose

ROOM = RoomSpec(
    name="reporting",
    tables="caseflow.reporting.models",
    pages=(
        "caseflow.reporting.routes",
        "caseflow.reporting.pages.exports",
        "caseflow.reporting.pages.checking",
        "caseflow.reporting.pages.own_record",
    ),
    faces={ReportPermission.AUDIT_READ: SUMMARISING},
    declares=(ReportPermission, ReportAct, ReportPurpose),
    things={
        "exports": _("Document"),
    },
    open_text={
        "exports.number": "public",
    },
)
