"""What a session carries for the trail: who signs it, what is kept of it, how far it is."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseflow.audit.trail_head import HeadFile
from caseflow.session_values import SessionValue

SIGNER = SessionValue[Ed25519PrivateKey]("audit_signer")
"""The key that signs the trail."""
HEAD_FILE = SessionValue[HeadFile]("head_file")
"""The file beside the database in which the last signed head is kept; none in some tests."""
PURPOSE_RECORDED = SessionValue[bool]("purpose_recorded")
"""Whether the purpose of a system session is on the trail already."""
TRAIL_CLOSED = SessionValue[bool]("trail_closed")
"""Whether the acts of this transaction are chained: nothing more is written in it."""
