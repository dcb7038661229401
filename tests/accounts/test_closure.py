"""Whatever an administrator sends, with every account and code of theirs, nothing opens.

The scene: an honest colleague confirmed, some weeks ago, that two accounts which the administrator
made became administrators. From then on only the administrator acts, as all three.
"""

from __future__ import annotations

import re

import pytest

from caseflow.accounts import two_people
from caseflow.web.guard import declared
from tests.accounts.walking import CHOSEN, CODE, Walk
from tests.support.homes import PASSWORD, application
from tests.support.visitor import Visitor, visitor

REQUESTS = 2000
SEED = 20261129
PUPPETS = ("puppet", "doll")
ROOMS = ("people.", "deciding.", "resetting.", "choosing.")
SPARED = {"people.close", "people.end_role"}
"""Not surely met within so many requests, because they only take away."""


@pytest.fixture
def app(homes):
    with application(homes.fresh()) as made:
        for username in PUPPETS:
            make_administrator(made, username)
        yield made


def make_administrator(app, username):
    mine, honest = visitor(app, "administrator"), visitor(app, "administrator-2")
    mine.get("/people/new")
    mine.post("/people/new", {"username": username, "full_name": "New Colleague"})
    code = CODE.search(mine.post(f"/people/{username}/code").text)[1]
    someone = Visitor(app)
    someone.get("/choose-password")
    chosen = {"username": username, "code": code, "password": CHOSEN}
    assert someone.post("/choose-password", chosen).status_code == 302
    confirmed(mine, honest, username, "administrator")


def confirmed(asker, other, username, role, place="everywhere"):
    """Ask for a role in a place and have another account confirm it; the answer."""
    asker.get(f"/people/{username}")
    asked = {"role-role": role, "role-entity": place, "role-reason": "Begins"}
    where = asker.post(f"/people/{username}/roles", asked).location
    assert re.fullmatch(r"/account-requests/[0-9a-f-]+", where)
    other.get(where)
    return other.post(f"{where}/confirm")


def take_over(walk, username):
    """Make a new account and choose its password with the code that is shown for it."""
    mine = walk.owned["administrator"]
    walk.see(mine, "/entities/NOR/move")
    walk.see(mine, "/people/new")
    walk.post(mine, "/people/new", {"username": username, "full_name": "New Colleague"})
    code = CODE.search(walk.post(mine, f"/people/{username}/code", {}).text)[1]
    someone = Visitor(walk.app)
    someone.get("/choose-password")
    chosen = {"username": username, "code": code, "password": CHOSEN}
    assert someone.post("/choose-password", chosen).status_code == 302
    assert walk.own(username, CHOSEN)


def walked(app):
    walk = Walk(app, SEED)
    assert walk.own("administrator", PASSWORD)
    for username in PUPPETS:
        assert walk.own(username, CHOSEN)
    take_over(walk, "newcomer")
    walk.go(REQUESTS)
    return walk


def test_two_thousand_requests_of_an_administrator_open_nothing(app):
    walk = walked(app)
    assert walk.reached == []
    assert walk.sent >= REQUESTS
    assert set(walk.owned) >= {"administrator", "newcomer", *PUPPETS}
    posts = {r.endpoint for r in app.url_map.iter_rules() if "POST" in r.methods}
    mine = {name for name in posts & set(declared(app)) if name.startswith(ROOMS)}
    assert (mine | {"entities.move"}) - walk.tried - SPARED == set()


def test_the_same_walk_gets_there_when_ninety_days_are_forgotten(app, monkeypatch):
    monkeypatch.setattr(two_people, "are_one_hand", lambda *_, **__: False)
    assert walked(app).reached


@pytest.mark.parametrize("asks", ["administrator", *PUPPETS])
def test_no_two_of_the_three_are_two_people(app, asks, monkeypatch):
    three = {"administrator": visitor(app, "administrator")}
    for name in PUPPETS:
        three[name] = Visitor(app)
        assert three[name].sign_in(name, CHOSEN).status_code == 302
    roles = iter(("auditor", "senior-conduct-officer"))
    for name in sorted({*three} - {asks}):
        assert confirmed(three[asks], three[name], asks, next(roles)).status_code == 403
    assert three[asks].get("/cases").status_code == 404
    monkeypatch.setattr(two_people, "are_one_hand", lambda *_, **__: False)
    other = next(name for name in three if name != asks)
    assert confirmed(three[asks], three[other], asks, "conduct-officer").status_code == 302
    assert three[asks].get("/cases").status_code == 200
