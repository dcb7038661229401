"""One file as rows of the wanted columns: each is read whole, or told apart as broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.sheets.columns import Columns
from caseflow.sheets.damage import is_damaged, mended, with_line_ends
from caseflow.sheets.encodings import DETECT
from caseflow.sheets.files import SourceFile
from caseflow.sheets.header_search import in_text, in_workbook
from caseflow.sheets.headers import Header, refusal
from caseflow.sheets.records import Failure, Lines, Record, Records
from caseflow.sheets.workbooks import workbook

# What stands in the key's place of a broken row is repeated only if it looks like a reference.
_KEY = re.compile(r"[\w.:/-]{1,64}")


@dataclass(frozen=True, slots=True)
class Row:
    """The wanted values of one record, in the order they were asked for, without outer blanks.

    `line` is the line of the file, or the row of the sheet, on which it begins. `damaged` names
    the columns whose text held characters that cannot be read or kept.
    """

    line: int
    values: list[str]
    damaged: list[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that could not be read, why, and its key if that much is clear."""

    line: int
    reason: Text
    key: str = ""


class Table:
    """One file as records of the wanted columns, read as a stream.

    `columns` are those that stand in the header, in the order in which rows give them; the first
    is the key. Raises NotReady when the header lacks one that is needed or names one twice, or
    when it cannot be told which sheet of a workbook is meant.
    """

    def __init__(
        self,
        source: SourceFile,
        columns: Columns,
        *,
        delimiter: str = DETECT,
        sheet: str = "",
    ) -> None:
        self.source = source
        self.asked = columns
        self.columns = columns.needed
        self._delimiter = delimiter
        self._sheet = sheet
        self._limits = columns.limits
        self._least = min(columns.limits.values(), default=columns.longest)

    def __iter__(self) -> Iterator[Row | Broken]:
        with self._opened() as (header, records):
            places = [header.places[name] for name in self.columns]
            names = sorted(header.cells[place].strip() for place in places)
            for record in records:
                if isinstance(record, Failure):
                    yield self._broken(record, places[0])
                else:
                    row = self._row(record, places)
                    again = isinstance(row, Row) and sorted(row.values) == names
                    yield Broken(row.line, _("the header stands here again")) if again else row

    def check(self) -> Header:
        """Read the header only."""
        with self._opened() as (header, _records):
            return header

    def require_rows(self) -> None:
        """See that something stands below the header. Raises NotReady."""
        with self._opened() as (_header, records):
            if next(iter(records), None) is None:
                raise NotReady(
                    _("“%(name)s” has a header, and no row below it.", name=self.source.name),
                    field=self.source.name,
                )

    @contextmanager
    def _opened(self) -> Iterator[tuple[Header, Iterator[Record | Failure]]]:
        opened = self._workbook() if self.source.workbook else self._text()
        with opened as (header, records):
            if wrong := refusal(header, self.asked, self.source.name):
                raise wrong
            self.columns = tuple(name for name in self.asked.wanted if name in header.places)
            yield header, records

    @contextmanager
    def _text(self) -> Iterator[tuple[Header, Iterator[Record | Failure]]]:
        with self.source.text() as stream:
            lines = Lines(stream)
            header, mark = in_text(lines, self.asked, self._delimiter, self.source.name)
            self._mark = mark
            yield header, iter(Records(lines, mark, header.width, len(header.cells)))

    @contextmanager
    def _workbook(self) -> Iterator[tuple[Header, Iterator[Record | Failure]]]:
        with workbook(self.source.path) as book:
            name, header = in_workbook(book.heads, self.asked, self._sheet, self.source.name)
            yield (
                header,
                (
                    Record(line, cells, sum(map(len, cells)), any(map(is_damaged, cells)))
                    for line, cells in book.rows(name)
                    if line > header.line
                ),
            )

    def _broken(self, failure: Failure, place: int) -> Broken:
        """Keep the key where it can be told: the fields before a fault are still in place."""
        fields = failure.text.split(self._mark, place + 1)
        key = fields[place].strip() if len(fields) > place else ""
        if key.startswith('"') and key.endswith('"'):
            key = key[1:-1]
        return Broken(failure.line, failure.reason, key if _KEY.fullmatch(key) else "")

    def _row(self, record: Record, places: list[int]) -> Row | Broken:
        values = [record.fields[place].strip() for place in places]
        if record.size > self._least:
            for name, value in zip(self.columns, values, strict=True):
                most = self._limits.get(name, self.asked.longest)
                if len(value) > most:
                    return self._too_long(record.line, name, most, values[0])
        damaged = []
        if record.damaged:
            for place, name in enumerate(self.columns):
                values[place] = with_line_ends(values[place])
                if is_damaged(values[place]):
                    damaged.append(name)
                    values[place] = mended(values[place])
        return Row(record.line, values, damaged)

    def _too_long(self, line: int, name: str, most: int, key: str) -> Broken:
        reason = _("the field “%(name)s” is longer than %(most)s characters", name=name, most=most)
        return Broken(line, reason, key if _KEY.fullmatch(key) else "")
