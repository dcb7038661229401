"""The page on which somebody is let into a case: first what for, then people whose role fits."""

from __future__ import annotations

import re

import pytest

from tests.support.site import Site

FIT = {
    "investigator": {"Ravi Menon"},
    "reviewer": {"Amara Diallo", "Lidia Kovac"},
    "decision-maker": {"Lidia Kovac"},
    "reader": {"Ravi Menon", "Amara Diallo", "Lidia Kovac", "Jon Berg"},
}


def offered(text: str, field: str) -> set[str]:
    """The people a list offers."""
    listed = re.search(rf'<select[^>]*name="{field}".*?</select>', text, re.DOTALL)
    found = re.findall(r'<option value="[0-9a-f-]{36}"[^>]*>([^<]+)', listed[0]) if listed else []
    return {name.partition(",")[0].strip() for name in found}


@pytest.mark.parametrize("capacity", FIT)
def test_only_people_whose_role_fits_are_offered(site: Site, capacity: str) -> None:
    at = f"/cases/{site.log()}/access/let-in"
    page = site.as_("officer").page(f"{at}?capacity={capacity}")
    assert offered(page.text, "user") == FIT[capacity]


def test_somebody_whose_role_does_not_fit_is_refused_at_the_field(site: Site) -> None:
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}/access/let-in"
    recruiter = str(site.people["recruiter"].user_id)
    before = site.rows("grants")
    page = officer.refused(at, {"user": recruiter, "capacity": "investigator"})
    assert "Choose one of the answers that are offered" in page.said
    assert site.rows("grants") == before


def test_whoever_is_kept_out_is_not_offered(site: Site) -> None:
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}/access"
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/keep-out", {"user": user, "reason": "Cousins"})
    page = officer.page(f"{at}/let-in")
    assert "Nobody’s role fits" in page.said
    assert offered(page.text, "user") == set()


def test_a_case_is_handed_only_to_people_who_work_on_cases_here(site: Site) -> None:
    page = site.as_("officer").page(f"/cases/{site.log()}/hand-over")
    assert offered(page.text, "to") == {"Amara Diallo"}
