"""The day of a step is put right on a page, and it is recorded there that a subject was told."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.cases_pages.test_acts import DECISION, reviewed
from tests.cases_pages.test_days_of_events import assess, boxes
from tests.support.house import NOW
from tests.support.site import Client, Site

TODAY = NOW.date()
WHY = "The letter bears another date."


def link_of(client: Client, at: str, ending: str) -> str:
    """The one address on a page that has this form."""
    found = {each for each in client.page(at).links if re.search(ending, each)}
    assert len(found) == 1, found
    return found.pop()


def typed(client: Client, path: str, day: date | None, field: str = "day") -> dict[str, str]:
    version = client.page(path).carried["version"]
    days = (
        boxes(field, day) if day else {f"{field}-{part}": "" for part in ("day", "month", "year")}
    )
    return {**days, "reason": WHY, "version": version}


def test_the_day_of_a_step_is_corrected_from_the_timeline(site: Site) -> None:
    reference, officer = site.log(), site.as_("officer")
    assess(officer, reference, 3)
    at = f"/cases/{reference}"
    path = link_of(officer, at, r"/steps/[0-9a-f-]+/day$")
    page = officer.page(path)
    assert "Correct the day of the step to “Assessed”" in page.said
    assert {"20", "11"} <= {str(field.get("value")) for field in page.fields}
    ahead = officer.refused(path, typed(officer, path, TODAY + timedelta(1)))
    assert "has not come yet" in ahead.said
    before = officer.refused(path, typed(officer, path, TODAY - timedelta(40)))
    assert "nothing happened before" in before.said
    assert WHY in before.text
    sent = typed(officer, path, TODAY - timedelta(8))
    assert "Say why" in officer.refused(path, {**sent, "reason": ""}).said
    officer.sent(path, sent)
    said = officer.page(f"{at}?whole=1").said
    assert "15 Nov 2026 · entered 8 days later" in said
    assert "Moved to “Assessed”, day: corrected" in said
    assert "was: 20 Nov 2026" in said
    stale = officer.refused(path, sent)
    assert "Somebody changed this while you wrote" in stale.said
    assert site.rows("corrections") == 1


def test_a_day_goes_back_and_forth_without_being_asked_about(site: Site) -> None:
    reference, officer = site.log(), site.as_("officer")
    assess(officer, reference, 3)
    path = link_of(officer, f"/cases/{reference}", r"/steps/[0-9a-f-]+/day$")
    for days in (8, 3, 8):
        mark = {"draft": officer.page(path).carried["draft"]}
        officer.sent(path, mark | typed(officer, path, TODAY - timedelta(days)))
    assert site.rows("corrections") == 3


def test_who_may_not_work_on_the_case_finds_no_way_and_is_refused(site: Site) -> None:
    reference, officer = site.log(), site.as_("officer")
    assess(officer, reference, 3)
    path = link_of(officer, f"/cases/{reference}", r"/steps/[0-9a-f-]+/day$")
    sent = typed(officer, path, TODAY - timedelta(8))
    for name in ("officer-2", "recruiter"):
        assert site.as_(name).post(path, sent).status_code in {403, 404}, name
        assert site.as_(name).get(path).status_code in {403, 404}, name
    assert site.rows("corrections") == 0


def test_it_is_recorded_from_the_case_that_a_subject_was_told_and_corrected(site: Site) -> None:
    reference = site.log()
    at, officer, decider = f"/cases/{reference}", site.as_("officer"), reviewed(site, reference)
    decider.sent(decider.sent_to(f"{at}/decision"), {**DECISION, "do": "decide"})
    page = officer.page(at)
    assert "It is not recorded that the subject was told." in page.said
    assert "Record that the subject was told of the decision" in page.said
    path = link_of(officer, at, r"/decisions/[0-9a-f-]+/told$")
    closing = officer.page(f"{at}/move/close")
    assert "It is not recorded that each subject was told" in closing.said
    assert path in closing.links
    assert "Fill in" in officer.refused(path, {}).said
    early = officer.refused(path, boxes("on", TODAY - timedelta(1)))
    assert "nobody was told before" in early.said
    officer.sent(path, boxes("on", TODAY))
    page = officer.page(at)
    assert "The subject was told on 23 Nov 2026." in page.said
    assert path not in page.links
    assert officer.get(path).status_code == 409
    assert officer.post(path, boxes("on", TODAY)).status_code in {409, 422}
    wrong = link_of(officer, at, r"/told/correct$")
    neither = typed(officer, wrong, None, "on")
    assert "or say that the subject was not told yet" in officer.refused(wrong, neither).said
    back = {**typed(officer, wrong, TODAY, "on"), "taken_back": "y"}
    officer.sent(wrong, back)
    said = officer.page(f"{at}?whole=1").said
    assert "It is not recorded that the subject was told." in said
    assert "Day on which the subject was told: corrected" in said


def test_a_decision_s_day_is_corrected_while_nobody_was_told(site: Site) -> None:
    reference = site.log()
    at, officer, decider = f"/cases/{reference}", site.as_("officer"), reviewed(site, reference)
    decider.sent(decider.sent_to(f"{at}/decision"), {**DECISION, "do": "decide"})
    path = link_of(officer, at, r"/decisions/[0-9a-f-]+/day$")
    too_early = officer.refused(path, typed(officer, path, TODAY - timedelta(1)))
    assert "step before it" in too_early.said
    officer.sent(link_of(officer, at, r"/decisions/[0-9a-f-]+/told$"), boxes("on", TODAY))
    assert path not in officer.page(at).links
    answer = officer.get(path)
    assert answer.status_code == 409
    assert "its day is final" in answer.text


def test_no_page_offers_the_day_of_a_decision_that_goes_before_the_register(site: Site) -> None:
    reference = site.log()
    at, officer, decider = f"/cases/{reference}", site.as_("officer"), reviewed(site, reference)
    proven = {"a1-standard": "clear_and_convincing", "measures": "dismissal", "do": "decide"}
    decider.sent(decider.sent_to(f"{at}/decision"), {**DECISION, **proven})
    links = officer.page(f"{at}?whole=1").links
    assert any(link.endswith("/told") for link in links)
    assert not [link for link in links if re.search(r"/decisions/[0-9a-f-]+/day$", link)]
