"""Whether the rows of all audited tables are those of which the trail tells.

A row that the trail never saw made, one that it saw made and that is gone, one that hangs under
another root, and one that decides who sees what and is not as the trail last saw it: each is a
fault. The seal stops none of it. The other values of rows are not compared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from caseflow.access.models import Deciding, Protected
from caseflow.audit.models import FIRST_ADOPTED, Audited
from caseflow.audit.plain_rows import PlainRows, unreadable
from caseflow.audit.plain_values import UNREADABLE
from caseflow.audit.recorded_rows import SeenRows
from caseflow.audit.row_digests import deciding_columns, digest
from caseflow.audit.verifying import BATCH, Verdict
from caseflow.db import Base, trail_table

Said = tuple[str, str | None, str | None, bool]


def compare_rows(session: Session, verdict: Verdict) -> int:
    """Compare every audited row with the trail; returns how many rows were looked at.

    Needs a system session.
    """
    looked = 0
    with tempfile.TemporaryDirectory() as folder:
        seen = SeenRows(str(Path(folder) / "rows.db"))
        seen.gather(session, verdict)
        for model in audited_models():
            looked += _Comparison(session, model, seen, verdict).run()
        for root, seq in seen.silenced():
            words = f"its key was destroyed, and no act tells that {root or 'it'} was deleted"
            verdict.fault(seq, words)
        seen.close()
    return looked


def audited_models() -> list[Any]:
    """Every audited model, by the names of their tables."""
    models = (m.class_ for m in Base.registry.mappers if issubclass(m.class_, Audited))
    return sorted(models, key=trail_table)


class _Comparison:
    """The rows of one table and what the trail says of them, walked side by side by id."""

    def __init__(self, session: Session, model: Any, seen: SeenRows, verdict: Verdict) -> None:
        self._session = session
        self._model = model
        self._seen = seen
        self._verdict = verdict
        self._decides = issubclass(model, Deciding)
        self._is_adopted = trail_table(model) in seen.adopted

    def run(self) -> int:
        """Compare; returns how many rows there are."""
        said, looked = self._seen.of(trail_table(self._model)), 0
        line = next(said, None)
        for row in self._rows():
            looked += 1
            if row.id is UNREADABLE:
                self._fault("", "the id of a row cannot be read")
                continue
            while line is not None and line[0] < str(row.id):
                self._gone(line)
                line = next(said, None)
            if line is not None and line[0] == str(row.id):
                self._compare(row, line)
                line = next(said, None)
            else:
                self._compare(row, None)
        while line is not None:
            self._gone(line)
            line = next(said, None)
        return looked

    def _rows(self) -> Iterator[SimpleNamespace]:
        names = ["id"]
        if issubclass(self._model, Protected):
            names.append("root_id")
        if self._decides:
            names += deciding_columns(self._model)
        columns = {name: getattr(self._model, name) for name in names}
        return PlainRows(self._session, columns).in_order("id", BATCH)

    def _gone(self, line: Said) -> None:
        """A row of which the trail tells and that is not there."""
        row_id, root, _digest, deleted = line
        if not deleted and not self._seen.is_silent(root or row_id):
            self._fault(row_id, "the trail saw it made and never saw it deleted; it is gone")

    def _compare(self, row: SimpleNamespace, line: Said | None) -> None:
        if names := unreadable(row):
            self._fault(row.id, f"what stands in it cannot be read: {', '.join(names)}")
            return
        root = getattr(row, "root_id", None)
        if line is not None and line[3]:
            self._fault(row.id, "the trail saw it deleted; it is there")
            return
        if line is None:
            if self._is_known_by_all() and not self._seen.is_silent(root):
                self._fault(row.id, "the trail never saw it made")
            return
        if root is not None and line[1] is not None and line[1] != str(root):
            self._fault(row.id, "it hangs under another root")
        elif self._decides:
            self._compare_digest(row, line[2])

    def _compare_digest(self, row: SimpleNamespace, known: str | None) -> None:
        if known is None:
            if self._is_adopted and not self._seen.is_silent(getattr(row, "root_id", None)):
                self._fault(row.id, "the trail does not know what it decides")
        elif known != digest(self._model, vars(row)):
            self._fault(row.id, "it is not as the trail last saw it")

    def _is_known_by_all(self) -> bool:
        """Whether every row of this table must be known: earlier releases did not record some."""
        return self._is_adopted or trail_table(self._model) not in FIRST_ADOPTED

    def _fault(self, row_id: object, what: str) -> None:
        place = f"{trail_table(self._model)} {row_id}".rstrip()
        self._verdict.fault(None, f"{place}: {what}")
