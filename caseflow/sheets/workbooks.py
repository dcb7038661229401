"""XLSX workbooks, read by python-calamine in a process of its own that cannot take too much."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.sheets.workbook_process import DAMAGED, PROTECTED

MOST_PACKED, MOST_UNPACKED = 100_000_000, 1_000_000_000
_PROCESS = Path(__file__).with_name("workbook_process.py")


class SheetRow(NamedTuple):
    """A row of a sheet: its number there, and its cells as text."""

    line: int
    cells: list[str]


class Workbook:
    """A workbook that is open: the first rows of each sheet, and all rows of one."""

    def __init__(self, path: Path, process: subprocess.Popen[str]) -> None:
        self._path = path
        self._process = process
        self.heads: dict[str, list[SheetRow]] = {}
        while "heads" not in (told := self._next()):
            self.heads[told["sheet"]] = [SheetRow(*row) for row in told["head"]]

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """All rows of one sheet that hold something. To be asked once."""
        if self._process.stdin is None:
            raise RuntimeError("the process was begun without a pipe")
        self._process.stdin.write(json.dumps(sheet) + "\n")
        self._process.stdin.flush()
        while isinstance(row := self._next(), list):
            yield SheetRow(*row)

    def _next(self) -> Any:
        """What the process says next. Raises NotReady when it says no more."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        try:
            told = json.loads(line)
        except ValueError:
            told = {"refused": ""}
        if isinstance(told, dict) and "refused" in told:
            raise NotReady(_refusal(self._path, told["refused"]), field=self._path.name)
        return told


@contextmanager
def workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook. Raises NotReady when it is damaged, protected, or larger than is read."""
    _require_bounded(path)
    command = [sys.executable, "-I", str(_PROCESS), str(path)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    with process:
        try:
            yield Workbook(path, process)
        finally:
            process.kill()


def _require_bounded(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if path.stat().st_size > MOST_PACKED or unpacked > MOST_UNPACKED:
        raise NotReady(_refusal(path, ""), field=path.name)


def _refusal(path: Path, why: str) -> str:
    if why == PROTECTED:
        return _(
            "The workbook “%(name)s” is protected by a password. Save it without one.",
            name=path.name,
        )
    if why == DAMAGED:
        return _("The workbook “%(name)s” is damaged: it cannot be read.", name=path.name)
    return _(
        "The workbook “%(name)s” is larger than is read: up to 100 MB packed, 1 GB unpacked and"
        " 20 million cells from the first to the last that is used. Save it as CSV.",
        name=path.name,
    )
