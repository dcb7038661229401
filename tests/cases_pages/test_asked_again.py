"""Asking to be let in, or opening in an emergency, again within an hour renews what was asked."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
import time_machine

from caseflow.cases.acts import CaseAct
from tests.support.house import NOW
from tests.support.trail import entries

WAYS = [("/cases/join", "officer-2"), ("/cases/break-glass", "senior-2")]


@pytest.fixture(params=WAYS, ids=["join", "break-glass"])
def way(request, site):
    """An address at which one asks, and somebody of another entity who may."""
    path, name = request.param
    if name not in site.people:
        south = site.house.entity("EAST")
        site.people[name] = site.house.person(
            "senior-conduct-officer", entity=south, username=name, name="Vera Lind"
        )
    return path, name


def ask(site, way, reference, reason, after=timedelta()):
    path, name = way
    with time_machine.travel(NOW + after, tick=True):
        site.as_(name, now=NOW + after).sent(path, {"reference": reference, "reason": reason})


def rows(site, statement):
    with closing(site.house.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute(statement)
        return cursor.fetchall()


def notices(site):
    return rows(
        site,
        "SELECT made_at, read_at FROM notices WHERE kind IN ('access-asked', 'glass-broken')"
        " ORDER BY made_at",
    )


def test_within_an_hour_the_owner_has_one_task_with_all_that_was_said_and_one_notice(site, way):
    reference = site.log()
    ask(site, way, reference, "My team was asked for help with it.")
    told = len(notices(site))
    assert told >= 1
    officer = site.as_("officer")
    officer.get("/notices")
    officer.sent("/notices/read")
    ask(site, way, reference, "It is urgent by now.", timedelta(minutes=40))
    assert site.rows("tasks") == 1
    assert len(notices(site)) == told
    assert any(read is None for _made, read in notices(site))
    shown = officer.page(f"/cases/{reference}").said
    assert "It is urgent by now." in shown
    assert "My team was asked" in shown  # whoever judges an emergency reads the first reason, too
    ask(site, way, reference, "It is urgent by now.", timedelta(minutes=50))
    again = officer.page(f"/cases/{reference}").said
    assert again.count("It is urgent by now.") == shown.count("It is urgent by now.")
    asked = [
        *entries(site.house, CaseAct.ACCESS_ASKED.value),
        *entries(site.house, CaseAct.BREAK_GLASS.value),
    ]
    assert len(asked) == 3


def test_after_an_hour_it_is_a_new_one(site, way):
    reference = site.log()
    ask(site, way, reference, "My team was asked for help with it.")
    told = len(notices(site))
    ask(site, way, reference, "Nobody has answered me.", timedelta(minutes=61))
    assert site.rows("tasks") == 2
    assert len(notices(site)) == 2 * told


def test_what_was_settled_is_asked_anew(site, way):
    reference = site.log()
    ask(site, way, reference, "My team was asked for help with it.")
    done = "UPDATE tasks SET done_at = made_at, done_by = (SELECT id FROM users LIMIT 1)"
    with closing(site.house.engine.raw_connection()) as raw:
        raw.cursor().execute(done)
        raw.commit()
    ask(site, way, reference, "Still needed.", timedelta(minutes=10))
    assert site.rows("tasks") == 2


def test_two_people_who_ask_stand_beside_each_other(site, way):
    reference = site.log()
    ask(site, way, reference, "My team was asked for help with it.")
    east = site.house.entity("WEST")
    site.people["other"] = site.house.person(
        "senior-conduct-officer", entity=east, username="other", name="Olu Bright"
    )
    ask(site, (way[0], "other"), reference, "Mine, too.", timedelta(minutes=5))
    assert site.rows("tasks") == 2
