"""What may be done with victim files."""

from __future__ import annotations

from caseflow.access.permissions import Opens, Permission
from caseflow.labels import _


class VictimPermission(Permission):
    """What may be done with victim files."""

    ASSIST = "victims:assist", _("Assist victims"), Opens.VICTIMS
    IDENTIFY = "victims:identify", _("Open a victim's identity"), Opens.VICTIMS
    READ = "victims:read", _("Read victim files"), Opens.VICTIMS
