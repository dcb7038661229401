"""A home whose organisation changes the stages of a track while cases stand at them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.support.server import flask
from tests.support.starting import refused, started

pytestmark = pytest.mark.server

OWN = """
[stages]
under-investigation = false

[stages.fact-finding]
label = "Fact-finding"
after = "assessed"
means = ["investigating"]
limit = "investigation"
mark = 2
{was}
[stages.under-review]
after = "fact-finding"

[moves.open-investigation]
to = "fact-finding"
[moves.return-for-investigation]
to = "fact-finding"
[moves.send-to-review]
from = ["fact-finding"]
"""
STANDING = "SELECT stage, count(*) FROM proceedings GROUP BY stage"


def standing(home: Path) -> dict[str, int]:
    """How many proceedings stand at each stage."""
    connection = sqlite3.connect(home / "caseflow.db")
    try:
        return dict(connection.execute(STANDING).fetchall())
    finally:
        connection.close()


def change(home: Path, was: str = "") -> Path:
    """Let the organisation call the investigation otherwise."""
    own = home / "config" / "tracks" / "staff.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(OWN.format(was=was))
    return own


def test_no_start_leaves_a_standing_stage_without_a_home(homes) -> None:
    home = homes.fresh(seeded=True)
    before = standing(home)
    assert before["under-investigation"] > 0
    own = change(home)
    said = refused(home)
    count = before["under-investigation"]
    assert f"{own}: stages: {count} proceedings stand at under-investigation" in said
    assert 'was = ["under-investigation"]' in said
    change(home, was='was = ["under-investigation"]')
    with started(home):
        assert flask(home, "cases", "recount-moves").returncode == 0
    after = standing(home)
    assert after["fact-finding"] == count
    assert "under-investigation" not in after
    assert sum(after.values()) == sum(before.values())
    assert flask(home, "audit", "verify").returncode == 0
