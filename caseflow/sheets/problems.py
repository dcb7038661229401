"""What went wrong with single rows, and the file that lists it for whoever mends the source."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from caseflow.labels import Labelled, Text, _

COLUMNS = ("file", "line", "reference", "severity", "reason")
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LONGEST = 200


class Severity(Labelled):
    """What a problem did to the row, and to what it belongs to."""

    REJECTED = "rejected", _("Not taken in")
    LEFT_OUT = "left out", _("Row left out, what it belongs to taken in without it")
    WARNING = "warning", _("Taken in, with a gap to look at")


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One row of one file, and what is wrong with it.

    The reason never quotes the row: a column that slipped may hold a name. `line` is the physical
    line its record starts on, 1 being the header.
    """

    file: str
    line: int
    reference: str
    severity: Severity
    reason: Text


class ProblemFile:
    """The CSV file of problem rows, for its owner's eyes only, written as they come.

    A run that is ended has listed what was found so far. Used as a context manager. Cells that a
    spreadsheet would take for a formula are disarmed. Raises OSError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0

    def __enter__(self) -> Self:
        self._stream = private_file(self.path)
        self._writer = csv.writer(self._stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)
        self._stream.flush()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()

    def write(self, problems: Iterable[ProblemRow]) -> None:
        """Add rows to the file."""
        for problem in problems:
            self._writer.writerow(
                (
                    harmless(problem.file),
                    problem.line or "",
                    harmless(problem.reference),
                    problem.severity.value,
                    harmless(problem.reason),
                )
            )
            self.rows += 1
        self._stream.flush()


def private_file(path: Path) -> TextIO:
    """A file to write anew that its owner alone may read, whatever it was before."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)
    return os.fdopen(handle, "w", encoding="utf-8", newline="")


def harmless(cell: str) -> str:
    """A cell's text without line breaks, control characters or the start of a formula."""
    text = _CONTROL.sub(" ", cell)
    if len(text) > _LONGEST and not isinstance(cell, Text):
        text = text[:_LONGEST] + "…"
    return f"'{text}" if _FORMULA.match(text) else text
