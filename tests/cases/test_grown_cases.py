"""Grown cases stand where cases of this home can stand, whatever its tracks are called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from caseflow.access.wall import PAST
from caseflow.cases.models import Case, Party, Proceeding
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services.growing import Ground, grow
from tests.cases.conftest import Office
from tests.cases_pages.test_second_track import CONTINGENTS
from tests.support.house import NOW

ARCHIVED = """
[stages.closed]
final = false
[stages.archived]
label = "Archived"
after = "closed"
means = ["closed"]
final = true
mark = 5
[moves.archive]
label = "Archive"
from = ["closed"]
to = "archived"
needs = "cases:close"
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Lay the file of a track into a home of this test."""
    folder = tmp_path / "config" / "tracks"
    folder.mkdir(parents=True)
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    return lambda name, words: (folder / f"{name}.toml").write_text(words, "utf-8")


def grown(office: Office) -> set[tuple[object, ...]]:
    """Where grown cases stand: track, stage, whether open, whether with the day of the closing."""
    ground = Ground(entity_id=office.entity, code="NM")
    with office.house.system(CasePurpose.GROWTH) as session:
        grow(session, grounds=[ground], how_many=200, random=Random(1), now=NOW)
        session.commit()
    dated = Case.closed_on.is_not(None)
    return rows(office, sa.select(Case.track, Case.stage, Case.is_open, dated).distinct())


def rows(office: Office, asked: sa.Select[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """What the database holds, whoever may see it."""
    with office.house.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(asked, execution_options=PAST)}


def test_grown_cases_are_closed_where_the_track_says_so_and_not_at_its_last_stage(
    office: Office, own: Callable[[str, str], None]
) -> None:
    own("staff", ARCHIVED)
    found = grown(office)
    assert {each for each in found if each[1] in {"closed", "archived"}} == {
        ("staff", "closed", False, True)
    }
    assert {(is_open, dated) for _track, _stage, is_open, dated in found} == {
        (True, False),
        (False, True),
    }


def test_grown_cases_stand_on_every_track_with_somebody_who_follows_it(
    office: Office, own: Callable[[str, str], None]
) -> None:
    own("volunteers", CONTINGENTS)
    found = grown(office)
    assert {each[0] for each in found} == {"staff", "volunteers"}
    assert ("volunteers", "ended", False, True) in found
    assert ("volunteers", "reported", True, False) in found
    joined = sa.join(Proceeding, Party, Proceeding.subject_id == Party.id)
    columns = (Proceeding.track, Party.personnel_category)
    assert rows(office, sa.select(*columns).select_from(joined).distinct()) == {
        ("staff", "staff_international"),
        ("volunteers", "volunteer"),
    }
