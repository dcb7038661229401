"""Nothing is open that does not say so, and all that is closed looks the same."""

from __future__ import annotations

import pytest
from flask import Blueprint

from caseflow.access.permissions import Permission
from caseflow.risk.permissions import RiskPermission
from caseflow.web.guard import PUBLIC, Room, declared
from tests.support.homes import application
from tests.support.visitor import visitor
from tests.web_edge.conftest import planted_room

OPEN_TO_ALL = {
    "static",
    "accounts.sign_in",
    "accounts.sign_in_post",
    "checking.certificate",
    "checking.verify",
    "checking.verify_post",
    "choosing.choose",
    "front.health",
}
"""Every page that needs no sign-in; a new one is added here on purpose or not at all."""


@pytest.fixture
def closed_app(homes):
    with application(homes.fresh()) as app:
        yield app


def test_every_endpoint_says_what_it_needs(closed_app):
    rules = {rule.endpoint for rule in closed_app.url_map.iter_rules()}
    assert rules == set(declared(closed_app))


def test_the_public_pages_are_exactly_those_listed(closed_app):
    public = {name for name, need in declared(closed_app).items() if need is PUBLIC}
    assert public == OPEN_TO_ALL


def test_a_route_without_a_permission_is_a_mistake_at_once():
    with pytest.raises(TypeError):
        Room("forgetful", __name__).route("/forgotten")


def test_a_page_added_around_the_room_is_refused_to_everyone(closed_app):
    plain = Blueprint("around", __name__)
    plain.add_url_rule("/around", "page", lambda: "secret")
    closed_app.register_blueprint(plain)
    closed_app.add_url_rule("/beside", "beside", lambda: "secret")
    for username in (None, "administrator", "officer"):
        someone = visitor(closed_app, username)
        for path in ("/around", "/beside"):
            answer = someone.get(path)
            assert answer.status_code == 404
            assert "secret" not in answer.text


def test_a_page_added_on_a_room_by_another_door_is_refused_too(closed_app):
    room = planted_room()
    room.add_url_rule("/planted/undeclared", "undeclared", lambda: "secret")
    closed_app.register_blueprint(room)
    assert visitor(closed_app, "officer").get("/planted/undeclared").status_code == 404


def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(shared):
    somebody = shared.visitor()
    answer = somebody.get("/cases?stage=closed")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/cases?stage%3Dclosed"
    part = somebody.get("/cases", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/sign-in?next=/cases")


def hidden_case(shared, username):
    """The reference of a case that is there, but not for this person."""
    return shared.one(
        "SELECT c.reference FROM cases c JOIN entities e ON e.id = c.entity_id "
        "JOIN users u ON u.username = ? WHERE c.owner_id IS NOT u.id AND e.code NOT IN "
        "(SELECT x.code FROM entities x JOIN entity_descent d ON d.entity_id = x.id "
        "JOIN memberships m ON m.entity_id = d.ancestor_id WHERE m.user_id = u.id) "
        "AND c.id NOT IN (SELECT root_id FROM grants WHERE user_id = u.id) LIMIT 1",
        username,
    )


def without_date(answer):
    return {k: v for k, v in answer.headers.items() if k not in ("Date", "Set-Cookie")}


@pytest.mark.parametrize("username", ["officer", "officer-2"])
def test_no_right_to_the_page_to_the_row_or_no_row_is_one_answer(shared, username):
    """Also with a wrong check character, an address that does not exist, and for parts."""
    hidden = hidden_case(shared, username)
    prefix, year, number = hidden.split("-")
    made_up = f"{prefix}-{year}-{str(int(number) ^ 1).zfill(len(number))}"
    someone = shared.visitor(username)
    for options in ({}, {"headers": {"HX-Request": "true"}}):
        paths = (
            f"/cases/{hidden}",
            f"/cases/{made_up}",
            "/people",
            "/nowhere/at/all",
            f"/cases/{hidden}/summary.pdf",
            f"/cases/{hidden}/notes/new",
            "/people/officer",
        )
        answers = {path: someone.get(path, **options) for path in paths}
        assert {a.status_code for a in answers.values()} == {404}
        assert len({a.data for a in answers.values()}) == 1, "the pages differ"
        assert len({str(without_date(a)) for a in answers.values()}) == 1


def test_the_same_holds_for_what_would_change_something(shared):
    officer = shared.visitor("officer")
    hidden = hidden_case(shared, "officer")
    paths = (f"/cases/{hidden}/notes/new", "/people/officer/close", "/nowhere/at/all")
    answers = [officer.post(path, {"text": "x"}) for path in paths]
    assert {a.status_code for a in answers} == {404}
    assert len({a.data for a in answers}) == 1


def test_the_administrator_reaches_no_page_about_cases_or_victims(shared):
    administrator = shared.visitor("administrator")
    reference = shared.one("SELECT reference FROM cases LIMIT 1")
    code = shared.one("SELECT code FROM victim_files LIMIT 1")
    for path in (
        "/cases",
        f"/cases/{reference}",
        f"/cases/{reference}/summary.pdf",
        "/victims",
        f"/victims/{code}",
        "/screening/register",
        "/audit",
    ):
        assert administrator.get(path).status_code == 404, path


def test_every_page_refuses_whoever_lacks_its_permission(shared):
    app = shared.app
    risk = shared.visitor("risk-officer")  # holds one permission, which no page needs yet
    for rule in app.url_map.iter_rules():
        need = declared(app)[rule.endpoint]
        if not isinstance(need, Permission) or "GET" not in rule.methods:
            continue
        if need is RiskPermission.READ:
            continue
        values = {name: SAMPLES.get(name, ANY_ID) for name in rule.arguments}
        with app.test_request_context():
            path = rule.build(values)
        assert path is not None, rule
        assert risk.get(path[1]).status_code == 404, rule


ANY_ID = "00000000-0000-7000-8000-000000000000"
SAMPLES = {"reference": "E1-2026-00001", "move": "assess", "name": "assess"}
