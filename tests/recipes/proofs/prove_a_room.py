"""A room that was added: guard, wall, seal, trail, drafts, demonstration without another line."""

from __future__ import annotations

import re
from contextlib import closing
from io import BytesIO

from caseflow.demo.canaries import canary
from tests.support.homes import build_home
from tests.support.server import flask
from tests.support.trail import details

WORDS = "The water point has no light at night"
VISITS, NEW = "/visits", "/visits/new"


def visiting(site, username, entity):
    person = site.house.person("victim-officer", entity=entity, username=username, name=username)
    site.people[username] = person
    return site.as_(username)


def test_the_new_room_is_for_those_who_may_and_shows_what_is_within_reach(site):
    near = visiting(site, "near", site.entity)
    far = visiting(site, "far", site.house.entity("WEST"))
    near.page(NEW)
    near.sent(NEW, {"words": WORDS})
    assert WORDS in near.page(VISITS).said
    assert "Visits" in near.page("/victims").said
    assert WORDS not in far.page(VISITS).said
    officer = site.as_("officer")
    assert officer.get(VISITS).status_code == 404
    assert "Visits" not in officer.page("/cases").said


def test_what_is_typed_in_the_new_room_is_sealed_recorded_and_kept_as_a_draft(site):
    near = visiting(site, "near", site.entity)
    assert near.page(NEW).text.count("data-draft") > 0
    near.sent(NEW, {"words": WORDS})
    with closing(site.house.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("SELECT words FROM visits")
        ((sealed,),) = cursor.fetchall()
    assert WORDS.encode() not in bytes(sealed)
    assert "visit:noted" in [act for act, _detail in details(site.house)]
    assert WORDS not in str(list(details(site.house)))


def test_what_hangs_on_every_matter_hangs_on_the_new_one_too(site):
    near = visiting(site, "near", site.entity)
    colleague = visiting(site, "colleague", site.entity)
    near.sent(NEW, {"words": WORDS})
    visit = next(
        link for link in near.page(VISITS).links if re.search(r"/visits/[0-9a-f-]{36}", link)
    )
    near.sent(f"{visit}/notes/new", {"words": "Ask @colleague for the lamp."})
    near.sent(f"{visit}/tasks/new", {"words": "Bring a lamp"})
    near.sent(f"{visit}/files/new", {"file": (BytesIO(b"%PDF-1.7 x"), "Map.pdf")})
    near.refused(f"{visit}/report", {"reason": ""})
    near.sent(f"{visit}/report", {"reason": "To the camp's manager"})
    page = near.page(visit)
    for words in ("for the lamp.", "Bring a lamp", "Map.pdf", "Report it", "camp's manager"):
        assert words in page.said, words
    fetch = next(link for link in page.links if re.search(r"/files/[0-9a-f-]{36}$", link))
    assert colleague.get(fetch).data == b"%PDF-1.7 x"
    assert "about a visit" in colleague.page("/notices").said
    far = visiting(site, "far", site.house.entity("WEST"))
    for path in (visit, fetch, f"{visit}/notes/new", f"{visit}/files/new"):
        assert far.get(path).status_code == 404


def test_the_list_of_the_new_room_goes_on_beyond_its_first_page(site):
    near = visiting(site, "near", site.entity)
    for number in range(53):
        near.sent(NEW, {"words": f"Visit {number}."})
    first = near.page(VISITS)
    following = next(link for link in first.links if "after=" in link)
    said = first.said + near.page(following).said
    assert all(f"Visit {number}." in said for number in range(53))
    assert "Visit" not in near.page(f"{VISITS}?stage=reported").said.replace("Visits", "")


def test_the_new_room_is_laid_in_with_the_demonstration_and_verified(tmp_path):
    home = tmp_path / "home"
    build_home(home, seeded=True)
    listed = flask(home, "demo", "canaries", "--json").stdout
    assert f'"visits.words": "{canary("visits.words")}"' in listed
    verified = flask(home, "audit", "verify")
    assert verified.returncode == 0, verified.stdout
