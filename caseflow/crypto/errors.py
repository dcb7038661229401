"""What can be wrong with a seal or a key, in sentences that tell nothing about the contents."""

from __future__ import annotations

from caseflow.errors import NotReady
from caseflow.labels import _


class SealBroken(NotReady):
    """A sealed value does not open where it stands: it was changed, cut or moved."""

    def __init__(self) -> None:
        super().__init__(
            _("This text cannot be shown, because its seal does not match. Tell an administrator.")
        )


class Erased(NotReady):
    """The key of a sealed value was destroyed on purpose; nobody can open it again."""

    def __init__(self) -> None:
        super().__init__(_("This text was erased for good."))


class UnsafeKeys(NotReady):
    """A key file is missing, readable by others, too weak or used twice; the start stops here."""
