"""The pseudonymous codes of victims' files, such as ``V-7K2M-93``."""

from __future__ import annotations

from caseflow.reference.random_codes import RandomCodes

VICTIM_CODES = RandomCodes("V", (4, 2), checked=True)
"""28 million are possible, so whoever draws one has to be ready for one in use."""
