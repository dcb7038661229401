"""A task never stays with somebody who no longer sees the case."""

from __future__ import annotations

import re

import pytest

from tests.support.site import Site

STRICT = {"classification": "strictly-confidential", "reason": "Senior staff."}


def with_task(site: Site, name: str) -> str:
    """The address of a case in which somebody has a task, who is let in for nothing."""
    reference = site.log()
    at = f"/cases/{reference}"
    task = {"words": "Secure the ledger", "assignee": str(site.people[name].user_id)}
    site.as_("officer").sent(f"{at}/tasks/new", task)
    assert "Secure the ledger" in site.as_(name).page(at).said
    return at


def whose(site: Site, at: str) -> str:
    """What the panel of tasks says, for the owner."""
    said = site.as_("officer").page(at).said
    return re.search(r"Tasks.*?Secure the ledger(.*?)Notes", said)[1]


def test_the_page_says_how_many_go_back_before_a_case_is_made_its_teams_alone(site: Site) -> None:
    at, officer = with_task(site, "senior"), site.as_("officer")
    assert "1 open task goes back to nobody" in officer.page(f"{at}/classification").said
    assert site.people["senior"].name in whose(site, at)
    officer.sent(f"{at}/classification", STRICT)
    assert site.people["senior"].name not in whose(site, at)
    assert "goes back" not in officer.page(f"{at}/classification").said


@pytest.mark.parametrize("way", ["keep-out", "people"])
def test_whoever_is_kept_out_has_no_task_left(site: Site, way: str) -> None:
    at, officer = with_task(site, "senior"), site.as_("officer")
    sent = {
        "keep-out": ("access/keep-out", {"user": str(site.people["senior"].user_id)}),
        "people": (
            "people/new",
            {"part": "witness", "known": "yes", "name": site.people["senior"].name},
        ),
    }
    page, facts = sent[way]
    officer.sent(f"{at}/{page}", {**facts, "reason": "Shares an office with the subject."})
    assert site.as_("senior").get(at).status_code == 404
    assert site.people["senior"].name not in whose(site, at)


def test_whose_access_ends_has_no_task_left(site: Site) -> None:
    reference = site.log()
    at, officer = f"/cases/{reference}", site.as_("officer")
    investigator = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": investigator, "capacity": "investigator"})
    officer.sent(f"{at}/tasks/new", {"words": "Secure the ledger", "assignee": investigator})
    end = re.search(rf'action="({at}/access/[0-9a-f-]+/end)"', officer.get(f"{at}/access").text)
    officer.sent(end[1])
    assert site.people["investigator"].name not in whose(site, at)


def test_only_people_who_see_the_case_are_offered_for_a_task(site: Site) -> None:
    at, officer = f"/cases/{site.log()}", site.as_("officer")
    offered = officer.get(f"{at}/tasks/new").text
    for name, comes in (("senior", True), ("investigator", False), ("administrator", False)):
        assert (str(site.people[name].user_id) in offered) is comes, name
    officer.sent(f"{at}/classification", STRICT)
    offered = officer.get(f"{at}/tasks/new").text
    assert str(site.people["senior"].user_id) not in offered
    assert str(site.people["officer"].user_id) in offered
