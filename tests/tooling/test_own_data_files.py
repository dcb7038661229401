"""A mistake in an organisation's own data files is told before it is said to serve."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.starting import refused, started

pytestmark = pytest.mark.server

LONG_STAGE = f"""
[stages.{"s" * 41}]
label = "Too long"
after = "assessed"
"""


def write(home: Path, topic: str, words: str) -> Path:
    own = home / "config" / f"{topic}.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(words)
    return own


@pytest.mark.parametrize(
    ("topic", "words", "fault"),
    [
        ("limits", '[decision]\namount = "many"\n', "decision.amount"),
        ("limits", "[decision\n", "limits.toml"),
        (
            "personnel_categories",
            '[staff_international]\ntrack = "stuff"\n',
            "staff_international.track: there is no track stuff",
        ),
        ("tracks/staff", LONG_STAGE, "a code has at most 40 characters here"),
        (
            "roles",
            '[officer]\nmay = ["cases:reed"]\n',
            "officer.may: there is no permission cases:reed",
        ),
        ("roles", '[auditor]\nreach = "afar"\n', "auditor.reach: 'afar' is none of own"),
        ("limts", "[decision]\namount = 3\n", "no data file of this name is known"),
        ("staff", 'label = "Staff"\n', "tracks/*.toml"),
    ],
)
def test_a_mistake_is_told_with_its_file_before_it_serves(tmp_path, topic, words, fault):
    home = tmp_path / "home"
    own = write(home, topic, words)
    said = refused(home)
    assert str(own) in said
    assert fault in said
    assert "CaseFlow serves" not in said
    assert "Traceback" not in said
    assert not (home / "caseflow.db").exists()


def test_a_category_may_follow_a_track_that_ships_or_one_of_its_own(homes):
    home = homes.fresh()
    write(home, "personnel_categories", '[staff_international]\ntrack = "volunteers"\n')
    with started(home) as start:
        assert "CaseFlow serves" in start.said
