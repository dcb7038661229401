"""Every room's tables, made known at once: for migrations, the wall and the inventories."""

from __future__ import annotations

from importlib import import_module, util

from sqlalchemy.orm import configure_mappers

from caseflow.db import metadata, settle

ROOMS = (
    "crypto",
    "access",
    "audit",
    "jobs",
    "notices",
    "submissions",
    "drafts",
    "reference",
    "accounts",
    "cases",
    "victims",
    "screening",
    "imports",
    "reporting",
)


def import_tables() -> None:
    """Import each room's models, so that the metadata is whole, and ready for many threads."""
    for room in ROOMS:
        if util.find_spec(f"caseflow.{room}") and util.find_spec(f"caseflow.{room}.models"):
            import_module(f"caseflow.{room}.models")
    configure_mappers()
    for table in metadata.tables.values():
        settle(table)
