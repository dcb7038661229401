"""Cases that stand at a stage which their track calls otherwise by now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.cases.lists.kept_filters import of_query, of_today
from caseflow.cases.models import Case, ClockChange, ClockRecord, Proceeding, RunningLimit
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services import move_recount
from caseflow.cases.services.limit_rule_recount import recount_limits
from caseflow.cases.services.moving import move
from caseflow.cases.services.timekeeping import (
    agree_extension,
    propose_extension,
    restart_clock,
    stop_clock,
)
from caseflow.clocks.limits import Unit
from caseflow.clocks.reading import State
from caseflow.matters.models import Move
from tests.cases.conftest import Office
from tests.cases.test_correcting_people import read
from tests.cases.test_limits_apart import apart, proceedings, rows  # noqa: F401 - a fixture
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


def limits_of(office: Office, reference: str) -> tuple[object, ...]:
    """When a case is due, and the limits of those who stand elsewhere than it."""
    with office.house.system() as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        kept = session.scalars(sa.select(RunningLimit).where(RunningLimit.root_id == case.id)).all()
        stopped = sorted((row.limit, row.started_on, row.due_on, row.stopped) for row in kept)
        return case.due_on, case.due_limit, case.clock_stopped, stopped


def records_of(office: Office, reference: str) -> int:
    return len(rows(office, reference, ClockRecord))


def recount_all(office: Office) -> None:
    """What the worker does after an organisation changed its tracks."""
    for recount in (move_recount.recount_moves, recount_limits):
        with office.house.system(CasePurpose.RECOUNTING) as session:
            recount(session, step=lambda _last, _done: session.commit())


@pytest.fixture
def renaming(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets the organisation call the investigation fact-finding."""

    def rename() -> None:
        monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
        change(tmp_path, was=WAS)

    return rename


@pytest.mark.parametrize("counted", [False, True])
def test_a_clock_that_was_stopped_and_extended_stays_so(
    office: Office, renaming: Callable[[], None], counted: bool
) -> None:
    reference = office.log()
    office.investigate(reference)
    extend(office, reference)
    stop(office, reference)
    recount_all(office)  # while it stands still, its day moves on to that of the worker
    before = limits_of(office, reference)
    assert before[2], "the clock stands still"
    allowed = read(office, reference).clocks[0].reading.allowed
    renaming()
    if counted:
        recount_all(office)
        assert {row.stage for row in rows(office, reference, ClockChange)} == {"fact-finding"}
    assert limits_of(office, reference) == before
    clock = read(office, reference).clocks[0]
    assert clock.reading.state is State.STOPPED
    assert clock.reading.allowed == allowed
    office.do(office.officer, reference, restart_clock, reason="Here again.")
    assert not limits_of(office, reference)[2]


@pytest.mark.parametrize("counted", [False, True])
def test_the_limits_of_several_subjects_go_on_once_each(
    office: Office,
    apart: str,  # noqa: F811
    renaming: Callable[[], None],
    counted: bool,
) -> None:
    before, kept = limits_of(office, apart), records_of(office, apart)
    renaming()
    if counted:
        recount_all(office)
    assert limits_of(office, apart) == before
    clocks = [clock.reading.limit.name for clock in read(office, apart).clocks]
    assert len(clocks) == len(set(clocks))
    stop(office, apart)
    assert limits_of(office, apart)[0] == before[0] or limits_of(office, apart)[2]
    assert records_of(office, apart) == kept


@pytest.mark.parametrize("renamed", [False, True])
def test_a_step_leaves_the_same_records_whatever_a_stage_is_called(
    office: Office,
    apart: str,  # noqa: F811
    renaming: Callable[[], None],
    renamed: bool,
) -> None:
    if renamed:
        renaming()
        recount_all(office)
    kept = records_of(office, apart)
    first, _second = proceedings(office, apart)
    office.find(apart, of=first.subject_id)
    office.do(office.investigator, apart, move, "send-to-review")
    assert records_of(office, apart) == kept + 1


def test_a_filter_and_a_saved_view_follow_a_stage_to_its_new_name(
    office: Office, renaming: Callable[[], None]
) -> None:
    given = {"view": "mine", "stage": "under-investigation"}
    assert of_query("view=mine&stage=under-investigation") == given
    renaming()
    assert of_query("view=mine&stage=under-investigation") == {**given, "stage": "fact-finding"}
    assert of_today({"stage": "received"}) == {"stage": "received"}
    assert of_today({"stage": "never-was"}) == {"stage": "never-was"}
    assert of_today({"view": "mine"}) == {"view": "mine"}


def extend(office: Office, reference: str) -> None:
    words = {"amount": 2, "unit": Unit.MONTHS, "reason": "Two witnesses are away."}
    office.do(office.officer, reference, propose_extension, **words)
    (row,) = rows(office, reference, ClockChange)
    office.do(office.senior, reference, agree_extension, row.id)


def stop(office: Office, reference: str) -> None:
    ground = min(read(office, reference).clocks[0].reading.limit.stops)
    office.do(office.officer, reference, stop_clock, ground=ground, reason="Away.")
