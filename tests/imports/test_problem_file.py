"""The file of problem rows is safe to open and tells where to look."""

from __future__ import annotations

import csv
import stat

import pytest

from caseflow.labels import _
from caseflow.sheets.problems import ProblemFile, ProblemRow, Severity, harmless


def test_the_file_lists_file_line_reference_severity_and_reason(tmp_path):
    path = tmp_path / "problems.csv"
    with ProblemFile(path) as problems:
        problems.write(
            [
                ProblemRow("accused.csv", 7, "T-1", Severity.LEFT_OUT, _("no case, none")),
                ProblemRow("complaints.csv", 2, "", Severity.REJECTED, _("the row says “%%”")),
            ]
        )
        assert problems.rows == 2
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0] == {
        "file": "accused.csv",
        "line": "7",
        "reference": "T-1",
        "severity": "left out",
        "reason": "no case, none",
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r\n=1", "＝1", "|calc", "\x00=1"],
)
def test_no_cell_starts_a_formula(cell):
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize("cell", ["T-1001", "", "7", "Übung", "a=b", "名"])
def test_an_honest_cell_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_line_breaks_surrogates_and_length_cannot_harm_the_file(tmp_path):
    path = tmp_path / "problems.csv"
    nasty = "a\nb\rc\x00d\ud800e\u2028" + "x" * 10_000_000
    with ProblemFile(path) as problems:
        problems.write([ProblemRow("f.csv", 1, nasty, Severity.WARNING, _("odd"))])
    assert path.stat().st_size < 1_000
    assert len(path.read_text("utf-8").splitlines()) == 2


def test_a_file_that_was_there_is_written_anew(tmp_path):
    path = tmp_path / "problems.csv"
    path.write_text("old " * 1000)
    with ProblemFile(path):
        pass
    assert "old" not in path.read_text()
