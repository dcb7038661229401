"""Pages of merges, departures, decisions and tasks say what is so, before and after."""

from __future__ import annotations

import re
from datetime import date

import pytest

from caseflow.cases.records.entries import PersonEntry
from tests.cases_pages.test_acts import DECISION, reviewed
from tests.support.site import Client, Site


def link(client: Client, at: str, part: str) -> str:
    """The only link of a page that leads to such a place."""
    (found,) = {each for each in client.page(at).links if part in each}
    return found


def dated(name: str, day: date | None) -> dict[str, str]:
    """The three boxes of a day."""
    if day is None:
        return {f"{name}-day": "", f"{name}-month": "", f"{name}-year": ""}
    return {f"{name}-day": f"{day.day}", f"{name}-month": f"{day.month}", f"{name}-year": "2026"}


def test_a_departure_says_what_was_done_and_empty_boxes_take_nothing_back(site: Site) -> None:
    at, officer = f"/cases/{site.log()}", site.as_("officer")
    form = link(officer, at, "/departure")

    def sent(reason: str, day: date | None, **more: str) -> str:
        page = officer.page(form)
        answer = officer.send_form(page, form, {**dated("left_on", day), "reason": reason, **more})
        assert answer.status_code == 302, answer.text[:2000]
        return officer.page(at).said

    assert "The day of leaving is recorded." in sent("A letter", date(2026, 11, 3))
    assert "The day of leaving is changed." in sent("Misread", date(2026, 11, 4))
    page = officer.page(form)
    typed = {**dated("left_on", None), "reason": "A mistake"}
    answer = officer.send_form(page, form, typed)
    assert answer.status_code == 422
    assert "Enter the day, or tick that this person did not leave." in answer.text
    said = sent("Still in service", date(2026, 11, 4), taken_back="y")
    assert "The day of leaving is taken back: this person did not leave." in said
    assert "was: 4 Nov 2026" in said
    assert "Still in service" in said
    assert "The day of leaving is recorded." not in said


def test_a_merge_says_before_that_it_takes_the_other_case_back(site: Site) -> None:
    unknown = (PersonEntry(identified=False, how_many=2),)
    fresh, known, into = site.log(people=unknown), site.log(), site.log(title="The other one")
    reviewed(site, into)
    officer = site.as_("officer")
    for reference in (fresh, known):
        form = f"/cases/{reference}/merge"
        sent = {"reference": into, "reason": "The same receipts"}
        asking = officer.refused(form, sent)
        assert "Nothing is merged yet." in asking.said
        assert f"{into} stands at “Under review”" in asking.said
        assert "it goes back to “Received”" in asking.said
        assert "The time limit “Preliminary assessment” runs, until" in asking.said
    answer = officer.send_form(asking, form, sent)
    assert answer.status_code == 302
    page = officer.page(f"/cases/{into}")
    assert f"{known} merged into this case" in page.said
    assert "Stage was “Under review”" in page.said
    told = site.as_("investigator").page("/notices").said
    assert f"merged a case into {into}. It stands at an earlier stage now." in told
    assert "takes the case back" not in officer.page(f"/cases/{into}/people/new").said
    assert "takes the case back" in site_under_review(site, officer)


def site_under_review(site: Site, officer: Client) -> str:
    """The page on which one more person is named in a case under review."""
    reference = site.log(title="A third one")
    reviewed(site, reference)
    return officer.page(f"/cases/{reference}/people/new").said


def test_a_merged_case_leads_on_and_its_tie_says_what_it_is(site: Site) -> None:
    shell, into = site.log(), site.log(title="The other one")
    officer = site.as_("officer")
    form, sent = f"/cases/{shell}/merge", {"reference": into, "reason": "The same receipts"}
    officer.send_form(officer.refused(form, sent), form, sent)
    for page in ("allegations/new", "people/new", "notes/new", "merge"):
        said = officer.page(f"/cases/{shell}/{page}", 409)
        assert "Merged into another case" in said.said, page
        assert "Not yet" not in said.said
        assert f"/cases/{into}" in said.links
    page = officer.page(f"/cases/{into}")
    assert "merged into this case" in page.said
    assert not [each for each in page.links if each.endswith("/untie")]
    undo = f"/cases/{shell}/merge/undo"
    assert undo in page.links
    officer.sent(undo, {"reason": "Two depots"})
    for name in ("officer", "senior"):
        late = site.as_(name).page(undo, 409)
        assert "there is nothing to undo" in late.said
        assert "Your role" not in late.said


