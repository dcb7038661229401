"""Whether the keys of the home open this database, asked before anybody is told that it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from caseflow.start.database_state import Asks
from caseflow.start.home import NotStarted
from config import Config

if TYPE_CHECKING:
    from caseflow.crypto.secrets import Secrets

KEYS = "SELECT id, use, compartment, year, version, wrapped FROM domain_keys"
RESTORE = "Restore the keys that belong to it from the backup."


def read_secrets(config: Config) -> Secrets:
    """The secrets of this home. Raises NotStarted with a sentence where they cannot be used."""
    from caseflow.crypto.errors import UnsafeKeys
    from caseflow.crypto.secrets import load

    try:
        return load(config.keys)
    except UnsafeKeys as refusal:
        raise NotStarted(
            f"The keys in {config.keys} cannot be used: {refusal.sentence} {RESTORE}"
        ) from refusal


def check_keys(config: Config, secrets: Secrets, connection: Asks) -> None:
    """Open every domain key. Raises NotStarted with a sentence where one stays shut."""
    from caseflow.crypto.domains import binding
    from caseflow.crypto.models import Compartment, DomainKey, KeyUse
    from caseflow.errors import DomainError

    try:
        for row_id, use, compartment, year, version, wrapped in connection.exec_driver_sql(KEYS):
            key = DomainKey(
                id=row_id if isinstance(row_id, UUID) else UUID(bytes=bytes(row_id)),
                use=KeyUse(use),
                compartment=Compartment(compartment),
                year=year,
                version=version,
            )
            secrets.providers[key.compartment.group].unwrap(bytes(wrapped), binding(key))
    except DomainError as refusal:
        raise NotStarted(
            f"The keys in {config.keys} do not open this database: {refusal.sentence} {RESTORE}"
        ) from refusal
