"""Two officers at one file: the later one sees both texts, or hears that it was written anew."""

from __future__ import annotations

import re

VERSION = re.compile(r'name="shown_version" value="([^"]+)"')
CHANGED = "Somebody changed this while you were writing."
ANEW = "Somebody wrote this anew while you were writing, and it is not shown here."


def version_on(client, path):
    """The version of what the form on a page shows."""
    return VERSION.findall(client.page(path).text)[-1]


def file_of(client, site):
    """The address of a new file."""
    sent = {"entity": str(site.entity), "urgency": "steady"}
    return client.sent("/victims/new", sent).split("#")[0]


def test_how_a_person_may_be_reached_is_not_overwritten(site):
    officer = site.as_("victim-officer")
    home = file_of(officer, site)
    path = f"{home}/keep"
    seen = version_on(officer, path)
    first = {"urgency": "steady", "safe_contact": "Never at home.", "shown_version": seen}
    officer.sent(path, first)
    page = officer.refused(path, first | {"safe_contact": "By letter only."})
    assert CHANGED in page.said
    assert "Never at home." in page.said
    assert "By letter only." in page.text
    assert "Never at home." in officer.page(home).said


def test_an_identity_written_anew_meanwhile_is_said_and_not_shown(site):
    officer = site.as_("victim-officer")
    path = f"{file_of(officer, site)}/identity/write"
    seen = version_on(officer, path)
    officer.sent(path, {"name": "Rosa Emberlin", "shown_version": seen})
    page = officer.refused(path, {"name": "Rosa Emberlyn", "shown_version": seen})
    assert ANEW in page.said
    assert "Emberlin" not in page.text
    assert "Emberlyn" in page.text
    again = VERSION.findall(page.text)[-1]
    officer.sent(path, {"name": "Rosa Emberlyn", "shown_version": again})


def test_the_later_of_two_who_write_the_same_identity_hears_of_it_too(site):
    """The program does not open what is kept, so it cannot know that both are the same."""
    officer = site.as_("victim-officer")
    path = f"{file_of(officer, site)}/identity/write"
    seen = version_on(officer, path)
    sent = {"name": "Rosa Emberlin", "shown_version": seen}
    officer.sent(path, sent)
    assert ANEW in officer.refused(path, sent).said
