"""Records out of a CSV file that may be damaged: each is read whole, or told apart as broken."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TextIO

from caseflow.errors import NotReady
from caseflow.imports.files import SourceFile
from caseflow.imports.profile import DETECT, Layout
from caseflow.labels import Text, _

LONGEST_RECORD = 100_000  # below the csv module's own limit for one field, so that ours speaks
LONGEST_FIELD = 500
MOST_LINES = 200
DELIMITERS = (",", ";", "\t", "|")
# Line breaks and tabs may stand in a quoted field; no other control character has business there.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_UNREADABLE = r"\ufffd\ufffe\uffff\ud800-\udfff"
_DAMAGE = re.compile(f"[{_CONTROL}{_UNREADABLE}]")
# What stands in the key's place of a broken row is repeated only if it looks like a reference.
_KEY = re.compile(r"[\w.:/-]{1,64}")
_REMOVED = re.compile(f"[{_CONTROL}]")
_LOST = re.compile(f"[{_UNREADABLE}]")


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
            lines = _Lines(stream)
            header = self._header(lines)
            reader = _Records(lines, self._delimiter, len(header))
            places = [header.index(_folded(name)) for name in self.columns]
            for record in reader:
                if isinstance(record, _Failure):
                    yield self._broken(record, places[0])
                else:
                    yield self._row(record, places)

    def check(self) -> None:
        """Read the header only."""
        with self.source.text() as stream:
            self._header(_Lines(stream))

    def _header(self, lines: _Lines) -> list[str]:
        line = ""
        for _number, line in lines:
            if line.strip() and not line.casefold().startswith("sep="):
                break
        self._delimiter = self._declared
        if self._declared == DETECT:
            self._delimiter = max(DELIMITERS, key=lambda mark: self._known(line, mark))
        header = [_folded(name) for name in _parse(line, self._delimiter)[0] or []]
        for name in self.columns:
            if header.count(_folded(name)) != 1:
                self._refuse(name, header)
        return header

    def _known(self, line: str, mark: str) -> int:
        names = {_folded(name) for name in _parse(line, mark)[0] or []}
        return sum(_folded(name) in names for name in self.columns)

    def _refuse(self, name: str, header: list[str]) -> None:
        facts = {"file": self.source.name, "column": name}
        if _folded(name) in header:
            sentence = _("In “%(file)s” two columns are called “%(column)s”.", **facts)
        else:
            sentence = _("“%(file)s” has no column “%(column)s” in its header.", **facts)
        raise NotReady(sentence, field=f"{self.source.name}: {name}")

    def _broken(self, failure: _Failure, place: int) -> Broken:
        """Keep the key where it can be told: the fields before a fault are still in place."""
        fields = failure.text.split(self._delimiter, place + 1)
        key = fields[place].strip('" \t\r\n') if len(fields) > place + 1 else ""
        return Broken(failure.line, failure.reason, key if _KEY.fullmatch(key) else "")

    def _row(self, record: _Record, places: list[int]) -> Row | Broken:
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
                if _DAMAGE.search(values[place]):
                    damaged.append(name)
                    cleaned = _REMOVED.sub("", values[place])
                    values[place] = _LOST.sub("\ufffd", cleaned).strip()
        return Row(record.line, values, damaged)


def too_long() -> Text:
    """The sentence for a row that no register needs that long."""
    return _("the row is longer than %(most)s characters", most=f"{LONGEST_RECORD:,}")


class _Failure(NamedTuple):
    line: int
    reason: Text
    text: str


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    fields: list[str]
    size: int
    damaged: bool


class _Lines:
    """Physical lines with their numbers; none is ever held beyond the longest record's length."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._back: deque[tuple[int, str]] = deque()
        self._number = 0

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while (found := self.next()) is not None:
            yield found

    def next(self) -> tuple[int, str] | None:
        """The next line; one that is too long comes cut to just over the limit."""
        if self._back:
            return self._back.popleft()
        line = self._stream.readline(LONGEST_RECORD + 1)
        if not line:
            return None
        self._number += 1
        rest = line
        while len(rest) > LONGEST_RECORD and rest[-1] not in "\r\n":
            rest = self._stream.readline(LONGEST_RECORD + 1)
        return self._number, line

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        """Let these lines be read again."""
        self._back.extendleft(reversed(lines))


class _Records:
    """Records of a known width; a quotation that never closes costs its own line only."""

    def __init__(self, lines: _Lines, delimiter: str, width: int) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._width = width
        self._blank = delimiter + '" \t\r\n'

    def __iter__(self) -> Iterator[_Record | _Failure]:
        for number, line in self._lines:
            if len(line) > LONGEST_RECORD:
                yield _Failure(number, too_long(), line)
            elif not line.strip(self._blank):
                continue
            elif '"' in line:
                yield self._quoted(number, line)
            else:
                yield self._whole(number, line.rstrip("\r\n").split(self._delimiter), line)

    def _quoted(self, number: int, line: str) -> _Record | _Failure:
        held: list[tuple[int, str]] = []
        text = line
        fields, still_open = _parse(text, self._delimiter)
        while still_open and len(held) < MOST_LINES and len(text) <= LONGEST_RECORD:
            following = self._lines.next()
            if following is None:
                break
            held.append(following)
            text += following[1]
            if '"' in following[1]:
                fields, still_open = _parse(text, self._delimiter)
        if fields is not None and (not held or len(fields) == self._width):
            return self._whole(number, fields, text)
        self._lines.give_back(held)
        if held or still_open:
            return _Failure(number, _("a quotation mark is opened and never closed"), line)
        return _Failure(number, _("a quotation mark stands where none can be"), line)

    def _whole(self, number: int, fields: list[str], text: str) -> _Record | _Failure:
        if len(fields) > self._width and not any(fields[self._width :]):
            fields = fields[: self._width]
        if len(fields) != self._width:
            reason = _(
                "the row has %(found)s fields where the header has %(wanted)s",
                found=len(fields),
                wanted=self._width,
            )
            return _Failure(number, reason, text)
        return _Record(number, fields, len(text), bool(_DAMAGE.search(text)))


def _parse(text: str, delimiter: str) -> tuple[list[str] | None, bool]:
    """The fields of one record, or None; and whether the parser asked for another line."""
    reader = csv.reader([text, ""], delimiter=delimiter, strict=True)
    try:
        return next(reader), False
    except csv.Error:
        return None, reader.line_num > 1


def _folded(name: str) -> str:
    return name.strip().casefold()
