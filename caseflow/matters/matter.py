"""What is worked on as a whole: a case, a victim's file, an entry of the register."""

from __future__ import annotations

from caseflow.access.models import RootThing
from caseflow.crypto.columns import SealedRow


class Matter(RootThing, SealedRow):
    """Mixin: a thing with its own access and key, on which notes, tasks and more may hang.

    Which of them do is said by the `MatterSpec` of its kind.
    """
