"""Records of a CSV file that may be damaged; what spoils one costs that one only."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TextIO

from caseflow.labels import Text, _
from caseflow.sheets.damage import is_damaged

LONGEST_RECORD = 100_000  # below the csv module's own limit for one field, so that ours speaks
MOST_LINES = 200
RARE = re.compile("[\x0b\x0c\x85\u2028\u2029]")


class Failure(NamedTuple):
    """A record that is none: its line, the reason, and the text as far as it was read."""

    line: int
    reason: Text
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one record; `size` counts its characters."""

    line: int
    fields: list[str]
    size: int
    damaged: bool


class Lines:
    """Physical lines with their numbers; none is ever held beyond the longest record's length.

    Where no line ends as usual, the rarer line ends of word processors are taken for such.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rare: RareLineEnds | None = None
        self._back: deque[tuple[int, str]] = deque()
        self._number = 0

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while (found := self.next()) is not None:
            yield found

    def next(self) -> tuple[int, str] | None:
        """The next line; one that is too long comes cut to just over the limit."""
        if self._back:
            return self._back.popleft()
        line = self._rare.next() if self._rare else self._usual()
        if not line:
            return None
        self._number += 1
        return self._number, line

    def _usual(self) -> str:
        line = self._stream.readline(LONGEST_RECORD + 1)
        if self._number == 0 and line[-1:] not in {"\r", "\n"} and RARE.search(line):
            self._rare = RareLineEnds(self._stream, line)
            return self._rare.next()
        rest = line
        while len(rest) > LONGEST_RECORD and rest[-1] not in "\r\n":
            rest = self._stream.readline(LONGEST_RECORD + 1)
        return line

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        """Let these lines be read again."""
        self._back.extendleft(reversed(lines))


class RareLineEnds:
    """Lines that end with U+000B, U+000C, U+0085, U+2028 or U+2029, each given with a line feed."""

    def __init__(self, stream: TextIO, begun: str) -> None:
        self._stream = stream
        self._held = begun

    def next(self) -> str:
        """The next line, cut as `Lines` cuts it; empty at the end."""
        while (end := RARE.search(self._held)) is None:
            more = self._stream.read(LONGEST_RECORD)
            if not more:
                line, self._held = self._held, ""
                return line[: LONGEST_RECORD + 1]
            self._held = self._held[: LONGEST_RECORD + 1] + more
        line, self._held = self._held[: end.start()], self._held[end.end() :]
        return line[: LONGEST_RECORD + 1] + "\n"


class Records:
    """Records of a known width; a quotation that never closes costs its own line only.

    `least` fields are named by the header; up to `most` may stand there, and what is beyond has
    to be empty.
    """

    def __init__(self, lines: Lines, delimiter: str, least: int, most: int) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._least = least
        self._most = most
        self._blank = delimiter + '" \t\r\n\x0b\x0c'

    def __iter__(self) -> Iterator[Record | Failure]:
        for number, line in self._lines:
            if len(line) > LONGEST_RECORD:
                yield Failure(number, too_long(), line)
            elif not line.strip(self._blank):
                continue
            elif '"' in line:
                yield self._quoted(number, line)
            else:
                yield self._whole(number, line.rstrip("\r\n").split(self._delimiter), line)

    def _quoted(self, number: int, line: str) -> Record | Failure:
        held: list[tuple[int, str]] = []
        text = line
        fields, still_open = parse(text, self._delimiter)
        while still_open and len(held) < MOST_LINES and len(text) <= LONGEST_RECORD:
            following = self._lines.next()
            if following is None:
                break
            held.append(following)
            text += following[1]
            if '"' in following[1]:
                fields, still_open = parse(text, self._delimiter)
        if fields is not None and (not held or self._fits(fields) or not self._hides_rows(held)):
            return self._whole(number, fields, text)
        self._lines.give_back(held)
        if held or still_open:
            return Failure(number, _("a quotation mark is opened and never closed"), line)
        return Failure(number, _("a quotation mark stands where none can be"), line)

    def _fits(self, fields: list[str]) -> bool:
        return len(fields) >= self._least and not any(fields[self._most :])

    def _hides_rows(self, held: list[tuple[int, str]]) -> bool:
        """Whether one of the lines that a quotation took in is a whole row by itself.

        The last line of a cell that goes on over several is none: its quotation ends in it.
        """
        parsed = (parse(line, self._delimiter)[0] or [] for _number, line in held)
        return any(self._fits(fields) and '"' not in "".join(fields) for fields in parsed)

    def _whole(self, number: int, fields: list[str], text: str) -> Record | Failure:
        if not self._fits(fields):
            reason = _(
                "the row has %(found)s fields where the header has %(wanted)s",
                found=len(fields),
                wanted=self._least,
            )
            return Failure(number, reason, text)
        return Record(number, fields, len(text), is_damaged(text))


def parse(text: str, delimiter: str) -> tuple[list[str] | None, bool]:
    """The fields of one record, or None; and whether the parser asked for another line."""
    reader = csv.reader([text, ""], delimiter=delimiter, strict=True)
    try:
        return next(reader), False
    except csv.Error:
        return None, reader.line_num > 1


def too_long() -> Text:
    """The sentence for a row that no register needs that long."""
    return _("the row is longer than %(most)s characters", most=f"{LONGEST_RECORD:,}")
