"""The weights that ship are those of the report, and there is one for everything that is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from caseflow.facts.dates import Span
from caseflow.screening.matching import scoring
from caseflow.screening.matching.dates import Verdict
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.scoring import Comparer
from caseflow.screening.matching.ties import Tie

REPORT = Path(__file__).parents[2] / "docs/training.md"
ROW = re.compile(r"^\| ([a-z.-]+) \| (-?\d+\.\d{3}) \| [\d,]+ \|$", re.MULTILINE)


def test_the_report_tells_the_weights_that_ship():
    report = REPORT.read_text("utf-8")
    assert {name: float(weight) for name, weight in ROW.findall(report)} == scoring.WEIGHTS
    told = f"Model {scoring.VERSION}; *refer* from {scoring.REFER_FROM}"
    assert f"{told}, *strong* from {scoring.STRONG_FROM}." in report


def test_every_tie_and_every_verdict_has_a_weight():
    ties = {name for tie in Tie for name in (tie.value, f"{tie.value}.rare")}
    verdicts = {f"birth-{v.value}" for v in Verdict if v is not Verdict.NOTHING}
    assert ties | verdicts <= scoring.WEIGHTS.keys()


@pytest.mark.parametrize(
    ("one", "other", "whole"),
    [
        ("Elena Duarte", "Duarte, Elena", True),
        ("Elena Duarte", "Elana Duarte", True),
        ("Elena Duarte", "Elena Sofia Duarte", False),
        ("Elena Sofia Duarte", "Elena Duarte", False),
        ("Elena", "Elena", False),
    ],
)
def test_two_names_without_a_word_left_over_are_more_than_their_words(one, other, whole):
    comparer = Comparer(Person((one,), (Span.of(1984),)))
    found = comparer.features(Person((other,), (Span.of(1984),)))
    assert ("whole" in found) is whole
    assert found.keys() <= scoring.WEIGHTS.keys()
    assert scoring.WEIGHTS["whole"] > 0
