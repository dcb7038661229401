"""The auditors' page: what was done in words, what was refused and opened in an emergency first."""

from __future__ import annotations

import re

import pytest

from caseflow.audit.acts import Act, Outcome
from caseflow.reporting.showing import ACTS, Kind, called, mark
from tests.support.site import BASE, Site

WHY = "The reporter rang: he is on his way."


@pytest.fixture
def busy(site: Site) -> str:
    """A case that was read, exported, asked for in vain and opened in an emergency."""
    reference = site.log()
    officer, guest = site.as_("officer"), site.as_("officer-2")
    officer.get(f"/cases/{reference}")
    officer.client.get(f"/cases/{reference}/summary.pdf", base_url=BASE)
    guest.sent("/cases/break-glass", {"reference": reference, "reason": WHY})
    guest.post(f"/cases/{reference}/notes/new", {"words": "x"})
    return reference


def shown(site: Site, query: str = "") -> list[str]:
    """The rows of the page, as text."""
    page = site.as_("auditor").page(f"/audit{query}").text
    rows = re.findall(r'<tr role="row"[^>]*>(?:(?!</tr>).)*</tr>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows[1:]]


def test_each_kind_keeps_its_acts_and_everything_has_them_all(site: Site, busy: str) -> None:
    wanted = {
        "looks": "Read a case",
        "exports": "Exported a case summary",
        "emergencies": "Broke the glass",
    }
    everything = shown(site)
    for kind, act in wanted.items():
        rows = shown(site, f"?kind={kind}")
        assert rows
        assert all(any(word in row for word in wanted.values()) or "Made a" in row for row in rows)
        assert any(act in row for row in rows)
        assert len(rows) < len(everything)
    assert shown(site, "?kind=nonsense")


def test_an_emergency_says_who_and_carries_its_mark(site: Site, busy: str) -> None:
    (row,) = shown(site, "?kind=emergencies")
    assert "Jon Berg" in row
    assert WHY not in row
    page = site.as_("auditor").page("/audit?kind=emergencies").text
    assert 'class="is-flag"' in page
    assert "t-seal" in page


def test_what_was_refused_is_marked_late(site: Site) -> None:
    reference = site.log()
    site.as_("officer-2").get(f"/cases/{reference}")
    assert mark(Act.CASE_READ, Outcome.DENIED) == ("late", "slash-circle")
    assert mark(Act.BREAK_GLASS, Outcome.DENIED)[0] == "late"


def test_a_kind_and_the_other_filters_stand_in_one_address(site: Site, busy: str) -> None:
    page = site.as_("auditor").page(f"/audit?reference={busy}&kind=exports")
    assert any("kind=looks" in link and f"reference={busy}" in link for link in page.links)
    assert 'name="kind" value="exports"' in page.text


def test_things_have_names_and_parts_of_them_their_tables() -> None:
    assert called("victim_files") == "Victim file"
    assert called("clock_changes") == "clock changes"
    assert set(ACTS) == set(Kind) - {Kind.REFUSED}
