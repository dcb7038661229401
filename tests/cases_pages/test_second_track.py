"""A home with a track of its own for contingents: every page knows it, and mixed cases move on."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.workflow import check_tracks
from caseflow.packs import PackError
from tests.cases_pages.test_acts import DECISION, reviewed
from tests.support.site import Site

CONTINGENTS = """
label = "Contingents"
first = "reported"

[stages.reported]
label = "Reported to the country"
mark = 0

[stages.national-inquiry]
label = "Inquiry of the country"
after = "reported"
means = ["investigating"]
limit = "investigation"
mark = 2

[stages.command-review]
label = "Review by the command"
after = "national-inquiry"
means = ["deciding"]
mark = 3

[stages.ended]
label = "Ended"
after = "command-review"
means = ["closed"]
final = true
mark = 5

[moves.begin]
label = "Begin the inquiry"
from = ["reported"]
to = "national-inquiry"
needs = "cases:assess"
effects = ["open_investigation"]

[moves.hand-up]
label = "Hand up to the command"
from = ["national-inquiry"]
to = "command-review"
needs = "cases:investigate"
effects = ["report_investigation"]
[moves.hand-up.unless]
finding_missing = "Record a finding on every allegation."

[moves.rule]
label = "Rule on it"
from = ["command-review"]
to = "ended"
needs = "cases:decide"
effects = ["count_decision", "close"]
[moves.rule.unless]
finding_missing = "Record a finding on every allegation."

[moves.drop]
label = "Drop the matter"
from = ["reported"]
to = "ended"
needs = "cases:close"
effects = ["close"]
"""
CONTINGENT = "contingent"


@pytest.fixture
def own_track(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the track, in a home of this test."""
    own = tmp_path / "config" / "tracks" / "contingents.toml"
    own.parent.mkdir(parents=True)
    own.write_text(CONTINGENTS)
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    return own


def asked(site: Site, statement: str) -> list[tuple[object, ...]]:
    """Rows, asked of the driver itself: no wall stands there."""
    with closing(site.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute(statement)
        return [tuple(row) for row in cursor.fetchall()]


def log(site: Site, *categories: str) -> str:
    """A case about one subject of each of these categories of personnel."""
    names = ("Tomas Elberg", "Samir Haddad")
    people = zip(names, categories, strict=False)
    return site.log(
        people=tuple(PersonEntry(name=n, personnel_category=category) for n, category in people)
    )


@pytest.mark.usefixtures("own_track")
def test_every_list_shows_a_case_of_the_track_at_its_stage(site: Site) -> None:
    reference = log(site, CONTINGENT)
    site.people["auditor"] = site.house.person("auditor", engagements=(site.entity,))
    officer, auditor = site.as_("officer"), site.as_("auditor")
    for page in ("/cases", "/cases/all", f"/cases/{reference}"):
        assert "Reported to the country" in officer.page(page).said, page
    assert reference in auditor.page("/audit/cases").said
    assert "Reported to the country" in auditor.page("/audit/cases").said
    found = officer.post("/search/answers", {"q": reference}).text
    assert "Reported to the country" in found
    offered = officer.page("/cases/all").text
    assert re.search(r'<option value="national-inquiry"[^>]*>Inquiry of the country', offered)
    assert reference in officer.page("/cases/all?stage=reported").said
    assert reference not in officer.page("/cases/all?stage=received").said


@pytest.mark.usefixtures("own_track")
def test_such_a_case_goes_its_own_way_to_its_end(site: Site) -> None:
    reference = log(site, CONTINGENT)
    officer, at = site.as_("officer"), f"/cases/{reference}"
    officer.sent(f"{at}/move/begin")
    shown = officer.page(at)
    assert "Inquiry of the country" in shown.said
    assert "Investigation" in shown.said  # the limit of time that the stage names
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "investigator"})
    detective = site.as_("investigator")
    (answer,) = set(re.findall(rf'href="({at}/allegations/[0-9a-f-]+)"', detective.get(at).text))
    found = {"outcome": "substantiated", "standard": "preponderance", "evidence": "Ledger."}
    today = {"found_on-day": "23", "found_on-month": "11", "found_on-year": "2026"}
    detective.sent(answer, {**found, **today})
    detective.sent(f"{at}/move/hand-up")
    decider = site.as_("decider")
    waiting = decider.page("/cases")
    assert "Rule on it" in waiting.said
    assert f"{at}/decision" in waiting.links
    decider.sent(decider.sent_to(f"{at}/decision"), {**DECISION, "do": "decide"})
    shown = officer.page(at)
    assert "Ended" in shown.said
    assert reference not in officer.page("/cases").said
    (row,) = asked(site, "SELECT is_open, closed_on IS NOT NULL, track FROM cases")
    assert [bool(row[0]), bool(row[1]), row[2]] == [False, True, "contingents"]


