"""Every page against every role: what opens is what the table of permissions says, and no more."""

from __future__ import annotations

import pytest

from caseflow.access.permissions import Permission
from caseflow.access.roles import shipped
from caseflow.demo.cast import people
from caseflow.web.guard import PUBLIC, SIGNED_IN, declared
from tests.support.homes import application
from tests.support.visitor import visitor

ANY_ID = "00000000-0000-7000-8000-000000000000"
MISSING = {"reference": "E1-2026-00001", "ref": "none", "code": "none", "username": "none"}


@pytest.fixture(scope="module")
def app(homes):
    with application(homes.fresh()) as made:
        yield made


def pages(app):
    """Each page that answers GET, with what it needs and an address of a thing that is not."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in rule.methods:
            continue
        values = {name: MISSING.get(name, ANY_ID) for name in rule.arguments}
        with app.test_request_context():
            built = rule.build(values)
        yield rule, declared(app)[rule.endpoint], built[1] if built else rule.rule


@pytest.mark.parametrize("username", people())
def test_a_person_opens_the_pages_of_their_role_and_no_others(app, username):
    role = shipped()[str(people()[username]["role"])]
    someone = visitor(app, username)
    for rule, need, path in pages(app):
        answer = someone.get(path)
        assert answer.status_code < 500, f"{rule}: {answer.status_code}"
        if isinstance(need, Permission) and need not in role.may:
            assert answer.status_code == 404, f"{username} opens {rule}: {answer.status_code}"
        elif rule.arguments:
            assert answer.status_code in (200, 302, 404), f"{rule}: {answer.status_code}"
        elif need is not SIGNED_IN:
            assert answer.status_code in (200, 302), f"{rule}: {answer.status_code}"


def test_nobody_opens_anything_but_the_public_pages(app):
    nobody = visitor(app)
    for rule, need, path in pages(app):
        answer = nobody.get(path)
        if need is PUBLIC:
            assert answer.status_code in (200, 404), rule
        else:
            assert answer.status_code == 302, rule
            assert answer.location.startswith("/sign-in")


def test_a_changed_thing_is_asked_for_by_its_form_only(app):
    """No page changes anything when it is merely looked at: GET of a form needs no token."""
    for rule in app.url_map.iter_rules():
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, rule


def test_every_page_says_that_it_is_not_to_be_kept(app):
    officer = visitor(app, "officer")
    for path in ("/me", "/cases", "/nowhere", "/people"):
        assert officer.get(path).headers["Cache-Control"] == "no-store"
