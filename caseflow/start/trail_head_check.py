"""Whether the database that is to be served contains what is kept of its trail in the home."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseflow.audit.trail_head import HeadFile, last_head
from caseflow.start.database_state import Asks
from caseflow.start.home import NotStarted
from config import Config


def check_head(config: Config, signer: Ed25519PrivateKey, connection: Asks, *, used: bool) -> None:
    """Ask that the trail contains its kept head; one that has none kept yet has it kept now.

    `signer` is the key that signs the trail; `used` says whether the database holds tables.
    Raises NotStarted.
    """
    file = HeadFile(config.trail_head, signer)
    if lost := file.fault(connection if used else None):
        raise NotStarted(lost)
    if used and not config.trail_head.exists() and (head := last_head(connection)):
        file.advance(head, known=None)
