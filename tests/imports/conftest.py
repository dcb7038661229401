"""A made-up register in the shape of the shipped profile, ready to be spoiled."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from caseflow.imports import reader
from caseflow.imports.bundle import CaseBundle
from caseflow.imports.links import NOTHING, Accepted
from caseflow.imports.profile import load
from caseflow.imports.reader import read
from caseflow.imports.shape import Profile
from caseflow.sheets.problems import ProblemRow, Severity

MADE_UP = Path(__file__).parent / "police-oversight"


@dataclass
class Outcome:
    """What a reading gave."""

    cases: dict[str, CaseBundle]
    loose: list[ProblemRow]

    @property
    def problems(self) -> list[ProblemRow]:
        return self.loose + [p for case in self.cases.values() for p in case.problems]

    def reasons(self, severity: Severity, file: str) -> dict[int, str]:
        return {
            p.line: str(p.reason)
            for p in self.problems
            if p.severity is severity and p.file.startswith(file)
        }


@dataclass
class Register:
    """A folder of files that a test may change, and the profile to read them with."""

    folder: Path
    profile: Profile

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.csv"

    def lines(self, name: str) -> list[str]:
        return self.path(name).read_text("utf-8").splitlines()

    def write(self, name: str, lines: list[str], encoding: str = "utf-8") -> None:
        self.path(name).write_bytes(("\n".join(lines) + "\n").encode(encoding))

    def add(self, name: str, *rows: str) -> int:
        """Append rows; the line of the first of them."""
        before = self.lines(name)
        self.write(name, before + list(rows))
        return len(before) + 1

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text("utf-8")
        assert old in text
        self.path(name).write_text(text.replace(old, new), "utf-8")

    def read(self, profile: Profile | None = None, accepted: Accepted = NOTHING) -> Outcome:
        found = list(read(profile or self.profile, self.folder, accepted))
        cases = [one for one in found if isinstance(one, CaseBundle)]
        assert len({case.external_reference for case in cases}) == len(cases)
        return Outcome(
            {case.external_reference: case for case in cases},
            [one for one in found if isinstance(one, ProblemRow)],
        )


@pytest.fixture(autouse=True)
def in_a_later_year() -> Iterator[None]:
    """The register is made up, and its days are those of 2031: here they have come."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "today", lambda: date(2040, 1, 1))
        yield


@pytest.fixture
def register(tmp_path: Path) -> Register:
    folder = tmp_path / "register"
    shutil.copytree(MADE_UP, folder)
    return Register(folder, load("police-oversight"))
