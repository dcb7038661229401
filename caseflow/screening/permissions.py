"""What may be done with the register and with look-ups."""

from __future__ import annotations

from caseflow.access.permissions import Opens, Permission
from caseflow.labels import _


class ScreeningOpens(Opens):
    """What of screening is confidential."""

    REGISTER = "register", _("The screening register")


class ScreeningPermission(Permission):
    """What may be done with the register and with look-ups."""

    REGISTER_MANAGE = (
        "register:manage",
        _("Propose and review screening register entries"),
        ScreeningOpens.REGISTER,
    )
    REGISTER_PUBLISH = (
        "register:publish",
        _("Publish a screening register entry"),
        ScreeningOpens.REGISTER,
    )
    REGISTER_READ = "register:read", _("Read the screening register"), ScreeningOpens.REGISTER
    LOOK_UP = (
        "screening:look-up",
        _("Look a candidate up in the register"),
        ScreeningOpens.REGISTER,
    )
    RESOLVE = "screening:resolve", _("Resolve a possible match"), ScreeningOpens.REGISTER
