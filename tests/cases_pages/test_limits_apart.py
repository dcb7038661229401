"""The page of a case whose subjects stand at different stages: each limit has its own acts."""

from __future__ import annotations

import re

import pytest

from caseflow.cases.records.entries import PersonEntry
from tests.cases_pages.test_acts import DECISION, reviewed
from tests.support.site import Site


@pytest.fixture
def apart(site: Site) -> str:
    """A case at which one subject is assessed again, while the other is investigated."""
    names = ("Tomas Elberg", "Samir Haddad")
    reference = site.log(people=tuple(PersonEntry(name=each) for each in names))
    decider = reviewed(site, reference)
    address = decider.get(f"/cases/{reference}/decision").headers["Location"]
    decider.sent(address, {**DECISION, "do": "decide"})
    senior, case = site.as_("senior"), f"/cases/{reference}"
    senior.sent(f"{case}/move/return-for-investigation", {"reason": "A gap."})
    senior.sent(step(site, reference, "move/close"))
    senior.sent(step(site, reference, "move/reopen"), {"reason": "New evidence."})
    return reference


def step(site: Site, reference: str, name: str) -> str:
    """The address of what is offered to whoever stands elsewhere than the case."""
    text = site.as_("senior").get(f"/cases/{reference}").text
    (address,) = set(re.findall(rf'href="(/cases/{reference}/{name}\?of=[0-9a-f-]+)"', text))
    return address


def test_their_clock_is_stopped_and_runs_again_on_pages(site: Site, apart: str) -> None:
    senior, address = site.as_("senior"), step(site, apart, "clock/stop")
    whose = r"For (Tomas Elberg|Samir Haddad), now at “Under investigation”"
    assert re.search(whose, senior.page(address).said)
    senior.sent(address, {"ground": "subject_unavailable", "reason": "In hospital."})
    shown = senior.page(f"/cases/{apart}").said
    assert "The clock stands still." in shown
    senior.sent(step(site, apart, "clock/restart"))
    assert "The clock runs again." in senior.page(f"/cases/{apart}").said


def test_their_limit_is_lengthened_on_pages(site: Site, apart: str) -> None:
    senior, case = site.as_("senior"), f"/cases/{apart}"
    senior.sent(step(site, apart, "clock/extend"), {"amount": "1", "reason": "More to read."})
    assert "waits for a second person" in senior.page(case).said
    text = senior.get(case).text
    (decline,) = set(re.findall(rf'href="({case}/clock/[0-9a-f-]+/decline)"', text))
    assert "now at “Under investigation”" in senior.page(decline).said
    senior.sent(decline, {"reason": "Not needed."})
    assert "The time limit stays as it is." in senior.page(case).said


def test_an_address_of_nobody_there_is_answered_in_words(site: Site, apart: str) -> None:
    senior, address = site.as_("senior"), step(site, apart, "clock/stop")
    head = address.partition("?")[0]
    assert senior.get(f"{head}?of=nobody").status_code == 404
    assert senior.get(f"{head}?of=01a22b86-d899-7586-9c40-d84bc504318d").status_code == 409
    assert senior.get(head).status_code == 404  # at "Assessed" no limit of the case runs


def test_the_queue_says_by_which_limit_a_case_is_due(site: Site, apart: str) -> None:
    line = site.as_("officer").page("/cases").said
    assert re.search(r"days left\s*·\s*Investigation", line)


def test_a_page_that_was_opened_before_stops_no_other_limit(site: Site, apart: str) -> None:
    senior, address = site.as_("senior"), step(site, apart, "clock/stop")
    page = senior.page(address)
    detective, of = site.as_("investigator"), address.partition("?")[2]
    detective.sent(f"/cases/{apart}/move/send-to-review?{of}")
    sent = {"ground": "subject_unavailable", "reason": "In hospital."}
    late = senior.post(address, {**sent, "shown_version": version_in(page.text)})
    assert "Nothing was done" in late.text
    assert "The clock stands still." not in senior.page(f"/cases/{apart}").said


def version_in(text: str) -> str:
    found = re.search(r'name="shown_version" value="([0-9a-f]+)"', text)
    assert found
    return found[1]
