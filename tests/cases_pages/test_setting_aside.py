"""A decision is set aside, or a final finding taken back, on pages that say what follows."""

from __future__ import annotations

import re

import pytest

from tests.cases_pages.test_acts import DECISION, reviewed
from tests.support.site import Site

WAYS = {
    "decision": ("/set-aside", "Set the decision aside", "The decision is set aside."),
    "finding": ("/take-back", "Take the final finding back", "The finding is taken back."),
}


def decided(site: Site) -> str:
    """The address of a case with one decision."""
    reference = site.log()
    decider = reviewed(site, reference)
    form = decider.sent_to(f"/cases/{reference}/decision")
    decider.page(form)
    decider.sent(form, {**DECISION, "measures": "written_reprimand", "do": "decide"})
    return f"/cases/{reference}"


@pytest.mark.parametrize("way", WAYS)
def test_a_reviewer_takes_a_decision_up_again_and_says_why(site: Site, way: str) -> None:
    at, (part, title, said) = decided(site), WAYS[way]
    senior = site.as_("senior")
    page = senior.page(at)
    (link,) = {each for each in page.links if part in each}
    asking = senior.page(link)
    assert title in asking.said
    assert "cannot be undone: only a new decision takes its place" in asking.said
    assert "Say why" in senior.refused(link, {"reason": " "}).said
    assert senior.sent(link, {"reason": "Forged receipts"}) == at
    page = senior.page(at)
    assert said in page.said
    assert "Decision, set aside" in page.said
    assert not {each for each in page.links if part in each}
    assert "Forged receipts" in page.said
    assert "Set aside" in page.said  # what was decided can still be read
    assert DECISION["reasons"] in page.said
    assert "no longer applies" in page.said
    assert "Decide" in site.as_("decider").page(at).said


@pytest.mark.parametrize("way", WAYS)
def test_nobody_else_is_offered_it_and_whoever_decided_is_refused(site: Site, way: str) -> None:
    at, (part, _title, _said) = decided(site), WAYS[way]
    link = next(each for each in site.as_("senior").page(at).links if part in each)
    decider = site.as_("decider")
    assert not {each for each in decider.page(at).links if part in each}
    for name, status in (("decider", {403, 404}), ("officer", {404}), ("officer-2", {404})):
        someone = site.as_(name)
        assert someone.get(link).status_code in status, name
        assert someone.post(link, {"reason": "Mine"}).status_code in status, name
    nobody = re.sub(r"[0-9a-f-]{36}", "00000000-0000-8000-8000-000000000000", link)
    assert site.as_("senior").get(nobody).status_code == 404
    assert "Decision, set aside" not in site.as_("senior").page(at).said


def test_whoever_reopens_a_decided_case_reads_that_the_decision_is_set_aside(site: Site) -> None:
    at = decided(site)
    site.as_("officer").sent(f"{at}/move/close", {"reason": ""})
    senior = site.as_("senior")
    assert "Each decision in this case is set aside" in senior.page(f"{at}/move/reopen").said
    nothing = f"/cases/{site.log()}"
    site.as_("officer").sent(f"{nothing}/move/close-without-action", {"reason": "Nothing to it"})
    assert "set aside" not in senior.page(f"{nothing}/move/reopen").said


def test_a_decided_case_is_linked_and_not_merged(site: Site) -> None:
    """Its decision could be set aside by nobody any more."""
    at, other = decided(site), site.log(title="The other one")
    officer = site.as_("officer")
    sent = {"reference": other, "reason": "The same receipts", "asked": other}
    assert "A decision stands in this case" in officer.refused(f"{at}/merge", sent).said
    officer.sent(f"{at}/links/new", {"reference": other, "kind": "related"})
    (link,) = {each for each in site.as_("senior").page(at).links if each.endswith("/set-aside")}
    site.as_("senior").sent(link, {"reason": "Forged receipts"})
    officer.sent(f"{at}/merge", sent)
