"""What happened is put right on pages: a subject left, a finding was wrong, somebody is known."""

from __future__ import annotations

from caseflow.cases.models import Part
from caseflow.cases.records.entries import PersonEntry
from tests.cases_pages.test_acts import DECISION, reviewed
from tests.cases_pages.test_nobody_overwrites import version_on
from tests.support.site import Client, Site

LEFT = {"left_on-day": "1", "left_on-month": "10", "left_on-year": "2026"}
NOBODY = PersonEntry(part=Part.SUBJECT, identified=False, how_many=1)


def link_to(client: Client, at: str, ending: str) -> str:
    """The one address on a page that ends like this."""
    (link,) = {each for each in client.page(at).links if each.endswith(ending)}
    return link


def test_a_measure_for_a_subject_who_left_is_warranted_on_the_pages(site: Site) -> None:
    reference = site.log()
    at, officer = f"/cases/{reference}", site.as_("officer")
    form = link_to(officer, at, "/departure")
    assert "only warranted, not imposed" in officer.page(form).said
    for wrong, words in (
        ({"left_on-day": ""}, "The date needs a day"),
        ({"left_on-year": "2031"}, "has not come yet"),
        ({"left_on-day": "31", "left_on-month": "2"}, "The day cannot be 31"),
        ({"reason": "x" * 2_001}, "characters"),
    ):
        assert words in officer.refused(form, {**LEFT, **wrong}).said, wrong
    assert officer.sent(form, {**LEFT, "reason": "Personnel action 12"}) == f"{at}#message"
    assert "left on 1 Oct 2026" in officer.page(at).said
    decider = reviewed(site, reference)
    deciding = decider.sent_to(f"{at}/decision")
    assert "from then on measures are only warranted" in decider.page(deciding).said
    decider.sent(deciding, {**DECISION, "measures": "written_censure", "do": "decide"})
    assert "warranted, the subject had left" in decider.page(at).said
    again = {**LEFT, "taken_back": "y", "reason": "A mistake"}
    assert "has to be set aside first" in officer.refused(form, again).said


def test_a_day_of_leaving_is_changed_or_taken_back_where_it_was_recorded(site: Site) -> None:
    at, officer = f"/cases/{site.log()}", site.as_("officer")
    form = link_to(officer, at, "/departure")
    officer.sent(form, LEFT)
    assert "Change the day of leaving" in officer.page(at).said
    seen = version_on(officer, form)
    changed = {**LEFT, "left_on-day": "2", "shown_version": seen, "reason": "The letter"}
    assert "Say why" in officer.refused(form, {**changed, "reason": ""}).said
    officer.sent(form, changed)
    stale = {**changed, "left_on-day": "3"}
    assert "Somebody changed this while you were writing" in officer.refused(form, stale).said
    assert "left on 2 Oct 2026" in officer.page(at).said
    back = {**changed, "shown_version": version_on(officer, form), "taken_back": "y"}
    officer.sent(form, back)
    said = officer.page(at).said
    assert said.count("left on") == 2  # as it was told in the course of the case, and changed
    assert "was: 2 Oct 2026" in said
    for name in ("officer-2", "decider", "investigator"):
        assert site.as_(name).post(form, LEFT).status_code in {403, 404}, name


def test_an_investigator_takes_an_own_finding_back_and_says_why(site: Site) -> None:
    reference = site.log()
    at, decider = f"/cases/{reference}", reviewed(site, reference)
    decider.sent(f"{at}/move/return-for-investigation", {"reason": "Look again"})
    detective = site.as_("investigator")
    answering = next(each for each in detective.page(at).links if "/allegations/" in each)
    form = link_to(detective, answering, "/withdraw")
    assert "You can record a finding anew" in detective.page(form).said
    assert "Say why" in detective.refused(form, {"reason": " "}).said
    for name in ("officer", "decider", "officer-2"):
        assert site.as_(name).post(form, {"reason": "Mine"}).status_code in {403, 404}, name
    assert detective.sent(form, {"reason": "The wrong ledger"}) == at
    page = detective.page(at)
    assert "The finding is taken back." in page.said
    assert "Finding on A1, withdrawn: Substantiated" in page.said
    assert detective.get(form).status_code == 404
    assert "Take your finding back" not in detective.page(answering).said


def test_identifying_after_the_decision_says_before_what_follows(site: Site) -> None:
    reference = site.log(people=(NOBODY,))
    at, officer, decider = f"/cases/{reference}", site.as_("officer"), reviewed(site, reference)
    decider.sent(decider.sent_to(f"{at}/decision"), {**DECISION, "do": "decide"})
    officer.sent(f"{at}/move/close", {"reason": ""})
    form = link_to(officer, at, "/identify")
    assert "This proceeding is taken up anew" in officer.page(form).said
    officer.sent(form, {"name": "Samir Haddad"})
    page = officer.page(at)
    assert "Subject identified after the decision: taken up anew" in page.said
    assert "Decision, set aside" in page.said
    assert "Outcome" not in page.said


def test_a_closed_case_without_a_decision_offers_nobody_to_identify(site: Site) -> None:
    at, officer = f"/cases/{site.log(people=(NOBODY,))}", site.as_("officer")
    form = link_to(officer, at, "/identify")
    assert "This proceeding is taken up anew" not in officer.page(form).said
    officer.sent(f"{at}/move/close-without-action", {"reason": "Nothing to it"})
    assert not [each for each in officer.page(at).links if each.endswith("/identify")]
    assert "reopen it first" in officer.refused(form, {"name": "Samir Haddad"}).said
