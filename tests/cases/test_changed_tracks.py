"""Cases that stand at a stage which their track calls otherwise by now."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.cases.models import Case, Proceeding
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services import move_recount
from caseflow.cases.services.moving import move
from caseflow.matters.models import Move
from tests.cases.conftest import Office
from tests.cases.test_correcting_people import read
from tests.tooling.test_changed_track import change

WAS = 'was = ["under-investigation"]'


@pytest.fixture
def investigated(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case under investigation, whose organisation calls it fact-finding from now on."""
    reference = office.log()
    office.investigate(reference)
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    change(tmp_path, was=WAS)
    return reference


def test_it_is_read_and_worked_on_as_the_stage_that_came_in_its_place(
    office: Office, investigated: str
) -> None:
    view = read(office, investigated)
    assert view.head.stage_label == "Fact-finding"
    assert [s.label for s in view.stages if s.state == "now"] == ["Fact-finding"]
    assert view.clocks[0].reading.limit.name == "investigation"
    assert view.head.is_open
    office.find(investigated)
    office.do(office.investigator, investigated, move, "send-to-review")
    assert read(office, investigated).head.stage == "under-review"


def test_the_recount_writes_the_new_name_and_no_step(office: Office, investigated: str) -> None:
    with office.house.system() as session:
        moves = session.scalar(sa.select(sa.func.count(Move.id)))
        since = session.scalars(sa.select(Case.stage_since)).one()
    with office.house.system(CasePurpose.RECOUNTING) as session:
        move_recount.recount_moves(session, step=lambda _last, _done: session.commit())
    with office.house.system() as session:
        case = session.scalars(sa.select(Case)).one()
        assert (case.stage, case.stage_since, case.next_move) == (
            "fact-finding",
            since,
            "staff:send-to-review",
        )
        assert session.scalars(sa.select(Proceeding.stage)).all() == ["fact-finding"]
        assert session.scalar(sa.select(sa.func.count(Move.id))) == moves
    labels = [str(event.label) for event in read(office, investigated).timeline]
    assert "Moved to “Fact-finding”" in labels


def test_the_course_tells_of_a_stage_by_the_name_that_it_has_now(
    office: Office, investigated: str
) -> None:
    office.find(investigated)
    office.do(office.investigator, investigated, move, "send-to-review")
    stages = {s.code: s for s in read(office, investigated).stages}
    assert stages["fact-finding"].state == "done"
    assert stages["fact-finding"].since is not None
