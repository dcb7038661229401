"""What a home changes in its tracks and limits reaches every case, or the start says why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow import packs
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services import limit_rule_recount
from caseflow.cases.workflow import check_tracks
from caseflow.packs import PackError
from caseflow.start.home import NotStarted
from caseflow.start.track_check import check_standing_stages
from tests.cases_pages.test_correcting_days import typed
from tests.cases_pages.test_second_track import CONTINGENT, CONTINGENTS, asked, log, two_tracks
from tests.support.house import NOW
from tests.support.site import Site

LOOKED_OVER = """
[stages.looked-over]
label = "Looked over"
after = "received"
mark = 0

[moves.look-over]
label = "Look it over"
from = ["received"]
to = "looked-over"
needs = "cases:assess"

[moves.assess]
from = ["received", "looked-over"]
"""


@dataclass(frozen=True)
class Home:
    """As much of a home's settings as the check of its tracks asks for."""

    home: Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a home of this test."""
    (tmp_path / "config" / "tracks").mkdir(parents=True)
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    return tmp_path


def write(home: Path, name: str, text: str) -> Path:
    file = home / "config" / f"{name}.toml"
    file.write_text(text)
    return file


def start(site: Site, home: Path) -> None:
    with site.engine.connect() as connection:  # the start asks before there is a wall
        check_standing_stages(Home(home), connection.execution_options(past_wall=True))


def test_a_track_that_is_gone_with_the_last_file_stops_the_start(site: Site, home: Path):
    file = write(home, "tracks/contingents", CONTINGENTS)
    log(site, CONTINGENT)
    start(site, home)
    file.unlink()
    with pytest.raises(NotStarted, match="1 proceedings follow the track contingents"):
        start(site, home)


def test_a_stage_that_is_gone_with_the_last_file_stops_the_start(site: Site, home: Path):
    file = write(home, "tracks/staff", LOOKED_OVER)
    reference = site.log()
    site.as_("officer").sent(f"/cases/{reference}/move/look-over")
    start(site, home)
    file.unlink()
    with pytest.raises(NotStarted, match="stand at looked-over"):
        start(site, home)


def test_a_case_is_open_while_one_of_its_subjects_is(site: Site, home: Path):
    """Whatever marks the stages of a track have."""
    bare = CONTINGENTS.replace("mark = 5\n", "").replace("mark = 3\n", "").replace("mark = 2\n", "")
    write(home, "tracks/contingents", bare)
    reference = two_tracks(site)
    site.as_("officer").sent(f"/cases/{reference}/move/assess")
    senior = site.as_("senior")
    (address,) = {x for x in senior.page(f"/cases/{reference}").links if "/move/drop" in x}
    senior.sent(address)
    ((stage, is_open, outcome),) = asked(site, "SELECT stage, is_open, outcome FROM cases")
    assert (stage, bool(is_open), outcome) == ("assessed", True, None)


COUNTS = 'effects = ["count_decision", "close"]'
ASKS = """
[moves.other]
label = "Other"
from = ["command-review"]
to = "ended"
needs = "cases:decide"
effects = ["count_decision"]
[moves.other.unless]
merged = "It goes on elsewhere."
"""


@pytest.mark.parametrize(
    ("was", "now", "wrong"),
    [
        (COUNTS, "", "moves: no move from where it is decided"),
        ("[moves.drop]", f"{ASKS}[moves.drop]", "moves: rule asks for a decision"),
        ("mark = 3", "mark = 1", "stages.command-review.mark: a stage before it is further on"),
    ],
)
def test_a_track_on_which_nobody_is_decided_is_refused(home: Path, was, now, wrong):
    text = CONTINGENTS
    if "asks" in wrong:
        finding = 'finding_missing = "Record a finding on every allegation."\n\n[moves.drop]'
        text = text.replace(COUNTS, "").replace(
            finding, 'decision_missing = "Write it."\n\n[moves.drop]'
        )
    own = write(home, "tracks/contingents", text.replace(was, now))
    with pytest.raises(PackError) as refused:
        check_tracks()
    assert f"{own}: {wrong}" in str(refused.value)


REPORTS = 'effects = ["report_investigation"]\n'
AGAIN = """
[moves.again]
label = "Take it up again"
from = ["ended"]
to = "reported"
needs = "cases:review"
"""
BROKEN_OFF = """
[moves.break-off]
label = "Break it off"
from = ["national-inquiry"]
to = "ended"
needs = "cases:close"
effects = ["close"]
"""


@pytest.mark.parametrize(
    ("was", "now", "wrong"),
    [
        (REPORTS, "", "moves: hand-up ends an inquiry"),
        (
            'effects = ["open_investigation"]\n',
            "",
            "moves: no move to where it is investigated has effects",
        ),
        ("[moves.drop]", f"{BROKEN_OFF}[moves.drop]", "moves: break-off ends an inquiry"),
        ("[moves.drop]", f"{AGAIN}[moves.drop]", "moves: again takes up again what is closed"),
    ],
)
def test_a_track_whose_moves_lack_what_its_stages_need_is_refused(home: Path, was, now, wrong):
    assert was in CONTINGENTS
    own = write(home, "tracks/contingents", CONTINGENTS.replace(was, now))
    with pytest.raises(PackError) as refused:
        check_tracks()
    assert f"{own}: {wrong}" in str(refused.value)


BY_WAY_OF = """
[stages.written-up]
label = "Written up"
after = "national-inquiry"
mark = 2

