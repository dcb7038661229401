"""The codes A1, A2 … of a case of an old register: once given, they stay when it comes in anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import Allegation
from caseflow.crypto.opening import open_rows

Alleged = tuple[str | None, str, int]
"""A type, the register's own words, and the how manyth of its kind it is of one subject."""


class AllegationCodes:
    """The codes of one case, the same across its subjects; `given` are those of earlier."""

    def __init__(self, given: dict[Alleged, str] | None = None) -> None:
        self._codes = dict(given or {})
        self._last = max((_number(code) for code in self._codes.values()), default=0)

    def code(self, alleged: Alleged) -> str:
        """The code that this had or gets: the next free number."""
        if alleged not in self._codes:
            self._last += 1
            self._codes[alleged] = f"A{self._last}"
        return self._codes[alleged]


def codes_given(session: Session, ids: Collection[UUID]) -> dict[UUID, dict[Alleged, str]]:
    """The codes that stand in these cases, by case."""
    if not ids:
        return {}
    rows = session.scalars(sa.select(Allegation).where(Allegation.root_id.in_(ids))).all()
    rows = sorted(rows, key=lambda row: (row.proceeding_id, _number(row.code)))
    met: Counter[tuple[UUID, str | None, str]] = Counter()
    given: dict[UUID, dict[Alleged, str]] = defaultdict(dict)
    for row, opened in zip(rows, open_rows(session, rows, ("raw",)), strict=True):
        raw = opened["raw"] or ""
        met[row.proceeding_id, row.type, raw] += 1
        nth = met[row.proceeding_id, row.type, raw]
        given[row.root_id].setdefault((row.type, raw, nth), row.code)
    return given


def _number(code: str) -> int:
    return int(code[1:]) if code[1:].isdecimal() else 0
