"""One file as rows of the wanted columns: each is read whole, or told apart as broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from caseflow.errors import NotReady
from caseflow.imports.damage import is_damaged, mended
from caseflow.imports.files import SourceFile
from caseflow.imports.records import Failure, Lines, Record, Records, parse
from caseflow.imports.shape import DETECT, Layout
from caseflow.labels import Text, _

LONGEST_FIELD = 500
MARKS = (",", ";", "\t", "|")
# What stands in the key's place of a broken row is repeated only if it looks like a reference.
_KEY = re.compile(r"[\w.:/-]{1,64}")


@dataclass(frozen=True, slots=True)
class Row:
    """The wanted values of one record, in the order they were asked for, without outer blanks.

    `damaged` names the columns whose text held characters that cannot be read or kept.
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

    `columns` are their names in the header, in the order in which rows give them; the first is the
    key. Raises NotReady when the header lacks one of them or names one twice.
    """

    def __init__(self, source: SourceFile, layout: Layout) -> None:
        self.source = source
        self.columns = tuple(layout.wanted)
        self._limits = layout.limits
        self._least = min(self._limits.values())
        self._declared = layout.delimiter

    def __iter__(self) -> Iterator[Row | Broken]:
        with self.source.text() as stream:
            lines = Lines(stream)
            header = self._header(lines)
            reader = Records(lines, self._delimiter, len(header))
            places = [header.index(_folded(name)) for name in self.columns]
            for record in reader:
                if isinstance(record, Failure):
                    yield self._broken(record, places[0])
                else:
                    yield self._row(record, places)

    def check(self) -> None:
        """Read the header only."""
        with self.source.text() as stream:
            self._header(Lines(stream))

    def _header(self, lines: Lines) -> list[str]:
        line = ""
        for _number, line in lines:
            if line.strip() and not line.casefold().startswith("sep="):
                break
        self._delimiter = self._declared
        if self._declared == DETECT:
            self._delimiter = max(MARKS, key=lambda mark: self._known(line, mark))
        header = [_folded(name) for name in parse(line, self._delimiter)[0] or []]
        for name in self.columns:
            if header.count(_folded(name)) != 1:
                self._refuse(name, header)
        return header

    def _known(self, line: str, mark: str) -> int:
        names = {_folded(name) for name in parse(line, mark)[0] or []}
        return sum(_folded(name) in names for name in self.columns)

    def _refuse(self, name: str, header: list[str]) -> None:
        facts = {"file": self.source.name, "column": name}
        if _folded(name) in header:
            sentence = _("In “%(file)s” two columns are called “%(column)s”.", **facts)
        else:
            sentence = _("“%(file)s” has no column “%(column)s” in its header.", **facts)
        raise NotReady(sentence, field=f"{self.source.name}: {name}")

    def _broken(self, failure: Failure, place: int) -> Broken:
        """Keep the key where it can be told: the fields before a fault are still in place."""
        fields = failure.text.split(self._delimiter, place + 1)
        key = fields[place].strip('" \t\r\n') if len(fields) > place + 1 else ""
        return Broken(failure.line, failure.reason, key if _KEY.fullmatch(key) else "")

    def _row(self, record: Record, places: list[int]) -> Row | Broken:
        values = [record.fields[place].strip() for place in places]
        if record.size > self._least:
            for name, value in zip(self.columns, values, strict=True):
                most = self._limits.get(name, LONGEST_FIELD)
                if len(value) > most:
                    reason = _(
                        "the field “%(name)s” is longer than %(most)s characters",
                        name=name,
                        most=most,
                    )
                    key = values[0] if _KEY.fullmatch(values[0]) else ""
                    return Broken(record.line, reason, key)
        damaged = []
        if record.damaged:
            for place, name in enumerate(self.columns):
                if is_damaged(values[place]):
                    damaged.append(name)
                    values[place] = mended(values[place])
        return Row(record.line, values, damaged)


def _folded(name: str) -> str:
    return name.strip().casefold()
