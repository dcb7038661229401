"""The one list of rooms, the lowest first."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from sqlalchemy.orm import configure_mappers

from caseflow.db import metadata, settle
from caseflow.manifests import lay_out, rooms

ROOMS = (
    "crypto",
    "access",
    "audit",
    "web",
    "jobs",
    "notices",
    "submissions",
    "drafts",
    "reference",
    "accounts",
    "matters",
    "cases",
    "victims",
    "screening",
    "risk",
    "imports",
    "reporting",
    "demo",
)


@cache
def load() -> None:
    """Take in the manifest of every room; the second time it does nothing.

    Application, commands, worker, migrations and tests call it before anything else. Raises
    DeclaredTwice when two rooms declare the same.
    """
    lay_out(import_module(f"caseflow.{name}.manifest").ROOM for name in ROOMS)


def import_tables() -> None:
    """Import each room's models, so that the metadata is whole, and ready for many threads."""
    load()
    for room in rooms():
        if room.tables:
            import_module(room.tables)
    configure_mappers()
    for table in metadata.tables.values():
        settle(table)
