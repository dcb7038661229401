"""An operator follows README on an empty home and has a production that people sign in to."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys

import pytest

from tests.support.codebase import text
from tests.support.homes import application
from tests.support.plain_client import Client
from tests.support.server import CHECKOUT, environment, flask
from tests.support.starting import refused, started

pytestmark = pytest.mark.server
PASSWORD = "four unrelated words here"  # pragma: allowlist secret
START = ".venv/bin/python -m caseflow.start"


def lines() -> list[str]:
    """The commands of README's section on production, in order."""
    _before, _title, rest = text("README.md").partition("### Production\n")
    return rest.split("```\n")[1].splitlines()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home made by README's lines up to the start, the password typed when it is asked for."""
    home = tmp_path_factory.mktemp("production") / "home"
    typed = "\n".join(lines())
    assert "/srv/caseflow" in typed
    script, _start, _rest = typed.partition(START)
    script = script.replace("/srv/caseflow", shlex.quote(str(home)))
    script = script.replace(".venv/bin/flask", f"{shlex.quote(sys.executable)} -m flask")
    done = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=CHECKOUT,
        env=environment(home),
        input=f"{PASSWORD}\n{PASSWORD}\n",
        start_new_session=True,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ada Lind can sign in as ada, Administrator." in done.stdout
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
        set_up(ada)
        bo = Client(running.server.port)
        bo.get("/sign-in")
        assert bo.post("/sign-in", username="bo", password=PASSWORD)[0] == 302
        status, page = bo.get("/cases/new")
        assert status == 302 or "NORTH" in page


def set_up(ada):
    """What an administrator does on the first day: an organisation, an entity, a first officer."""
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
    assert ada.post("/people/new", username="bo", full_name="Bo Berg")[0] == 302
    _status, page = ada.get("/people/bo")
    (place,) = re.findall(r'value="([0-9a-f-]{36})"[^>]*>NORTH', page)[:1]
    role = {"role-role": "conduct-officer", "role-entity": place}
    assert ada.post("/people/bo/roles", **role)[0] == 302
    assert ada.post("/people/bo/password", **{"first-password": PASSWORD})[0] == 302


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
