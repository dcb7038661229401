"""What this room brings: a permission that roles hold already; its pages are not built yet."""

from __future__ import annotations

from caseflow.manifests import RoomSpec
from caseflow.risk.permissions import RiskPermission

ROOM = RoomSpec(name="risk", declares=(RiskPermission,))
