"""The names of people in cases, opened, each as somebody may be found by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import Party
from caseflow.cases.names.naming import NameOf
from caseflow.crypto.broken_seals import readable
from caseflow.crypto.opening import show_rows
from caseflow.names.name_lists import names_in


def names_of(session: Session, party_ids: Sequence[UUID]) -> list[NameOf]:
    """These parties' names to be found by, without those that nobody can open."""
    rows = session.execute(
        sa.select(Party.id, Party.name, Party.other_names, Party.data_key_id, Party.root_id).where(
            Party.id.in_(party_ids), Party.name.is_not(None)
        )
    ).all()
    return [
        NameOf(row.id, row.root_id, row.data_key_id, names[0], names[1:])
        for row, names in zip(rows, legible_names(session, rows), strict=True)
        if names
    ]


def legible_names(session: Session, rows: Sequence[Any]) -> list[tuple[str, ...]]:
    """Every name of these parties, the first one first; none where nobody can open them."""
    opened = show_rows(session, rows, ("name", "other_names"), model=Party)
    return [
        tuple(filter(None, (readable(each["name"]), *names_in(readable(each["other_names"])))))
        for each in opened
    ]
