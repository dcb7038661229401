"""The list of cases: views, filters in the address, pages by key, and why it is empty."""

from __future__ import annotations

import gzip
from contextlib import closing
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from caseflow.access.models import Classification
from caseflow.cases.records.entries import PersonEntry
from caseflow.db import new_id
from tests.support.house import TODAY
from tests.support.site import Site
from tests.support.statements import count_statements

MOST_STATEMENTS = 12
FIRST_PAGE = 120_000
NEXT_PAGE = 25_000


def test_the_view_of_what_is_with_me_holds_that_and_no_more(site: Site) -> None:
    site.log("officer", title="Mine to work on")
    site.log("senior", title="With a colleague")
    officer = site.as_("officer")
    mine, every = officer.page("/cases?view=mine"), officer.page("/cases/all")
    assert "Mine to work on" in mine.said
    assert "With a colleague" not in mine.said
    assert "Mine to work on" in every.said
    assert "With a colleague" in every.said
    assert "1 case" in mine.said
    assert "2 cases" in every.said


def test_another_entity_sees_nothing_and_is_told_what_to_do(site: Site) -> None:
    site.log()
    other = site.as_("officer-2").page("/cases/all")
    assert "No cases yet" in other.said
    assert "/cases/new" in other.links
    lone = site.as_("investigator").page("/cases/all")
    assert "No case is open to you yet" in lone.said
    assert "/cases/join" in lone.links


def test_nothing_yet_and_no_match_are_told_apart(site: Site) -> None:
    officer = site.as_("officer")
    assert "Nothing waits for you" in officer.page("/cases").said
    assert "Nothing of yours waits for others" in officer.page("/cases?view=others").said
    assert "Nothing is with you" in officer.page("/cases?view=mine").said
    site.log()
    officer.get("/cases/all")
    searched = officer.page(officer.sent("/cases/filter", {"view": "all", "q": "Nobody Known"}))
    assert "No case matches" in searched.said
    assert "Names are found by whole words" in searched.said
    assert "“Nobody Known”" in searched.said
    assert "Nothing here" in officer.page("/cases?view=overdue").said


def test_filters_stand_in_the_address_and_each_can_be_taken_off(site: Site) -> None:
    site.log(title="Kept to the team", classification=Classification.STRICTLY_CONFIDENTIAL)
    site.log(title="Known to the entity")
    site.log(title="Taken from the store", conduct=("theft",))
    officer = site.as_("officer")
    page = officer.page("/cases/all?class=confidential&kind=forgery&stage=received")
    assert "Known to the entity" in page.said
    assert "Kept to the team" not in page.said
    assert "Taken from the store" not in page.said
    assert "Class: Confidential" in page.said
    assert "Stage: Received" in page.said
    without = [link for link in page.links if "class=" not in link and "kind=forgery" in link]
    assert "Kept to the team" in officer.page(without[0]).said
    assert "/cases/all" in page.links  # clear all


def test_a_name_is_found_and_a_reference_leads_straight_to_its_case(site: Site) -> None:
    reference = site.log(people=(PersonEntry(name="Tomas Elberg"),), title="The one")
    site.log(people=(PersonEntry(name="Noor Jansen"),), title="Another")
    officer = site.as_("officer")
    officer.get("/cases/all")
    found = officer.page(officer.sent("/cases/filter", {"view": "all", "q": "elberg"}))
    assert "The one" in found.said
    assert "Another" not in found.said
    there = officer.sent("/cases/filter", {"view": "all", "q": reference})
    assert officer.sent_to(there) == f"/cases/{reference}"


def test_late_cases_come_first_and_say_so(site: Site) -> None:
    site.log(title="In time", received_on=TODAY - timedelta(days=2))
    site.log(title="Long ago", received_on=date(2024, 1, 15))
    page = site.as_("officer").page("/cases")
    assert page.said.index("Long ago") < page.said.index("In time")
    assert "1 case is late" in page.said
    assert "calendar days late" in page.said


def test_pages_go_on_where_the_last_one_ended(site: Site) -> None:
    titles = [f"Matter {n:02}" for n in range(53)]
    for title in titles:
        site.log(title=title)
    officer = site.as_("officer")
    first = officer.page("/cases/all?stage=received")
    later = next(link for link in first.links if "after=" in link)
    assert parse_qs(urlsplit(later).query)["stage"] == ["received"]
    second = officer.page(later)
    shown = [sum(t in page.said for t in titles) for page in (first, second)]
    assert shown == [50, 3]
    assert not any(t in first.said and t in second.said for t in titles)


@pytest.mark.parametrize(
    "query",
    [
        "view=nonsense",
        "stage=%00",
        "entity=not-an-id",
        "entity=99999999999999999999999999",
        "class=secret&kind=nothing&sort=up",
        "q=" + "x" * 5000,
        "q=%ed%a0%80",
        "q=%00",
        "view=mine&view=all",
    ],
)
def test_answers_never_offered_count_as_none(site: Site, query: str) -> None:
    site.as_("officer").page(f"/cases?{query}")


@pytest.mark.parametrize("key", ["zzz", "2026-01-01~", "9" * 40, "%00", "2026-13-01~" + "0" * 32])
def test_a_page_key_that_is_none_is_refused_with_a_sentence(site: Site, key: str) -> None:
    answer = site.as_("officer").get(f"/cases?after={key}")
    assert answer.status_code == 409
    assert "This page of the list is not known." in answer.text


