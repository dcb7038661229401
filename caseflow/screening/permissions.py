"""What may be done with the register and with look-ups."""

from __future__ import annotations

from caseflow.access.permissions import Opens, Permission
from caseflow.labels import _


class ScreeningPermission(Permission):
    """What may be done with the register and with look-ups."""

    REGISTER_MANAGE = (
        "register:manage",
        _("Propose and review screening register entries"),
        Opens.REGISTER,
    )
    REGISTER_PUBLISH = "register:publish", _("Publish a screening register entry"), Opens.REGISTER
    REGISTER_READ = "register:read", _("Read the screening register"), Opens.REGISTER
    LOOK_UP = (
        "screening:look-up",
        _("Look a candidate up in the register"),
        Opens.REGISTER,
    )
    RESOLVE = "screening:resolve", _("Resolve a possible match"), Opens.REGISTER
