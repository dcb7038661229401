"""A table as rows by the names of their columns, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from caseflow.labels import Text, _
from caseflow.sheets.columns import Columns
from caseflow.sheets.encodings import DETECT, inspect, require_no_guess
from caseflow.sheets.headers import require_no_misspelt
from caseflow.sheets.tables import Broken, Table


class Row(NamedTuple):
    """One row of a file, with its line; `fault` says why it cannot be used.

    `damaged` names the columns from which characters were taken out that cannot be read or kept.
    In a column that every row needs, they are a fault.
    """

    line: int
    values: Mapping[str, str]
    fault: Text | None = None
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handling:
    """What whoever hands a file over says of it."""

    encoding: str = DETECT
    accept_guess: bool = False
    sheet: str = ""


class NamedRows:
    """The rows of a file, read as a stream; each column that stands there by its name.

    `unused` are its columns that nobody asked for. Raises NotReady, before a row is read, when the
    file cannot be read, its encoding could only be guessed, or a column is missing or misspelt, or
    when nothing stands below its header.
    """

    def __init__(self, path: Path, columns: Columns, handling: Handling | None = None) -> None:
        how = handling or Handling()
        self.source = inspect(path, how.encoding)
        if not how.accept_guess:
            require_no_guess(self.source, "--encoding NAME")
        self._table = Table(self.source, columns, sheet=how.sheet)
        header = self._table.check()
        require_no_misspelt(header, columns, self.source.name)
        self._table.require_rows()
        self.unused = header.unused(columns)
        self._needed = frozenset(columns.needed)
        self.header_line = header.line
        self.read = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._table:
            self.read += 1
            if isinstance(row, Broken):
                key = {self._table.columns[0]: row.key} if row.key else {}
                yield Row(row.line, key, row.reason)
            else:
                values = dict(zip(self._table.columns, row.values, strict=True))
                lost = [column for column in row.damaged if column in self._needed]
                yield Row(row.line, values, _lost(lost) if lost else None, tuple(row.damaged))


def _lost(damaged: list[str]) -> Text:
    return _(
        "characters that cannot be read or kept stand in: %(columns)s", columns=", ".join(damaged)
    )
