"""Whom an old register accuses follows the track of their personnel category."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from caseflow.access.actor import SYSTEM
from caseflow.access.wall import PAST
from caseflow.cases.models import Case, Party, Proceeding
from caseflow.cases.records.entries import OldCase, OldSubject, PersonEntry
from caseflow.cases.services.admitting import admit
from caseflow.errors import NotReady
from caseflow.imports.commands import import_group
from caseflow.imports.profile import SHIPPED, load
from caseflow.imports.vocabulary import vocabulary
from caseflow.screening.purposes import ScreeningPurpose
from tests.cases_pages.test_second_track import CONTINGENTS
from tests.imports.test_bringing_in import Desk, desk
from tests.support.house import NOW

__all__ = ["Desk", "desk"]
SHIPPED_TEXT = (SHIPPED / "police-oversight.toml").read_text("utf-8")
OF_VOLUNTEERS = (
    ('"staff_national"', '"volunteer"'),
    ('closed = "closed"\nfinal_finding = "decided"', 'closed = "ended"\nfinal_finding = "ended"'),
    ('recommended_finding = "under-review"', 'recommended_finding = "command-review"'),
    ('accused = "under-investigation"', 'accused = "national-inquiry"'),
    ('otherwise = "received"', 'otherwise = "reported"'),
)
RECEIVED_BY_ANOTHER_NAME = """
first = "taken-in"
[stages]
received = false
[stages.taken-in]
label = "Taken in"
was = ["received"]
[stages.assessed]
after = "taken-in"
[moves.assess]
from = ["taken-in"]
[moves.close-without-action]
from = ["taken-in", "assessed"]
"""


@pytest.fixture
def volunteers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with a track of its own for volunteers."""
    own = tmp_path / "home" / "config" / "tracks" / "volunteers.toml"
    own.parent.mkdir(parents=True)
    own.write_text(CONTINGENTS.replace('"Contingents"', '"Volunteers"'), "utf-8")
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path / "home"))


def profile(folder: Path, *changes: tuple[str, str]):
    """The shipped profile with these changes."""
    text = SHIPPED_TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return load(str(path), vocabulary())


def stored(house, *columns):
    """These columns of every row, whoever may see them."""
    with house.engine.connect() as connection:
        found = connection.execute(sa.select(*columns), execution_options=PAST)
        return {tuple(row) for row in found}


@pytest.mark.usefixtures("volunteers")
def test_volunteers_of_an_old_register_come_in_on_their_own_track(desk, tmp_path):
    tally = desk.bring_in(profile=profile(tmp_path, *OF_VOLUNTEERS))
    assert (tally.created, tally.rejected) == (6, 0)
    assert {name for (name,) in stored(desk.house, Case.track)} == {"volunteers"}
    found = stored(desk.house, Proceeding.track, Proceeding.stage)
    assert ("volunteers", "ended") in found
    assert {name for name, _stage in found} == {"volunteers"}
    closed = stored(desk.house, Case.stage, Case.is_open)
    assert ("ended", False) in closed
    assert ("ended", True) not in closed


@pytest.mark.usefixtures("volunteers")
def test_the_stages_of_another_track_are_told_before_anything_is_read(tmp_path):
    with pytest.raises(NotReady, match=r"stages.closed: 'closed' is not one of ours"):
        profile(tmp_path, OF_VOLUNTEERS[0])
    with pytest.raises(NotReady, match=r"stages.accused: 'national-inquiry' is not one of ours"):
        profile(tmp_path, OF_VOLUNTEERS[3])


def test_whoever_came_in_on_the_staff_track_is_written_anew_once_they_have_their_own(
    desk, tmp_path, request
):
    before = profile(tmp_path, OF_VOLUNTEERS[0])
    assert desk.bring_in(profile=before).created == 6
    assert desk.bring_in(profile=before).unchanged == 6
    request.getfixturevalue("volunteers")
    assert desk.bring_in(profile=profile(tmp_path, *OF_VOLUNTEERS)).updated == 6
    assert {name for (name,) in stored(desk.house, Proceeding.track)} == {"volunteers"}


@pytest.mark.usefixtures("volunteers")
def test_the_codes_are_listed_for_each_track(desk):
    group = import_group(desk.opened, lambda: desk.problems.parent)
    lines = CliRunner().invoke(group, ["codes"], catch_exceptions=False).stdout.splitlines()
    of_volunteers = lines.index("stages.*, on the track “volunteers”")
    assert "reported" in lines[of_volunteers + 1]
    assert "received" in lines[lines.index("stages.*, on the track “staff”") + 1]
    assert any("UN Volunteer (track “volunteers”)" in line for line in lines)


def old_case(entity_id, *subjects):
    """A case of an old register about these subjects."""
    return OldCase(
        source="police-oversight",
        external_reference="1",
        fingerprint=b"one",
        entity_id=entity_id,
        entity_code="NOR",
        title="Complaint 1",
        received_on=date(2007, 3, 1),
        closed_on=None,
        occurrences=(),
        subjects=subjects,
    )


def bring(desk, *subjects):
    """Bring in a case about these subjects."""
    case = old_case(desk.house.entity("MIX"), *subjects)
    with desk.opened(ScreeningPurpose.IMPORT) as session:
        admit(session, [case], actor=SYSTEM, now=NOW)
        session.commit()


def subject(name, category, stage):
    """A subject of this category, at this stage."""
    return OldSubject(person=PersonEntry(name=name, personnel_category=category), stage=stage)


@pytest.mark.usefixtures("volunteers")
def test_each_subject_of_a_mixed_case_is_on_the_track_of_their_own_category(desk):
    of_staff = subject("Ann Other", "staff_national", "decided")
    bring(desk, subject("Jan Kowalski", "volunteer", "reported"), of_staff)
    joined = sa.join(Proceeding, Party, Proceeding.subject_id == Party.id)
    with desk.house.engine.connect() as connection:
        columns = (Party.personnel_category, Proceeding.track, Proceeding.stage)
        rows = connection.execute(sa.select(*columns).select_from(joined), execution_options=PAST)
        found = {tuple(row) for row in rows}
    assert found == {
        ("volunteer", "volunteers", "reported"),
        ("staff_national", "staff", "decided"),
    }
    assert stored(desk.house, Case.track, Case.stage) == {("volunteers", "reported")}


@pytest.mark.usefixtures("volunteers")
def test_a_mixed_case_is_open_while_one_subject_of_it_is(desk, tmp_path):
    own = tmp_path / "home" / "config" / "tracks" / "volunteers.toml"
    own.write_text(own.read_text("utf-8").replace("mark = 5", "mark = 3"), "utf-8")
    ended = subject("Jan Kowalski", "volunteer", "ended")
    bring(desk, ended, subject("Ann Other", "staff_national", "decided"))
    assert stored(desk.house, Case.track, Case.stage, Case.is_open, Case.closed_on) == {
        ("staff", "decided", True, None)
    }


def test_nobody_identified_stands_at_the_first_stage_of_a_changed_track(
    desk, tmp_path, monkeypatch
):
    own = tmp_path / "home" / "config" / "tracks" / "staff.toml"
    own.parent.mkdir(parents=True)
    own.write_text(RECEIVED_BY_ANOTHER_NAME, "utf-8")
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path / "home"))
    bring(desk)
    assert stored(desk.house, Proceeding.track, Proceeding.stage) == {("staff", "taken-in")}