@pytest.mark.usefixtures("own_track")
def test_each_proceeding_of_a_mixed_case_moves_on_by_itself(site: Site) -> None:
    reference = log(site, "staff_international", CONTINGENT)
    officer, at = site.as_("officer"), f"/cases/{reference}"
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "investigator"})
    for _step in range(4):  # until both are investigated
        onward = rf'href="({at}/move/(?:assess|open-investigation|begin))"'
        if not (moves := re.findall(onward, officer.get(at).text)):
            break
        officer.sent(moves[0])
    rows = asked(site, "SELECT track, stage FROM proceedings ORDER BY track")
    assert [tuple(row) for row in rows] == [
        ("contingents", "national-inquiry"),
        ("staff", "under-investigation"),
    ]


@pytest.mark.usefixtures("own_track")
def test_an_administrator_reads_tracks_and_limits_as_they_are_laid_together(site: Site) -> None:
    page = site.as_("administrator").page("/tracks")
    for words in (
        "Contingents: stages of your organisation",
        "Staff track: stages of the product",
        "Followed by: Military staff officer, Member of a formed police unit",
        "Inquiry of the country",
        "investigated here",
        "Rule on it",
        "Request for management evaluation 60 calendar days",
        "national proceedings the subject cannot take part",
    ):
        assert words in page.said, words
    assert site.as_("officer").get("/tracks").status_code in {403, 404}


@pytest.mark.parametrize(
    ("shipped", "own", "wrong"),
    [
        ('means = ["closed"]\n', "", "stages: no stage says that it means 'closed'"),
        ('means = ["closed"]', 'maens = ["closed"]', "stages.ended.maens: is not known here"),
        ('means = ["deciding"]\n', "", "stages: no stage says that it means 'deciding'"),
        ('after = "reported"\n', "", "stages.national-inquiry.after: is missing"),
        (
            'limit = "investigation"',
            'limit = "a_year"',
            "stages.national-inquiry.limit: there is no",
        ),
    ],
)
def test_a_start_names_what_a_track_lacks(own_track: Path, shipped, own, wrong) -> None:
    assert shipped in CONTINGENTS
    own_track.write_text(CONTINGENTS.replace(shipped, own))
    with pytest.raises(PackError) as refused:
        check_tracks()
    assert f"{own_track}: {wrong}" in str(refused.value)


def two_tracks(site: Site) -> str:
    """A case with a staff member and somebody of a contingent, both at their first stage."""
    return log(site, "staff_international", CONTINGENT)


@pytest.mark.usefixtures("own_track")
def test_each_subject_of_a_mixed_case_is_said_to_stand_where_they_stand(site: Site) -> None:
    reference = two_tracks(site)
    page = site.as_("officer").page(f"/cases/{reference}")
    assert "Staff track: stands at “Received”" in page.said
    assert "Contingents: stands at “Reported to the country”" in page.said
    alone = site.as_("officer").page(f"/cases/{log(site, CONTINGENT)}")
    assert "stands at “" not in alone.said


@pytest.mark.usefixtures("own_track")
def test_what_a_move_of_some_subjects_means_is_said_of_them_alone(site: Site) -> None:
    reference = two_tracks(site)
    officer, at = site.as_("officer"), f"/cases/{reference}"
    links = re.findall(rf'href="({at}/move/[a-z-]+)"', officer.get(at).text)
    shown = officer.page(links[0]).said
    assert "Only the subjects who stand here take this step" in shown
    assert "time limit “" not in shown


def test_a_move_of_one_track_shuts_nobody_out_of_another(site: Site, own_track: Path) -> None:
    own_track.write_text(
        CONTINGENTS.replace("moves.rule", "moves.decide").replace(
            'effects = ["count_decision", "close"]',
            'effects = ["report_investigation", "count_decision", "close"]',
        )
    )
    reference = site.log()
    decider, at = reviewed(site, reference), f"/cases/{reference}"
    decider.sent(decider.sent_to(f"{at}/decision"), {**DECISION, "do": "decide"})
    senior = site.as_("senior")
    (aside,) = {each for each in senior.page(at).links if each.endswith("/set-aside")}
    senior.sent(aside, {"reason": "Forged receipts"})
    assert f"{at}/decision" in decider.page(at).links
    decider.sent(decider.sent_to(f"{at}/decision"), {**DECISION, "do": "decide"})


def test_a_merged_case_is_reopened_on_no_track(site: Site, own_track: Path) -> None:
    own_track.write_text(
        CONTINGENTS
        + """
[moves.again]
label = "Take it up again"
from = ["ended"]
to = "reported"
needs = "cases:edit"
effects = ["reopen"]
"""
    )
    shell, into = log(site, CONTINGENT), log(site, CONTINGENT)
    officer, at = site.as_("officer"), f"/cases/{shell}"
    officer.sent(f"{at}/merge", {"reference": into, "reason": "The same", "asked": into})
    answer = officer.post(f"{at}/move/again")
    assert answer.status_code in {404, 409, 422}
    (row,) = asked(site, "SELECT count(*) FROM cases WHERE NOT is_open")
    assert row == (1,)
