"""Whether the keys of the home open this database, asked before anybody is told that it serves."""

from __future__ import annotations

from uuid import UUID

from caseflow.start.home import NotStarted
from config import Asks, Config

KEYS = "SELECT id, use, compartment, year, version, wrapped FROM domain_keys"


def check_keys(config: Config, connection: Asks) -> None:
    """Open every domain key. Raises NotStarted with a sentence where one stays shut."""
    from caseflow.crypto.domains import binding
    from caseflow.crypto.models import Compartment, DomainKey, KeyUse
    from caseflow.crypto.secrets import load
    from caseflow.errors import DomainError

    try:
        providers = load(config.keys).providers
        for row_id, use, compartment, year, version, wrapped in connection.exec_driver_sql(KEYS):
            key = DomainKey(
                id=row_id if isinstance(row_id, UUID) else UUID(bytes=bytes(row_id)),
                use=KeyUse(use),
                compartment=Compartment(compartment),
                year=year,
                version=version,
            )
            providers[key.compartment.group].unwrap(bytes(wrapped), binding(key))
    except DomainError as refusal:
        raise NotStarted(
            f"The keys in {config.keys} do not open this database: {refusal.sentence} "
            "Restore the keys that belong to it from the backup."
        ) from refusal
