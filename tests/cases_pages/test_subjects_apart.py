"""The page of a case whose subjects stand at different stages: a step is offered for each."""

from __future__ import annotations

import re

import pytest

from caseflow.cases.records.entries import PersonEntry
from tests.cases_pages.test_acts import DECISION, reviewed
from tests.support.site import Site


@pytest.fixture
def apart(site: Site) -> str:
    """A case under review; the first of its two subjects was decided on."""
    names = ("Tomas Elberg", "Samir Haddad")
    reference = site.log(people=tuple(PersonEntry(name=each) for each in names))
    decider = reviewed(site, reference)
    address = decider.get(f"/cases/{reference}/decision").headers["Location"]
    decider.sent(address, {**DECISION, "do": "decide"})
    return reference


def step(site: Site, reference: str) -> str:
    """The address of the step that is offered to the one who is further on."""
    text = site.as_("senior").get(f"/cases/{reference}").text
    (found,) = set(re.findall(rf'href="(/cases/{reference}/move/close\?of=[0-9a-f-]+)"', text))
    return found


def test_a_step_is_offered_for_whoever_is_further_on_and_says_whose_it_is(site: Site, apart: str):
    senior = site.as_("senior")
    shown = senior.page(f"/cases/{apart}").said
    assert re.search(r"(Tomas Elberg|Samir Haddad)\s+now at “Decided”", shown)
    page = senior.page(step(site, apart)).said
    assert re.search(r"For (Tomas Elberg|Samir Haddad), now at “Decided”", page)
    assert "the others stay where they stand" in page


def test_the_step_is_taken_for_them_alone(site: Site, apart: str):
    senior, address = site.as_("senior"), step(site, apart)
    senior.sent(address)
    shown = senior.page(f"/cases/{apart}").said
    assert "Close the case: done for" in shown
    assert "Under review" in shown
    assert "close" not in site.as_("senior").get(f"/cases/{apart}").text.partition("data-acts")[0]


def test_a_page_that_was_opened_before_says_that_they_have_gone_on(site: Site, apart: str):
    senior, address = site.as_("senior"), step(site, apart)
    senior.sent(address)
    again = senior.get(address)
    assert again.status_code == 409
    assert "Nothing was done" in again.text


def test_the_queue_leads_to_their_step(site: Site, apart: str):
    address = step(site, apart)
    assert f'href="{address}"' in site.as_("senior").get("/cases").text
