"""The references of entries of the register and of look-ups, such as ``RE-7K2M9-3QXAB``."""

from __future__ import annotations

from caseflow.reference.random_codes import RandomCodes

ENTRY_REFS = RandomCodes("RE", (5, 5))
LOOK_UP_REFS = RandomCodes("SR", (5, 5))
