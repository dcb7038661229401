"""Why the system looks past the wall in screening; the trail names it."""

from __future__ import annotations

from caseflow.access.acting import Purpose
from caseflow.labels import _


class ScreeningPurpose(Purpose):
    """Why the system looks past the wall in screening."""

    IMPORT = "import", _("Bring in an old register")
    MATCHING = "matching", _("Compare a candidate with the sealed register")
    REGISTER = "register", _("Tell the registry what a case says now of a listed person")
