"""The administrator lays out organisations and entities; a wrong answer says what is wrong."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from tests.support.site import begun_anew, laid_in

NUL = "North\x00ern"
RIGHT = {
    "code": "WEST",
    "name": "Western Mission",
    "organization": "TEST",
    "kind": "peacekeeping",
    "time_zone": "Africa/Nairobi",
    "holiday_country": "KE",
    "valid_from-day": "1",
    "valid_from-month": "2",
    "valid_from-year": "2025",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with laid_in(tmp_path_factory.mktemp("entities")) as site:
        yield site


@pytest.fixture
def site(made):
    with begun_anew(made) as site:
        yield site


def test_an_entity_is_added_beneath_another_and_roles_can_be_given_for_it(site):
    admin = site.as_("administrator")
    assert "Add an entity" in admin.page("/entities").said
    admin.page("/entities/new")
    admin.sent("/entities/new", {**RIGHT, "code": "west", "parent": "NORTH"})
    shown = admin.page("/entities").said
    assert "Western Mission WEST" in shown
    assert "Africa/Nairobi" in shown
    assert "WEST · Western Mission" in admin.get("/people/officer").text
    officer = site.house.actor(site.people["officer"].user_id)
    site.people["officer"] = officer
    reference = site.log(entity_id=entity_id(admin, "WEST"))
    assert reference.startswith("WEST-2026-")
    assert site.as_("senior").get(f"/cases/{reference}").status_code == 200


def entity_id(admin, code):
    offered = rf'value="([0-9a-f-]{{36}})"[^>]*>{code} '
    return UUID(re.findall(offered, admin.get("/people/officer").text)[0])


def test_an_organisation_is_added_once(site):
    admin = site.as_("administrator")
    admin.sent("/organizations/new", {"code": "other", "name": "Another Organisation"})
    assert "Another Organisation" in admin.page("/entities").said
    said = admin.refused("/organizations/new", {"code": "OTHER", "name": "Again"}).said
    assert "This code is taken" in said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": ""}, "Write a code"),
        ({"code": "1ST"}, "a letter first"),
        ({"code": "NORTH"}, "This code is taken"),
        ({"code": "A" * 13}, "12"),
        ({"name": ""}, "Write a name"),
        ({"name": NUL}, "cannot be kept"),
        ({"organization": "NOWHERE"}, "Choose one of the answers that are offered"),
        ({"kind": "castle"}, "Choose one of the answers that are offered"),
        ({"parent": "NOWHERE"}, "Choose one of the answers that are offered"),
        ({"time_zone": "Mars/Olympus"}, "Choose one of the answers that are offered"),
        ({"holiday_country": "XX"}, "Choose one of the answers that are offered"),
        ({"valid_from-year": "9" * 30}, "Since"),
    ],
)
def test_a_wrong_answer_says_so_at_its_field_and_nothing_is_added(site, wrong, said):
    admin, before = site.as_("administrator"), site.rows("entities")
    page = admin.refused("/entities/new", {**RIGHT, **wrong})
    assert said in page.said
    assert "Africa/Nairobi" in page.text or "time_zone" in wrong
    assert site.rows("entities") == before


@pytest.mark.parametrize("path", ["/entities", "/entities/new", "/organizations/new"])
@pytest.mark.parametrize("name", ["officer", "senior", "recruiter"])
def test_to_everybody_else_these_pages_do_not_exist(site, path, name):
    assert site.as_(name).get(path).status_code == 404
