"""docs/confidential.md: what is sealed in the database, and what stands open and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from caseflow.access.models import Protected
from caseflow.crypto.fields import Field, all_fields
from caseflow.db import metadata
from caseflow.documenting.tables import table
from caseflow.manifests import rooms
from caseflow.packs import load
from caseflow.rooms import import_tables

OF_THE_ROOM = "that of the form’s or matter’s room"
"""A draft is sealed under a key of the room of its form, a note under the key of its matter."""

INTRODUCTION = """\
Each value of these columns is sealed on its own (AES-256-GCM) under a data key of the matter it
belongs to; a compartment's keys can be held elsewhere than the others'. A *confidential* field is
opened with its page, for those who may. A *guarded* one identifies somebody who must be protected:
it needs a right of its own and a reason. Every opening is on the audit trail."""

UNDER_THE_USER = {"saved_views": "accounts"}
"""Tables of a room whose rows are sealed under the key of the user they belong to."""

OPEN = """\
Text that is not sealed, with the reason. Numbers, dates, row ids and choices from a list are open
as well: they show how much there is and when, not what is said."""


def confidential() -> str:
    """The page."""
    import_tables()
    sealed = table(
        ("Column", "Kind", "Compartment", "Seen with its root", "May be empty"),
        (_sealed(field) for field in all_fields()),
    )
    reasons, columns = open_text()
    standing = table(("Column", "Why it is open"), ((f"`{c}`", reasons[w]) for c, w in columns))
    parts = ("# Confidential fields", INTRODUCTION, sealed, "## What stands open", OPEN, standing)
    return "\n\n".join(parts)


def open_text() -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The reasons by name, and each open text column with the name of its reason, in order."""
    data = load("open-text", Path(__file__).with_name("open_text.toml")).data
    columns = (column for room in rooms() for column in room.open_text.items())
    return dict(data["reasons"]), sorted(columns)


def text_columns() -> Iterator[str]:
    """Every column that can hold free text in the open, as ``table.column``."""
    import_tables()
    for each in metadata.sorted_tables:
        for column in each.columns:
            kind: Any = column.type
            if isinstance(kind, sa.String | sa.JSON) and not isinstance(kind, sa.Enum):
                yield f"{each.name}.{column.name}"


def _sealed(field: Field) -> tuple[object, ...]:
    seals = {room.name: room.compartment for room in rooms()}
    room = field.model.__module__.split(".")[1]
    compartment = UNDER_THE_USER.get(field.table, seals[room])
    return (
        f"`{field.key}`",
        "guarded" if field.guarded else "confidential",
        compartment or OF_THE_ROOM,
        "yes" if issubclass(field.model, Protected) else "no",
        "yes" if field.nullable else "no",
    )