[moves.write-up]
label = "Write it up"
from = ["national-inquiry"]
to = "written-up"
needs = "cases:investigate"
"""


def test_an_inquiry_that_ends_by_no_move_is_refused_however_long_its_way(home: Path):
    text = CONTINGENTS.replace('after = "national-inquiry"', 'after = "written-up"').replace(
        'from = ["national-inquiry"]', 'from = ["written-up"]'
    )
    write(home, "tracks/contingents", text + BY_WAY_OF)
    check_tracks()
    own = write(home, "tracks/contingents", text.replace(REPORTS, "") + BY_WAY_OF)
    packs_forgotten()
    with pytest.raises(PackError, match="an inquiry would never end") as refused:
        check_tracks()
    assert str(refused.value).startswith(f"{own}: moves: ")


def test_what_an_own_file_takes_from_a_shipped_track_is_said_of_this_file(home: Path):
    own = write(home, "tracks/staff", "[stages.closed]\nmeans = []\nfinal = true\n")
    with pytest.raises(PackError) as refused:
        check_tracks()
    assert str(refused.value).startswith(str(own))


BESIDE = """
[stages.set-by]
label = "Set by"
after = "national-inquiry"
mark = 2

[moves.set-by]
label = "Set it by"
from = ["reported"]
to = "set-by"
needs = "cases:close"

[moves.go-on]
label = "Go on with it"
from = ["set-by"]
to = "command-review"
needs = "cases:edit"
"""


def test_a_stage_beside_the_way_hides_no_move(site: Site, home: Path):
    text = CONTINGENTS.replace('after = "national-inquiry"', 'after = "set-by"')
    write(home, "tracks/contingents", text + BESIDE)
    check_tracks()
    reference = log(site, CONTINGENT)
    officer, at = site.as_("officer"), f"/cases/{reference}"
    assert asked(site, "SELECT next_move FROM cases") == [("contingents:begin",)]
    officer.sent(f"{at}/move/begin")
    assert asked(site, "SELECT next_move FROM cases") == [("contingents:hand-up",)]


def test_a_category_is_corrected_to_a_track_whose_first_stage_has_another_name(
    site: Site, home: Path
):
    write(home, "tracks/contingents", CONTINGENTS)
    reference = log(site, "staff_international")
    officer = site.as_("officer")
    page = officer.page(f"/cases/{reference}")
    (address,) = {link for link in page.links if link.endswith("/category")}
    form = officer.page(address)
    officer.send_form(form, address, {"personnel_category": CONTINGENT})
    rows = asked(site, "SELECT track, stage FROM proceedings")
    assert rows == [("contingents", "reported")]
    assert asked(site, "SELECT track, stage FROM cases") == [("contingents", "reported")]
    officer.page(f"/cases/{reference}")


def test_the_day_of_a_step_to_a_stage_that_is_gone_answers_in_words(site: Site, home: Path):
    file = write(home, "tracks/staff", LOOKED_OVER)
    reference = site.log(received_on=date(2026, 11, 20))
    officer, at = site.as_("officer"), f"/cases/{reference}"
    officer.sent(f"{at}/move/look-over")
    officer.sent(f"{at}/move/assess")
    file.unlink()
    packs_forgotten()
    page = officer.page(at)
    steps = sorted(link for link in page.links if "/steps/" in link)
    assert len(steps) == 2
    for address in steps:
        sent = typed(officer, address, date(2026, 11, 22))
        answer = officer.post(address, sent)
        assert answer.status_code == 422, answer.text[:300]


def limits_forgotten() -> None:
    """Read the limits anew, as a start does."""
    from caseflow.reference import limits

    limits._kept.cache_clear()


def packs_forgotten() -> None:
    """Read the tracks anew, as a start does."""
    from caseflow.cases import workflow

    workflow._kept.cache_clear()


def test_a_limit_that_a_home_changes_reaches_every_list(site: Site, home: Path):
    site.log()
    ((before,),) = asked(site, "SELECT due_on FROM cases")
    with site.house.system(CasePurpose.RECOUNTING) as session:
        limit_rule_recount.COUNTED.keep(session, now=NOW)
        session.commit()
        assert limit_rule_recount.COUNTED.stands(session)
    write(home, "limits", "[preliminary_assessment]\namount = 1\n")
    limits_forgotten()
    with site.house.system(CasePurpose.RECOUNTING) as session:
        assert not limit_rule_recount.COUNTED.stands(session)
        limit_rule_recount.count_after_upgrade(session, now=NOW)
        assert limit_rule_recount.COUNTED.stands(session)
        assert session.scalar(sa.text("SELECT 1")) == 1
    ((after,),) = asked(site, "SELECT due_on FROM cases")
    assert str(after) < str(before)
    assert packs.config_folder() == home / "config"
