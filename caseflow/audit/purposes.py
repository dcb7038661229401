"""Why the system looks past the wall to keep keys and trail whole; the trail names it."""

from __future__ import annotations

from caseflow.access.acting import Purpose
from caseflow.labels import _


class TrailPurpose(Purpose):
    """Why the system looks past the wall to keep keys and trail whole."""

    DOCTOR = "doctor", _("Check the installation")
    KEY_ROTATION = "key-rotation", _("Rotate keys")
    RESTORING = "restoring", _("Take in a restored backup")
    SEALING = "sealing", _("Seal words that stood open")
    TRAIL_VERIFICATION = "trail-verification", _("Verify the audit trail against the tables")
    UPGRADE = "upgrade", _("Bring the database to another form")
