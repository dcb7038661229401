"""A word for nothing, typed for a name or a number, is an error where it was typed."""

import pytest

from tests.cases_pages.answers import filled
from tests.support.site import Site

NAME = {"part": "witness", "known": "yes", "name": "Ostrin Quelva"}


@pytest.mark.parametrize("name", ["N/A", "unknown\u3164", "Mr. Unknown", "name not given"])
def test_a_reporter_with_a_name_is_somebody(site: Site, name: str) -> None:
    typed = {**filled(site, 1), "reporting": "named", "reporter": name, "do": "go"}
    page = site.as_("officer").refused("/cases/new", typed)
    assert "This names nobody" in page.said
    assert {"reporter": name}.items() <= {
        f.get("name"): f.get("value") for f in page.fields
    }.items()


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "Mr. Unknown", "Enter the name, or say that the person is not identified"),
        ("other_names", "N/A", "“N/A” names nobody: leave it out"),
        ("other_names", "Osta, Unknown Officer", "“Unknown Officer” names nobody"),
        ("id_number", "pending", "“pending” is no number: leave it out"),
        ("id_number", "AB12; see CV", "“see CV” is no number"),
        ("id_number", "0", "“0” is no number"),
        ("date_of_birth", "1984; 1986", "One date fits here"),
    ],
)
def test_a_person_of_a_case_is_told_by_facts(site: Site, field: str, typed: str, why: str) -> None:
    at = f"/cases/{site.log()}/people/new"
    client = site.as_("officer")
    client.page(at)
    page = client.refused(at, {**NAME, field: typed})
    assert why in page.said
    assert typed in {f.get("value") for f in page.fields}, "what was typed stays"
