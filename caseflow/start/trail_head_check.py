"""Whether the database that is to be served contains what is kept of its trail in the home."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from caseflow.audit.trail_head import HeadFile, last_head
from caseflow.crypto.disk import read_private
from caseflow.crypto.errors import UnsafeKeys
from caseflow.start.home import NotStarted
from caseflow.start.migrations import probe
from config import Config


def check_head(config: Config, *, used: bool) -> None:
    """Ask that the trail contains its kept head; one that has none kept yet has it kept now.

    `used` says whether the database holds tables. Raises NotStarted.
    """
    file = HeadFile(config.trail_head, _signing_key(config))
    with probe(config) as connection:
        if lost := file.fault(connection if used else None):
            raise NotStarted(lost)
        if used and not config.trail_head.exists() and (head := last_head(connection)):
            file.advance(head, known=None)


def _signing_key(config: Config) -> Ed25519PrivateKey:
    path = config.keys / "audit-signing.pem"
    try:
        key = load_pem_private_key(read_private(path), password=None)
    except UnsafeKeys as wrong:
        raise NotStarted(str(wrong.sentence)) from wrong
    except ValueError as wrong:
        raise NotStarted(f"The key file {path.name} cannot be understood.") from wrong
    if not isinstance(key, Ed25519PrivateKey):
        raise NotStarted(f"The key that signs the trail in {config.keys} is of another kind.")
    return key
