"""A room that was added: guard, wall, seal, trail, drafts, demonstration without another line."""

from __future__ import annotations

from contextlib import closing

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


def test_the_new_room_is_laid_in_with_the_demonstration_and_verified(tmp_path):
    home = tmp_path / "home"
    build_home(home, seeded=True)
    listed = flask(home, "demo", "canaries", "--json").stdout
    assert f'"visits.words": "{canary("visits.words")}"' in listed
    verified = flask(home, "audit", "verify")
    assert verified.returncode == 0, verified.stdout
