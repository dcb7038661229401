"""Why the system looks past the wall for accounts; the trail names it."""

from __future__ import annotations

from caseflow.access.acting import Purpose
from caseflow.labels import _


class AccountPurpose(Purpose):
    """Why the system looks past the wall for accounts."""

    ACCOUNTS = "accounts", _("Make an account at the machine itself")
    DEMONSTRATION = "demonstration", _("Make demonstration data")
