"""The register of a real agency, where the shared data lies beside the checkout."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from caseflow.imports.bundle import CaseBundle
from caseflow.imports.profile import load
from caseflow.imports.reader import read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "legacy"


def test_every_row_of_the_shared_register_is_accounted_for(record_property, capsys):
    if not SHARED.is_dir():
        sentence = "shared data not present: the real register was not read"
        record_property("note", sentence)
        with capsys.disabled():
            print(f"\n{sentence}")
        return
    count, warned, stages = Counter(), Counter(), Counter()
    people, references = set(), set()
    for case in read(load("police-oversight"), SHARED):
        assert isinstance(case, CaseBundle), case
        references.add(case.external_reference)
        count["cases"] += 1
        count["allegations"] += sum(len(s.allegations) for s in case.subjects)
        count["nobody accused"] += not case.subjects[0].identified
        count["victims"] += len(case.victims)
        count["complainants"] += len(case.complainants)
        count["no closing date"] += case.closed_on is None
        people |= {s.external_id for s in case.subjects if s.described}
        stages.update(s.stage for s in case.subjects)
        warned.update(str(p.reason).split(";")[0] for p in case.problems)
    assert count == {
        "cases": 35_994,
        "allegations": 40_172,
        "nobody accused": 15_571,
        "victims": 7_158,
        "complainants": 22_988,
        "no closing date": 188,
    }
    assert len(references) == 35_994
    assert len(people) == 10_431
    assert warned["the category is missing"] == 228
    assert warned["the category is not known"] == 0
    assert warned["the final finding is missing"] == 1_700
    assert warned["the final finding has no counterpart"] == 12
    assert warned["the final finding is not known"] == 0
    assert warned["the final measure is missing"] == 1_698
    assert warned["the final measure is not known"] == 16
    assert warned["the incident is dated after the complaint"] == 5
    assert set(stages) <= {"received", "under-investigation", "under-review", "decided", "closed"}
