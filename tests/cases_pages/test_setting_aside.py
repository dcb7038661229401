"""A decision is set aside, or a final finding taken back, on pages that say what follows."""

from __future__ import annotations

import re

import pytest

from tests.cases_pages.test_acts import DECISION, reviewed
from tests.support.site import Site

WAYS = {
    "decision": ("/decisions/", "Set the decision aside", "The decision is set aside."),
    "finding": ("/findings/", "Take the final finding back", "The finding is taken back."),
}


def decided(site: Site) -> str:
    """The address of a case with one decision."""
    reference = site.log()
    decider = reviewed(site, reference)
    form = decider.sent_to(f"/cases/{reference}/decision")
    decider.page(form)
    decider.sent(form, {**DECISION, "do": "decide"})
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