def test_a_view_can_be_kept_and_dropped_by_its_owner_alone(site: Site) -> None:
    officer = site.as_("officer")
    officer.get("/cases/all")
    sent = {"view": "all", "stage": "received", "class": "confidential", "q": "Elberg"}
    listed = officer.page(officer.sent("/cases/filter", sent))
    save = next(link for link in listed.links if "/cases/views/new" in link)
    assert "Elberg" not in save  # a name that was typed is never kept
    officer.page(save)
    assert "short name" in officer.refused(save, {"name": ""}).said
    assert "short name" not in officer.refused(save, {"name": "x" * 41}).said
    there = officer.sent(save, {"name": "Fresh ones"})
    page = officer.page(there)
    assert "Fresh ones" in page.said
    assert "stage=received" in there
    assert "Fresh ones" not in site.as_("senior").page("/cases").said

    drop = officer.get(save).text.split('action="/cases/views/')[1].split('"')[0]
    assert site.as_("senior").post(f"/cases/views/{drop}").status_code == 404
    officer.sent(f"/cases/views/{drop}")
    assert "Fresh ones" not in officer.page("/cases").said


@pytest.mark.parametrize("name", ["view", "stage", "entity", "class", "kind", "sort"])
def test_a_kept_view_holds_no_word_that_was_typed_into_the_address(site: Site, name: str) -> None:
    """Whatever stands there as a filter: what the product does not know is left out."""
    officer, other = site.as_("officer"), {"class": "stage=received"}
    known = other.get(name, "class=confidential")
    for word in ("Zyxwvut", "received.Zyxwvut", "Zyxwvut-01a2-7e49-b8b1-0c5d2f6a7e49"):
        at = f"/cases/views/new?{known}&{name}={word}"
        officer.page(at)
        there = officer.sent(at, {"name": f"Kept {word}"})
        assert "Zyxwvut" not in there
        assert known in there
    assert views_of(site) == {known}
    officer.page(at := f"/cases/views/new?{name}=Zyxwvut")
    assert "Set at least one filter first." in officer.refused(at, {"name": "Nothing"}).said


def test_a_view_keeps_an_entity_that_its_owner_reaches_and_no_other(site: Site) -> None:
    officer, far = site.as_("officer"), site.house.entity("FARAWAY")
    for entity in (site.entity, far, new_id()):
        at = f"/cases/views/new?class=confidential&entity={entity}"
        officer.page(at)
        officer.sent(at, {"name": f"View {entity.hex[:30]}"})
    assert views_of(site) == {
        f"entity={site.entity}&class=confidential",
        "class=confidential",
    }


def views_of(site: Site) -> set[str]:
    """What each kept view holds, asked of the driver itself."""
    with closing(site.house.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("SELECT filters FROM saved_views")
        return {filters for (filters,) in cursor.fetchall()}


def test_only_those_who_may_read_cases_have_a_list(site: Site) -> None:
    for name in ("recruiter", "administrator"):
        assert site.as_(name).get("/cases").status_code == 404


def test_the_list_costs_few_statements_and_little_weight(site: Site) -> None:
    for n in range(50):
        site.log(title=f"Matter {n:02}")
    officer = site.as_("officer")
    officer.get("/cases/all")
    for path in ("/cases", "/cases/all"):
        with count_statements(site.engine) as seen:
            answer = officer.get(path)
        assert len(seen) <= MOST_STATEMENTS, "\n".join(seen)
        assert len(gzip.compress(answer.data)) <= NEXT_PAGE
        assert len(answer.data) <= FIRST_PAGE


def test_my_queue_says_what_waits_for_me_and_leads_to_it_whatever_my_role(site: Site) -> None:
    reference = site.log()
    at, officer = f"/cases/{reference}", site.as_("officer")
    page = officer.page("/cases")
    assert "Waiting for me 1" in page.said
    assert f"{at}/move/assess" in page.links
    assert "Nothing waits for you" in site.as_("investigator").page("/cases").said
    officer.sent(f"{at}/move/assess")
    page = officer.page("/cases")
    assert "Let an investigator into the case." in page.said
    assert f"{at}/access/let-in" in page.links
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "investigator"})
    officer.sent(f"{at}/move/open-investigation")
    detective = site.as_("investigator")
    page = detective.page("/cases")
    assert "Record a finding on every allegation." in page.said
    assert f"{at}/findings/new" in page.links
    assert "Send to review" in page.said
    assert f"{at}/move/send-to-review" not in page.links  # it would be refused
    assert "Nothing waits for you" in officer.page("/cases").said
    others = officer.page("/cases?view=others").said
    assert "Ravi Menon" in others
    assert "Send to review, since 23 Nov" in others
    answer = {"outcome": "unfounded", "standard": "preponderance", "evidence": "Ledger."}
    on = {"found_on-day": "23", "found_on-month": "11", "found_on-year": "2026"}
    detective.sent(detective.sent_to(f"{at}/findings/new"), {**answer, **on})
    detective.sent(f"{at}/move/send-to-review")
    decider = site.as_("decider")
    page = decider.page("/cases")
    assert f"{at}/decision" in page.links
    assert "Decision-maker" in officer.page("/cases?view=others").said
    assert "Decision-maker" in detective.page("/cases?view=others").said


def test_what_i_cannot_settle_myself_leads_to_the_case(site: Site) -> None:
    reference = site.log(conduct=())
    at, officer = f"/cases/{reference}", site.as_("officer")
    user = str(site.people["investigator"].user_id)
    officer.sent(f"{at}/access/let-in", {"user": user, "capacity": "investigator"})
    officer.sent(f"{at}/tasks/new", {"words": "Ring the depot", "assignee": user})
    page = site.as_("investigator").page("/cases")
    assert "1 task for you" in page.said
    assert "then: Assess" in page.said
    assert f"{at}#tasks" in page.links
    assert "Add at least one allegation." not in page.said