def test_a_task_left_open_in_a_closed_case_is_done_there(site: Site) -> None:
    at, officer = f"/cases/{site.log()}", site.as_("officer")
    me = str(site.people["officer"].user_id)
    officer.sent(f"{at}/tasks/new", {"words": "Return the ledger", "assignee": me})
    closing = officer.page(f"{at}/move/close-without-action").said
    assert "1 task stays open and can still be done." in closing
    officer.sent(f"{at}/move/close-without-action", {"reason": "Nothing to it"})
    (ends,) = re.findall(rf'action="({at}/tasks/[0-9a-f-]+)"', officer.get(at).text)
    assert at in officer.page("/cases").links
    officer.sent(ends)
    assert "The task is done." in officer.page(at).said
    assert at not in officer.page("/cases").links


def decision_of(site: Site, reference: str) -> tuple[Client, str]:
    """The browser of who decides, and where they do."""
    decider = site.as_("decider")
    return decider, decider.sent_to(f"/cases/{reference}/decision")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"measures": "dismissal"}, "needs a higher standard of proof"),
        (
            {"measures": "written_censure", "a1-outcome": "unsubstantiated"},
            "needs a substantiated allegation",
        ),
        ({"decided_on-day": "1", "decided_on-month": "11"}, "nothing was decided before"),
    ],
)
def test_a_decision_that_is_refused_is_refused_when_it_is_checked(
    site: Site, more: dict[str, str], words: str
) -> None:
    reference = site.log()
    reviewed(site, reference)
    decider, form = decision_of(site, reference)
    page = decider.refused(form, {**DECISION, **more, "do": "check"})
    assert words in page.said
    assert "Then it is final" not in page.said


def test_the_check_says_that_measures_on_who_left_are_only_warranted(site: Site) -> None:
    reference = site.log()
    reviewed(site, reference)
    decider, form = decision_of(site, reference)
    chosen = {**DECISION, "measures": "written_reprimand", "do": "check"}
    stays = decider.post(form, chosen).text
    assert "The measures are imposed." in stays
    officer, at = site.as_("officer"), f"/cases/{reference}"
    departure = link(officer, at, "/departure")
    page = officer.page(departure)
    officer.send_form(page, departure, {**dated("left_on", date(2026, 11, 3)), "reason": ""})
    left = decider.post(form, chosen).text
    assert "recorded as warranted, not imposed" in left
    assert "The measures are imposed." not in left


def test_who_decides_reads_the_investigation_and_the_review_each_as_what_it_is(
    site: Site,
) -> None:
    reference = site.log()
    reviewed(site, reference)
    senior, at = site.as_("senior"), f"/cases/{reference}"
    form = link(senior, at, "/review")
    page = senior.page(form)
    typed = {"outcome": "unsubstantiated", "standard": "preponderance", "evidence": "Too little."}
    assert senior.send_form(page, form, typed).status_code == 302
    again = senior.page(form).said
    assert "The investigation found: Substantiated." in again
    decider, form = decision_of(site, reference)
    said = decider.page(form).said
    assert re.search("What the investigation rests on Substantiated Ledger.", said), said
    assert re.search("What the review found Not substantiated Too little.", said), said


def own_findings(client: Client, at: str) -> set[str]:
    """Where somebody takes findings of their own back."""
    links = client.page(at).links
    return {each for each in links if "/findings/" in each and each.endswith("/withdraw")}


def test_a_finding_is_taken_back_from_where_it_stands_and_says_about_whom(site: Site) -> None:
    two = (
        PersonEntry(name="Tomas Elberg", personnel_category="staff_international"),
        PersonEntry(name="Otho Vandersloop", personnel_category="staff_international"),
    )
    reference = site.log(people=two)
    reviewed(site, reference)
    at = f"/cases/{reference}"
    site.as_("senior").sent(f"{at}/move/return-for-investigation", {"reason": "Look again"})
    detective = site.as_("investigator")
    back = own_findings(detective, at)
    assert len(back) == 2
    detective.sent(min(back), {"reason": "Misread the ledger"})
    page = detective.page(at)
    assert "Finding on A1 taken back" in page.said
    assert "Misread the ledger" in page.said
    assert "About Tomas Elberg" in page.said
    assert len(own_findings(detective, at)) == 1
    assert not own_findings(site.as_("officer"), at)
