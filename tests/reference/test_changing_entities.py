"""The administrator renames, moves, closes and opens an entity; whoever audits it sees that."""

from __future__ import annotations

import pytest

from caseflow.errors import NotReady
from tests.cases_pages.awkward import LATIN, NUL, SURROGATE, TOO_MUCH, urlencoded
from tests.support.site import BASE, begun_anew, laid_in

LATER = {"on-day": "1", "on-month": "2", "on-year": "2031"}
TODAY = {"on-day": "23", "on-month": "11", "on-year": "2026"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with laid_in(tmp_path_factory.mktemp("entities")) as site:
        yield site


@pytest.fixture
def site(made):
    with begun_anew(made) as site:
        site.people["auditor"] = site.house.person(
            "auditor", username="auditor", name="Olu Adeyemi", engagements=(site.entity,)
        )
        yield site


@pytest.fixture
def admin(site):
    return site.as_("administrator")


def added(admin, code: str, beneath: str = "") -> str:
    """An entity of the tests' organisation; its page."""
    form = {
        "code": code,
        "name": f"Office {code}",
        "organization": "TEST",
        "kind": "peacekeeping",
        "time_zone": "UTC",
        "parent": beneath,
        "valid_from-day": "1",
        "valid_from-month": "2",
        "valid_from-year": "2020",
    }
    admin.sent("/entities/new", form)
    return f"/entities/{code}"


def test_the_list_leads_to_an_entity_and_to_what_lies_beneath_it(admin):
    added(admin, "WEST", "NORTH")
    assert "/entities/WEST" in admin.page("/entities").links
    west, north = admin.page("/entities/WEST"), admin.page("/entities/NORTH")
    assert "/entities/NORTH" in west.links
    assert "/entities/WEST" in north.links
    assert "Office WEST" in north.said


def test_an_entity_gets_another_name_and_keeps_its_code(admin):
    at = added(admin, "WEST")
    assert "The code stays" in admin.page(f"{at}/change").said
    form = {"name": "Western Office", "kind": "office_away", "reason": "As the council decided"}
    assert admin.sent(f"{at}/change", form).endswith(at)
    shown = admin.page(at).said
    assert "The entity is changed" in shown
    assert "Western Office" in shown
    assert "WEST" in shown
    assert "Western Office" in admin.page("/entities").said


def test_an_entity_moves_with_all_beneath_it(admin, site):
    west, low = added(admin, "WEST"), added(admin, "LOW", "WEST")
    offered = admin.page(f"{west}/move").text
    assert 'value="NORTH"' in offered
    assert 'value="WEST"' not in offered
    assert 'value="LOW"' not in offered
    assert "Choose one of the answers" in admin.refused(f"{west}/move", {"parent": "LOW"}).said
    admin.sent(f"{west}/move", {"parent": "NORTH"})
    assert "/entities/NORTH" in admin.page(west).links
    assert "/entities/WEST" in admin.page(low).links
    admin.sent(f"{west}/move", {"parent": ""})
    assert "nothing: at the top" in admin.page(west).said


def test_a_closed_entity_takes_no_case_and_what_it_has_goes_on(admin, site):
    reference, officer = site.log(), site.as_("officer")
    page = admin.page("/entities/NORTH/close").said
    assert "takes nothing new" in page
    assert "goes on as before" in page
    admin.sent("/entities/NORTH/close", TODAY)
    shown = admin.page("/entities/NORTH").said
    assert "closed since 23 Nov 2026" in shown
    assert "This entity is closed" in shown
    with pytest.raises(NotReady, match="entity is closed"):
        site.log()
    assert "NORTH ·" not in officer.page("/cases/new").text
    assert officer.page(f"/cases/{reference}")
    officer.page(f"/cases/{reference}/move/assess")
    officer.sent(f"/cases/{reference}/move/assess", {"reason": "It goes on"})
    admin.sent("/entities/NORTH/open", {"reason": "Founded anew"})
    assert site.log().startswith("NORTH-")


def test_an_entity_may_close_on_a_day_that_lies_ahead(admin, site):
    admin.sent("/entities/NORTH/close", LATER)
    for page in ("/entities", "/entities/NORTH"):
        assert "closes on 1 Feb 2031" in admin.page(page).said
    assert site.log()
    assert "(closed)" not in admin.get("/people/officer").text


def test_roles_can_still_be_given_over_a_closed_entity_which_says_so(admin):
    at = added(admin, "WEST")
    admin.sent(f"{at}/close", TODAY)
    assert "WEST · Office WEST (closed)" in admin.get("/people/officer").text


def test_those_beneath_close_first_and_open_last(admin):
    added(admin, "WEST")
    added(admin, "LOW", "WEST")
    said = admin.refused("/entities/WEST/close", TODAY).said
    assert "Close the entities beneath it first" in said
    admin.sent("/entities/LOW/close", TODAY)
    admin.sent("/entities/WEST/close", TODAY)
    assert "open it again first" in admin.refused("/entities/LOW/open", {}).said
    admin.sent("/entities/WEST/open", {})
    admin.sent("/entities/LOW/open", {})
    assert "is open" in admin.refused("/entities/LOW/open", {}).said


def test_whoever_audits_the_entity_sees_what_was_done_to_it(admin, site):
    admin.sent("/entities/NORTH/close", LATER | {"reason": "A secret reason"})
    shown = site.as_("auditor").page("/audit?act=entity:changed")
    assert "Changed an entity" in shown.said
    assert "A secret reason" not in shown.text


@pytest.mark.parametrize(
    ("path", "wrong", "said"),
    [
        ("change", {"name": "", "kind": "peacekeeping"}, "Write a name"),
        ("change", {"name": "x" * 201, "kind": "peacekeeping"}, "200"),
        ("change", {"name": TOO_MUCH, "kind": "peacekeeping"}, "200"),
        ("change", {"name": NUL, "kind": "peacekeeping"}, "cannot be kept"),
        ("change", {"name": "Safe", "kind": "castle"}, "Choose one of the answers"),
        ("change", {"name": "Safe", "kind": "peacekeeping", "reason": "x" * 501}, "500"),
        ("move", {"parent": "NOWHERE"}, "Choose one of the answers"),
        ("close", dict.fromkeys(TODAY, ""), "Say from which day"),
        ("close", TODAY | {"on-day": "31"}, "November has 30 days"),
        ("close", TODAY | {"on-year": "9" * 30}, "Closed from"),
        ("close", TODAY | {"on-year": "1901"}, "after the day it began"),
        ("open", {}, "is open"),
    ],
)
def test_a_wrong_answer_says_so_and_nothing_is_changed(admin, site, path, wrong, said):
    before = admin.page("/entities/NORTH").said
    page = admin.refused(f"/entities/NORTH/{path}", wrong)
    assert said in page.said
    assert "Error:" in page.text
    assert (
        admin.page("/entities/NORTH").said in before or "Safe" not in admin.page("/entities").said
    )
    assert "closes on" not in admin.page("/entities/NORTH").said


@pytest.mark.parametrize("raw", [SURROGATE, LATIN], ids=["lone surrogate", "other encoding"])
def test_bytes_that_are_no_text_never_break_a_form(admin, raw):
    for path, name in (("change", "name"), ("move", "parent"), ("close", "on-day")):
        admin.page(f"/entities/NORTH/{path}")
        body = urlencoded({"kind": "peacekeeping", name: raw, "csrf_token": admin.token})
        kind = "application/x-www-form-urlencoded"
        at = f"/entities/NORTH/{path}"
        answer = admin.client.post(at, data=body, content_type=kind, base_url=BASE)
        assert answer.status_code in {302, 422}


@pytest.mark.parametrize("path", ["", "/change", "/move", "/close", "/open"])
def test_an_entity_that_does_not_exist_and_a_person_who_may_not_get_the_same(admin, site, path):
    assert admin.get(f"/entities/NOWHERE{path}").status_code == 404
    assert admin.get(f"/entities/{'9' * 40}{path}").status_code == 404
    assert site.as_("officer").get(f"/entities/NORTH{path}").status_code == 404


def test_no_victim_file_is_opened_in_a_closed_entity(admin, site):
    helper = site.house.person("victim-officer", username="helper", name="Samira Haldane")
    site.people["helper"] = helper
    admin.sent("/entities/NORTH/close", TODAY)
    helper = site.as_("helper")
    assert "NORTH ·" not in helper.page("/victims/new").text
    assert "SOUTH ·" in helper.page("/victims/new").text
