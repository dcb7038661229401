"""What stands in the way of a move leads to where it is settled, whatever words a track has."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from caseflow.cases.pages.settling import PLACES
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.workflow import CONDITIONS, SHIPPED, track
from tests.support.site import Site, looked_at

OWN_WORDS = {
    "Add at least one allegation.": "Nobody is accused of anything so far.",
    "Let an investigator into the case.": "Find a person to look into it.",
    "Record a finding on every allegation.": "Answer each point.",
}
TASKS = re.compile(r'<section[^>]*aria-labelledby="tasks".*?</section>', re.DOTALL)


def left_to_do(text: str) -> str:
    """The panel of what is left to do, as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", TASKS.search(text)[0]))


@pytest.fixture
def own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home whose track says every condition otherwise."""
    words = (SHIPPED / "staff.toml").read_text()
    for shipped, own in OWN_WORDS.items():
        assert shipped in words
        words = words.replace(shipped, own)
    (tmp_path / "config" / "tracks").mkdir(parents=True)
    (tmp_path / "config" / "tracks" / "staff.toml").write_text(words)
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))


@pytest.mark.usefixtures("own_words")
def test_each_condition_leads_to_its_page_under_an_organisations_own_words(site: Site) -> None:
    officer, reference = site.as_("officer"), site.log(conduct=())
    at = f"/cases/{reference}"
    for page in (at, f"{at}/move/assess"):
        shown = officer.page(page)
        assert "Nobody is accused of anything so far." in shown.said
        assert f"{at}/allegations/new" in shown.links, page
    other = site.log()
    at = f"/cases/{other}"
    officer.sent(f"{at}/move/assess")
    for page in (at, f"{at}/move/open-investigation"):
        shown = officer.page(page)
        assert "Find a person to look into it." in shown.said
        assert f"{at}/access/let-in" in shown.links, page
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "investigator"})
    officer.sent(f"{at}/move/open-investigation")
    detective = site.as_("investigator")
    for page in (at, f"{at}/move/send-to-review"):
        shown = detective.page(page)
        assert "Answer each point." in shown.said
        assert f"{at}/findings/new" in shown.links, page
    assert re.fullmatch(rf"{at}/allegations/[0-9a-f-]+", detective.sent_to(f"{at}/findings/new"))


def test_a_finding_is_recorded_by_a_button_for_whoever_may_and_for_nobody_else(site: Site) -> None:
    reference = site.log(people=(PersonEntry(name="Tomas Elberg"), PersonEntry(name="Mia Holm")))
    at, officer = f"/cases/{reference}", site.as_("officer")
    assert "Record a finding" not in officer.page(at).said
    officer.sent(f"{at}/move/assess")
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "investigator"})
    officer.sent(f"{at}/move/open-investigation")
    detective = site.as_("investigator")
    text = detective.get(at).text
    buttons = re.findall(r'<a class="btn[^"]*" href="([^"]+)">Record a finding<', text)
    assert len(buttons) == 2
    assert "Record a finding : A1, Mia Holm" in detective.page(at).said
    answer = {"outcome": "unfounded", "standard": "preponderance", "evidence": "Ledger."}
    on = {"found_on-day": "23", "found_on-month": "11", "found_on-year": "2026"}
    detective.sent(buttons[0], {**answer, **on})
    page = detective.page(at)
    assert page.said.count("Record another finding") == 1
    assert detective.sent_to(f"{at}/findings/new") == buttons[1]
    detective.sent(buttons[1], {**answer, **on})
    assert detective.sent_to(f"{at}/findings/new") == f"{at}#allegations"
    shown = officer.page(at)
    assert "Record another finding" not in shown.said
    assert officer.get(f"{at}/findings/new").status_code in {403, 404}


def test_who_cannot_settle_it_gets_no_link_and_reads_that_somebody_else_does(site: Site) -> None:
    reference = site.log()
    at, officer = f"/cases/{reference}", site.as_("officer")
    officer.sent(f"{at}/move/assess")
    decider = site.as_("decider")
    panel = left_to_do(decider.get(at).text)
    assert "Let an investigator into the case." in panel
    assert "somebody with another role settles this" in panel
    assert not any("let-in" in link for link in decider.page(at).links)


def test_nothing_is_left_to_do_is_said_only_when_it_is_so(site: Site) -> None:
    reference = site.log(received_on=date(2026, 1, 5))
    at, officer = f"/cases/{reference}", site.as_("officer")
    fresh = left_to_do(officer.get(at).text)
    assert "Nothing is left" not in fresh
    assert "Assess" in fresh
    assert re.search(r"\d+ calendar days late", fresh)
    decider = left_to_do(site.as_("decider").get(at).text)
    assert "waits for somebody whose role allows: Assess a report" in decider
    officer.sent(f"{at}/tasks/new", {"words": "Ring the depot"})
    officer.sent(f"{at}/move/close-without-action", {"reason": "Nothing in it."})
    closed = left_to_do(officer.get(at).text)
    assert "Ring the depot" in closed
    assert "Nothing is left" not in closed
    other = site.log()
    officer.sent(f"/cases/{other}/move/close-without-action", {"reason": "Nothing in it."})
    assert "Nothing is left to do." in left_to_do(officer.get(f"/cases/{other}").text)


def test_an_overdue_decision_is_left_to_do_and_says_by_how_much(site: Site) -> None:
    reference = site.log()
    at, officer = f"/cases/{reference}", site.as_("officer")
    officer.sent(f"{at}/move/assess")
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "investigator"})
    officer.sent(f"{at}/move/open-investigation")
    detective = site.as_("investigator")
    answer = {"outcome": "unfounded", "standard": "preponderance", "evidence": "Ledger."}
    on = {"found_on-day": "23", "found_on-month": "11", "found_on-year": "2026"}
    detective.sent(detective.sent_to(f"{at}/findings/new"), {**answer, **on})
    detective.sent(f"{at}/move/send-to-review")
    decider = site.as_("decider")
    panel = left_to_do(decider.get(at).text)
    assert "Decide" in panel
    assert "working days left" in panel
    assert f"{at}/decision" in looked_at(decider.get(at), at).links
    stopped = left_to_do(detective.get(at).text)
    assert "waits for somebody whose role allows: Decide on allegations" in stopped


def test_every_condition_that_can_be_settled_has_its_place() -> None:
    codes = {guard.code for move in track("staff").moves for guard in move.unless}
    elsewhere = {"decision_missing", "decision_stands", "merged"}
    assert codes - elsewhere == set(PLACES)
    assert set(PLACES) <= set(CONDITIONS)
