"""The category of a subject is recorded or corrected on a page, until a decision rests on it."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.workflow import SHIPPED
from tests.cases_pages.test_acts import DECISION, reviewed
from tests.support.site import Client, Site

UNKNOWN = (PersonEntry(name="Tomas Elberg"),)
STAFF, OTHER = "staff_international", "consultant"


def category_page(client: Client, at: str) -> str:
    """The address of the page on which the one subject's category is said."""
    (link,) = (each for each in client.page(at).links if each.endswith("/category"))
    return link


def test_a_measure_can_be_imposed_once_the_category_is_recorded(site: Site) -> None:
    reference = site.log(people=UNKNOWN)
    at, officer = f"/cases/{reference}", site.as_("officer")
    decider = reviewed(site, reference)
    deciding = decider.sent_to(f"{at}/decision")
    assert "category of personnel is not known" in decider.page(deciding).said
    assert "Record the category" in officer.page(at).said
    link = category_page(officer, at)
    said = officer.refused(link, {"before": ""}).said
    assert "Choose the category of personnel" in said
    sent = {"personnel_category": STAFF, "before": ""}
    assert officer.sent(link, sent) == f"{at}#message"
    page = officer.page(at)
    assert "The category is recorded." in page.said
    assert "Staff member, international" in page.said
    assert "Change the category" in page.said
    assert "category of personnel is not known" not in decider.page(deciding).said


def test_a_contingent_member_is_offered_no_measure_of_the_staff_rules(site: Site) -> None:
    soldier = PersonEntry(name="Tomas Elberg", personnel_category="contingent")
    reference = site.log(people=(soldier,))
    decider = reviewed(site, reference)
    offered = decider.page(decider.sent_to(f"/cases/{reference}/decision")).said
    assert "Repatriation on disciplinary grounds" in offered
    assert "Barred from future service" in offered
    for label in ("Written reprimand", "Oral reprimand", "Recovery", "Reimbursement", "Rule 10"):
        assert label not in offered


def test_nobody_overwrites_a_category_that_they_did_not_see(site: Site) -> None:
    at = f"/cases/{site.log(people=UNKNOWN)}"
    officer = site.as_("officer")
    link = category_page(officer, at)
    officer.sent(link, {"personnel_category": STAFF, "before": ""})
    late = officer.refused(link, {"personnel_category": OTHER, "before": ""})
    assert "Somebody changed the category since" in late.said
    same = officer.refused(link, {"personnel_category": STAFF, "before": STAFF})
    assert "recorded already" in same.said
    for wrong in ("general", "", "x" * 5_000):
        officer.refused(link, {"personnel_category": wrong, "before": STAFF})
    assert "Staff member, international" in officer.page(at).said
    officer.sent(link, {"personnel_category": OTHER, "before": STAFF})
    assert "Consultant" in officer.page(at).said


def test_it_stays_while_a_decision_rests_on_it_and_changes_once_that_is_set_aside(
    site: Site,
) -> None:
    reference = site.log()
    at, officer = f"/cases/{reference}", site.as_("officer")
    link = category_page(officer, at)
    decider = reviewed(site, reference)
    form = decider.sent_to(f"{at}/decision")
    decider.page(form)
    decider.sent(form, {**DECISION, "do": "decide"})
    assert not [each for each in officer.page(at).links if each.endswith("/category")]
    sent = {"personnel_category": OTHER, "before": STAFF}
    assert "A decision rests on this category" in officer.refused(link, sent).said
    senior = site.as_("senior")
    (aside,) = {each for each in senior.page(at).links if each.endswith("/set-aside")}
    senior.sent(aside, {"reason": "Forged receipts"})
    officer.sent(link, sent)
    assert "Consultant" in officer.page(at).said


def test_a_proceeding_that_has_begun_keeps_its_track(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a home with stages of its own for contractors."""
    own = tmp_path / "config" / "tracks"
    own.mkdir(parents=True)
    shutil.copy(SHIPPED / "staff.toml", own / "contractors.toml")
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    new, begun = site.log(), site.log()
    officer, sent = site.as_("officer"), {"personnel_category": OTHER, "before": STAFF}
    links = {each: category_page(officer, f"/cases/{each}") for each in (new, begun)}
    officer.sent(f"/cases/{begun}/move/assess", {"reason": ""})
    assert "follow other stages" in officer.refused(links[begun], sent).said
    officer.sent(links[new], sent)
    assert "Consultant" in officer.page(f"/cases/{new}").said
    assert tracks(site) == ["contractors", "staff"]


def tracks(site: Site) -> list[str]:
    """The tracks of all proceedings, asked of the driver itself: no wall stands there."""
    with closing(site.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("SELECT track FROM proceedings ORDER BY track")
        return [str(row[0]) for row in cursor.fetchall()]


def test_only_whoever_edits_the_case_records_it(site: Site) -> None:
    reference = site.log()
    at = f"/cases/{reference}"
    link = category_page(site.as_("officer"), at)
    sent = {"personnel_category": OTHER, "before": STAFF}
    for name in ("officer-2", "investigator", "recruiter"):
        assert site.as_(name).post(link, sent).status_code in {403, 404}, name
    assert "Staff member, international" in site.as_("officer").page(at).said
