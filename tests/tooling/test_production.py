"""An operator follows README on an empty home and has a production that people sign in to."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from urllib.parse import urlencode

import pytest

from tests.support.codebase import text
from tests.support.homes import application
from tests.support.plain_client import Client
from tests.support.server import CHECKOUT, environment, flask
from tests.support.starting import refused, started

pytestmark = pytest.mark.server
PASSWORD = "four unrelated words here"  # pragma: allowlist secret
CODE = r'<code dir="ltr">([A-Z2-9-]{19})</code>'
PROMPT = re.compile(r"(?:Password \(15 characters or more\)|Repeat for confirmation): ")
START = ".venv/bin/python -m caseflow.start"


def lines() -> list[str]:
    """The commands of README's section on production, in order."""
    _before, _title, rest = text("README.md").partition("### Production\n")
    return rest.split("```\n")[1].splitlines()


def run_typing(script, home):
    """Run a script and type the password whenever it is asked for; what it said.

    One line at a time: each command reads ahead whatever lies ready.
    """
    with subprocess.Popen(
        ["sh", "-e", "-c", f"exec 2>&1\n{script}"],
        cwd=CHECKOUT,
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        said, answered = "", 0
        while chunk := os.read(running.stdout.fileno(), 4096):
            said += chunk.decode()
            while answered < len(PROMPT.findall(said)):
                running.stdin.write(f"{PASSWORD}\n".encode())
                running.stdin.flush()
                answered += 1
        assert running.wait(timeout=120) == 0, said
    return said


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home made by README's lines up to the start, the password typed when it is asked for."""
    home = tmp_path_factory.mktemp("production") / "home"
    typed = "\n".join(lines())
    assert "/srv/caseflow" in typed
    script, _start, _rest = typed.partition(START)
    script = script.replace("/srv/caseflow", shlex.quote(str(home)))
    script = script.replace(".venv/bin/flask", f"{shlex.quote(sys.executable)} -m flask")
    said = run_typing(script, home)
    assert "Ada Lind can sign in as ada, Administrator." in said
    assert "Bo Osei can sign in as bo, Administrator." in said
    return home


def test_the_last_line_starts_it():
    assert lines()[-1].split("#")[0].strip() == START


def test_it_serves_and_the_first_administrator_signs_in(home):
    with started(home) as running:
        status, said = Client(running.server.port).get("/healthz")
        assert (status, json.loads(said)["ok"]) == (200, True)
        assert "This is production" in running.said
        ada = Client(running.server.port)
        ada.get("/sign-in")
        assert ada.post("/sign-in", username="ada", password=PASSWORD)[0] == 302
        assert ada.get("/people")[0] == 200
        assert "Ada Lind" in ada.get("/people/ada")[1]
        assert ada.get("/cases")[0] == 404
        bo = Client(running.server.port)
        bo.get("/sign-in")
        assert bo.post("/sign-in", username="bo", password=PASSWORD)[0] == 302
        code = set_up(ada, bo)
        cy = Client(running.server.port)
        cy.get("/choose-password")
        chosen = {"username": "cy", "code": code, "password": PASSWORD}
        assert cy.post("/choose-password", **chosen)[0] == 302
        cy.get("/sign-in")
        assert cy.post("/sign-in", username="cy", password=PASSWORD)[0] == 302
        status, page = cy.get("/cases/new")
        assert status == 302 or "NORTH" in page


def set_up(ada, bo):
    """The first day: an organisation, an entity, and an officer whose role two people give.

    Returns the code with which the officer chooses a password.
    """
    assert ada.get("/entities")[0] == 200
    assert ada.get("/organizations/new")[0] == 200
    assert ada.post("/organizations/new", code="org", name="The Organisation")[0] == 302
    _status, page = ada.get("/entities/new")
    (since,) = set(re.findall(r'name="(valid_from-\w+)"[^>]*value="(\d+)"', page)[:1])
    entity = {"code": "NORTH", "name": "Northern Mission", "organization": "ORG"}
    day = {"valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2024"}
    assert since[0] in day
    kind = {"kind": "peacekeeping", "time_zone": "Africa/Nairobi"}
    assert ada.post("/entities/new", **entity, **kind, **day)[0] == 302
    assert "Northern Mission" in ada.get("/entities")[1]
    assert ada.get("/people/new")[0] == 200
    assert ada.post("/people/new", username="cy", full_name="Cy Berg")[0] == 302
    _status, page = ada.get("/people/cy")
    (place,) = re.findall(r'value="([0-9a-f-]{36})"[^>]*>NORTH', page)[:1]
    sent = urlencode({"csrf_token": ada.token})
    (code,) = re.findall(CODE, ada.send("POST", "/people/cy/code", sent)[1])
    role = {"role-role": "conduct-officer", "role-entity": place, "role-reason": "Begins"}
    assert ada.post("/people/cy/roles", **role)[0] == 302
    (asked,) = set(re.findall(r"/account-requests/[0-9a-f-]{36}", bo.get("/account-requests")[1]))
    bo.get(asked)
    assert bo.post(f"{asked}/confirm")[0] == 302
    return code


def test_who_made_the_account_is_on_the_trail(home):
    done = flask(home, "audit", "verify", "--json")
    assert json.loads(done.stdout)["ok"] is True, done.stderr


def test_keys_that_are_gone_are_never_made_anew(home):
    (home / "keys").rename(home / "lost")
    try:
        for words in (("doctor",), ("db", "upgrade"), ("keys", "status")):
            done = flask(home, *words)
            assert done.returncode == 1
            assert "restore them from the backup" in done.stderr
            assert "Traceback" not in done.stderr
        assert "restore them from the backup" in refused(home)
        assert not (home / "keys").exists()
    finally:
        (home / "lost").rename(home / "keys")


@pytest.fixture(scope="module")
def create(homes):
    """Run the command in an instance of its own, with this password; status and words."""
    with application(homes.fresh(seeded=False)) as app:

        def run(*words, password=PASSWORD):
            given = ["accounts", "create", *words, "--password-file", "-"]
            done = app.test_cli_runner().invoke(args=given, input=f"{password}\n")
            return done.exit_code, done.output

        yield run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ada", "--name", "Again"), "has this user name already"),
        (("Bad Name", "--name", "B"), "small letters"),
        (("bo", "--name", " "), "name"),
        (("bo", "--name", "Bo", "--role", "king"), "There is no role king"),
        (("bo", "--name", "Bo", "--entity", "NOWHERE"), "There is no entity NOWHERE"),
    ],
)
def test_a_bad_account_is_refused_with_a_sentence(create, words, said):
    create("ada", "--name", "Ada Lind")
    status, told = create(*words)
    assert status == 1
    assert said in told


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_weak_password_is_refused(create, weak):
    status, told = create("bo", "--name", "Bo", password=weak)
    assert status == 1
    assert "password" in told.lower()
