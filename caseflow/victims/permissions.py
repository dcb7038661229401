"""What may be done with victim files."""

from __future__ import annotations

from caseflow.access.permissions import Opens, Permission
from caseflow.labels import _


class VictimOpens(Opens):
    """What of victims' files is confidential."""

    VICTIMS = "victims", _("Victims")


class VictimPermission(Permission):
    """What may be done with victim files."""

    ASSIST = "victims:assist", _("Assist victims"), VictimOpens.VICTIMS
    IDENTIFY = "victims:identify", _("Open a victim's identity"), VictimOpens.VICTIMS
    READ = "victims:read", _("Read victim files"), VictimOpens.VICTIMS
