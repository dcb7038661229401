"""A page that was added: behind the guard, the wall and the menu without another line."""

from __future__ import annotations

import pytest


@pytest.fixture
def archivists(site):
    """One archivist in each of two entities, beside the people of the site."""
    for name, entity in (("north", site.entity), ("south", site.house.entity("WEST"))):
        person = site.house.person("archivist", entity=entity, username=name, name=name.title())
        site.people[name] = person
    return site


def test_the_page_shows_only_what_its_reader_may_see(archivists):
    reference = archivists.log()
    assert reference in archivists.as_("north").page("/shelves").said
    assert reference not in archivists.as_("south").page("/shelves").said
    wishes = f"/cases/{reference}/wishes"
    assert archivists.as_("officer").get(wishes).status_code == 200
    assert archivists.as_("officer-2").get(wishes).status_code == 404


def test_the_page_is_a_missing_page_for_whoever_may_not(archivists):
    officer = archivists.as_("officer")
    refused, missing = officer.get("/shelves"), officer.get("/no-such-page")
    assert (refused.status_code, refused.data) == (404, missing.data)
    outside = archivists.app.test_client().get("/shelves", base_url="https://localhost")
    assert outside.status_code == 302
    assert outside.headers["Location"].startswith("/sign-in")


def test_the_page_stands_in_the_menu_of_those_who_may(archivists):
    assert "Shelf list" in archivists.as_("north").page("/cases").said
    assert "Shelf list" not in archivists.as_("officer").page("/cases").said
