"""The search box: what each role finds, by what they may see, and what stands in no address."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest

from caseflow.access.models import Classification
from caseflow.audit.acts import PageAct
from caseflow.cases.records.entries import PersonEntry
from caseflow.demo.cast import people
from tests.support.site import Client, Page, Site
from tests.support.trail import entries

ROLES = sorted({str(each["role"]) for each in people().values()})
TYPED = "Nadezhda"


def found(client: Client, typed: str) -> Page:
    """The page that answers, without scripts: send the form, follow where it leads."""
    client.get("/search")
    address = client.sent("/search", {"q": typed})
    return client.page(address)


def answered(client: Client, typed: str) -> str:
    """What the box shows while somebody types."""
    client.get("/search")
    answer = client.post("/search/answers", {"q": typed})
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def searches(site: Site) -> list[dict[str, Any]]:
    """The facts of each search on the trail, oldest first."""
    return [detail["facts"] for _entry, detail in entries(site.house, PageAct.SEARCHED.value)]


@pytest.mark.parametrize("role", ROLES)
def test_the_box_answers_every_role_and_never_leads_to_a_page_that_is_not_there(site, role):
    site.log(people=(PersonEntry(name="Nadezhda Orlova"),))
    held = site.house.person(role, entity=site.entity, username=f"a-{role}", name="Some Body")
    site.people[role] = held
    someone = site.as_(role)
    for typed in ("", TYPED, "2026", "V-7K2M", "RE-7K2M9", "settings", "\u202e[ ", "%", "'\"<b>"):
        page = found(someone, typed)
        assert "Search" in page.said
        for link in page.links:
            if link.startswith("/") and not link.startswith("/static"):
                assert someone.get(link).status_code in {200, 302, 303}, link
        answered(someone, typed)


def test_what_was_typed_stands_in_no_address_and_opens_in_its_own_session_only(site: Site):
    site.log(people=(PersonEntry(name="Nadezhda Orlova"),), title="Named once")
    officer = site.as_("officer")
    officer.get("/search")
    for form in ("/search", "/cases/filter"):
        address = officer.sent(form, {"q": TYPED, "view": "all"})
        assert TYPED.casefold() not in address.casefold()
        assert "Named once" in officer.page(address).said
        again = site.as_("officer").page(address).said
        assert "Named once" not in again or form == "/cases/filter"
        assert "can no longer be read" in again
        assert TYPED not in again
    assert officer.get(f"/search?q={TYPED}").text.count("Named once") == 0


def test_a_search_is_one_entry_and_says_what_was_shown_but_not_what_was_typed(site: Site):
    reference = site.log(people=(PersonEntry(name="Nadezhda Orlova"),))
    officer = site.as_("officer")
    officer.get("/search")
    answered(officer, "")
    assert searches(site) == []
    answered(officer, TYPED)
    assert len(searches(site)) == 1
    officer.page(officer.sent("/search", {"q": TYPED}))
    assert len(searches(site)) == 2
    for facts in searches(site):
        assert facts["references"] == [reference]
        assert facts["fields"] == ["cases.title"]
        assert TYPED.casefold() not in str(facts).casefold()


WAYS = (
    "{number}",
    "[{number}]",
    "{code}-{year}-{number}",
    "{code} {number}",
    "{code}/{year}/{number}",
    "{number}/{year}",
    "({code}.{year}.{number})",
    "{code}{year}{number}",
    "no. {number}",
    "{year}-{number}",
    "#{number}",
    "{code}–{year}–{number}",
)
DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९")


@pytest.mark.parametrize("digits", DIGITS)
def test_a_reference_is_found_by_any_part_with_signs_around_it(site: Site, digits: str):
    reference = site.log(title="The one that is meant")
    code, year, number = reference.split("-")
    officer = site.as_("officer")
    for way in WAYS:
        typed = way.format(code=code, year=year, number=number)
        typed = typed.translate(str.maketrans("0123456789", digits))
        assert "The one that is meant" in answered(officer, typed), typed
    assert "The one that is meant" in answered(officer, number.lstrip("0")[-3:])
    assert "The one that is meant" in answered(officer, f" {reference.lower()} ")


@pytest.mark.parametrize("typed", ["{name} {digits}", "XYZ-{year}-{digits}", "XY-{year}"])
def test_nothing_is_found_by_a_part_of_what_was_typed(site: Site, typed: str):
    reference = site.log(people=(PersonEntry(name="Nadezhda Orlova"),))
    _code, year, digits = reference.split("-")
    officer = site.as_("officer")
    officer.get("/search")
    words = typed.format(name="Orlova", year=year, digits=digits if "XYZ" in typed else "99999")
    assert reference not in officer.post("/search/answers", {"q": words}).text
    for found in (digits, f"No. {digits}", f"{year}/{digits}", "Orlova"):
        assert reference in officer.post("/search/answers", {"q": found}).text


def test_the_titles_of_ones_own_cases_are_found_before_they_are_opened(site: Site):
    reference = site.log(title="Stolen laptop computers, store 4")
    officer = site.as_("officer")
    officer.get("/search")
    assert reference in officer.post("/search/answers", {"q": "stolen laptop"}).text
    other = site.as_("senior")
    other.get("/search")
    assert reference not in other.post("/search/answers", {"q": "stolen laptop"}).text


def test_a_whole_reference_leads_straight_to_its_case(site: Site):
    reference = site.log()
    officer = site.as_("officer")
    officer.get("/search")
    there = officer.sent("/search", {"q": reference})
    assert officer.sent_to(there) == f"/cases/{reference}"


def test_nobody_finds_what_is_not_theirs(site: Site):
    strict = Classification.STRICTLY_CONFIDENTIAL
    hidden = site.log(
        "senior",
        title="Hidden matter",
        classification=strict,
        people=(PersonEntry(name="Nadezhda Orlova"),),
    )
    for name in ("officer", "officer-2", "investigator", "recruiter", "administrator"):
        someone = site.as_(name)
        for typed in (TYPED, hidden, hidden[-5:], "Hidden"):
            said = answered(someone, typed)
            assert "Hidden matter" not in said
            assert hidden not in said
    assert "Hidden matter" in answered(site.as_("senior"), TYPED)


def test_the_line_of_a_case_of_its_named_team_is_found_by_who_oversees_it(site: Site):
    site.people["above"] = site.house.person(
        "senior-conduct-officer", entity=site.entity, username="above", name="Ada Over"
    )
    hidden = site.log(
        "senior",
        title="Hidden matter",
        classification=Classification.STRICTLY_CONFIDENTIAL,
        people=(PersonEntry(name="Nadezhda Orlova"),),
    )
    above = site.as_("above")
    said = answered(above, hidden[-5:])
    assert f"/cases/{hidden}/oversee" in said
    assert "named team only" in said
    assert "Hidden matter" not in said
    assert hidden not in answered(above, TYPED)


def test_what_was_opened_last_is_offered_first_and_only_while_it_may_be_seen(site: Site):
    first, second = site.log(title="Opened first"), site.log(title="Opened second")
    officer = site.as_("officer")
    for reference in (first, second, first):
        officer.page(f"/cases/{reference}")
    said = answered(officer, "")
    assert said.index(first) < said.index(second)
    assert "Opened lately" in said
    assert "Opened first" not in said  # a title is sealed: it comes with a search
    assert "Opened first" in answered(officer, "opened fir")
    assert first not in answered(site.as_("senior"), "")
    page = officer.page("/search")
    assert "Opened lately" in page.said
    assert f"/cases/{first}" in page.links


def test_pages_and_settings_are_found_by_their_names(site: Site):
    assert "/me" in found(site.as_("recruiter"), "settings").links
    assert "/entities" in found(site.as_("administrator"), "entit").links
    assert "/entities" not in found(site.as_("officer"), "entit").links
    assert "/cases/new" in found(site.as_("officer"), "log a").links


def test_an_administrator_finds_people_and_entities(site: Site):
    administrator = site.as_("administrator")
    assert "/people/investigator" in answered(administrator, "menon")
    assert "/people/investigator" in answered(administrator, "MENÓN ravi")
    assert "/entities/NORTH" in answered(administrator, "north")
    assert "/people/investigator" not in answered(site.as_("officer"), "menon")


def test_words_in_my_queue_tell_how_many_cases_have_them_elsewhere(site: Site):
    for number in (1, 2):
        site.log("senior", title=f"Other {number}", people=(PersonEntry(name="Noor Jansen"),))
    officer = site.as_("officer")
    officer.get("/cases")
    mine = officer.page(officer.sent("/cases/filter", {"q": "jansen", "view": "mine"}))
    assert "0 in “With me”, 2 in all cases" in mine.said
    there = next(link for link in mine.links if link.startswith("/cases/all?") and "w=" in link)
    everywhere = officer.page(there)
    assert "Other 1" in everywhere.said
    assert "in all cases" not in everywhere.said


def test_paging_keeps_the_name_and_no_link_of_the_list_says_it(site: Site):
    for number in range(53):
        site.log(
            title=f"Matter {number:02}",
            people=(PersonEntry(name="Noor Jansen"),),
            received_on=date(2026, 11, 1 + number % 20),
        )
    officer = site.as_("officer")
    officer.get("/cases")
    first = officer.page(officer.sent("/cases/filter", {"q": "jansen", "view": "all"}))
    later = next(link for link in first.links if "after=" in link)
    second = officer.page(later)
    titles = [f"Matter {number:02}" for number in range(53)]
    assert [sum(t in page.said for t in titles) for page in (first, second)] == [50, 3]
    for page in (first, second):
        assert not [link for link in page.links if "jansen" in link.casefold()]


@pytest.mark.parametrize("sealed", ["x", "%00", "A" * 9000, "é", "====", "../..", "AAAA-_AAAA"])
def test_an_address_that_was_changed_says_that_its_words_cannot_be_read(site: Site, sealed: str):
    officer = site.as_("officer")
    for path in ("/search", "/cases/all", "/cases"):
        assert "can no longer be read" in officer.page(f"{path}?w={sealed}").said


def test_the_box_takes_no_lock_and_no_form_from_elsewhere(site: Site):
    officer = site.as_("officer")
    officer.get("/search")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        raw = site.engine.raw_connection()
        raw.cursor().execute("BEGIN IMMEDIATE")
        held.set()
        done.wait(20)
        raw.rollback()
        raw.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(20)
    try:
        assert officer.post("/search", {"q": TYPED}).status_code == 302
        assert officer.post("/cases/filter", {"q": TYPED}).status_code == 302
        assert officer.post("/search/answers", {"q": ""}).status_code == 200
    finally:
        done.set()
        thread.join()
    assert (
        officer.client.post(
            "/search/answers", data={"q": TYPED}, base_url="https://localhost"
        ).status_code
        == 400
    )
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert officer.post("/search/answers", {"q": TYPED}, headers=elsewhere).status_code == 400


def test_a_colleague_is_found_by_whoever_sees_a_case_of_theirs_and_leads_to_these(site: Site):
    site.log("senior", title="With the senior")
    site.log("officer", title="With the officer")
    officer = site.as_("officer")
    said = answered(officer, "dial")
    assert "Amara Diallo" in said
    page = found(officer, "diallo")
    there = next(link for link in page.links if link.startswith("/cases/all?w="))
    assert "With the senior" in officer.page(there).said
    assert "With the officer" not in officer.page(there).said
    assert "Lidia Kovac" not in answered(officer, "kovac")  # has no case
    for name in ("officer-2", "investigator", "recruiter"):
        assert "Amara Diallo" not in answered(site.as_(name), "diallo"), name
    assert "Ravi Menon" in answered(site.as_("administrator"), "menon")


def test_an_auditor_reads_that_somebody_searched_and_how_much_was_shown(site: Site):
    site.log(people=(PersonEntry(name="Nadezhda Orlova"),))
    answered(site.as_("officer"), TYPED)
    site.people["auditor"] = site.house.person(
        "auditor", engagements=(site.entity,), username="auditor", name="Au Ditor"
    )
    page = site.as_("auditor").page("/audit")
    assert "Searched" in page.said
    assert "1 thing on the list" in page.said
    assert TYPED not in page.said


def test_an_auditor_finds_the_cases_of_an_entity_by_its_code(site: Site):
    reference = site.log()
    site.people["auditor"] = site.house.person(
        "auditor", engagements=(site.entity,), username="auditor", name="Au Ditor"
    )
    code = reference.split("-")[0]
    assert reference in answered(site.as_("auditor"), code)
    assert reference not in answered(site.as_("auditor"), f"{code}X")
