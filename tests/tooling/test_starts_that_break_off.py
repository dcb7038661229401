"""A start that is killed at any of its steps starts the next time, with another password too."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from tests.support.homes import application
from tests.support.server import CHECKOUT, environment
from tests.support.starting import refused
from tests.support.visitor import Visitor

pytestmark = pytest.mark.server
MOST_STEPS = 40
KILLED = -signal.SIGKILL
STEPS = """
import os, signal, sys
import config
from caseflow.start import __main__ as start, demonstration, home, migrations

last, met = int(sys.argv[1]), 0

def mark():
    global met
    met += 1
    if met == last:
        os.kill(os.getpid(), signal.SIGKILL)

def stepping(step):
    def run(*args, **named):
        mark()
        done = step(*args, **named)
        mark()
        return done
    return run

start.prepare = stepping(start.prepare)
start.make_keys = stepping(start.make_keys)
migrations.flask = stepping(migrations.flask)
demonstration.flask = stepping(demonstration.flask)
demonstration.write_private = stepping(demonstration.write_private)
print(start.ready(config.load(os.environ)))
"""


def start_until(home, step, **more):
    """Prepare a home in a process of its own that kills itself at a step; its exit status."""
    return subprocess.run(
        [sys.executable, "-c", STEPS, str(step)],
        cwd=CHECKOUT,
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def kill_at_each_step(home, **more):
    """Start again and again, each time killed one step later, until a start comes through."""
    for step in range(1, MOST_STEPS):
        done = start_until(home, step, **more)
        if done.returncode == 0:
            return step - 1, done.stdout
        assert done.returncode == KILLED, done.stderr
    raise AssertionError("it never came through")


def signs_in(home, password):
    with application(home) as app:
        return Visitor(app).sign_in("officer", password).status_code == 302


def test_a_start_killed_at_each_of_its_steps_comes_through_in_the_end(tmp_path):
    home = tmp_path / "home"
    kills, said = kill_at_each_step(home)
    assert kills >= 8
    password = (home / "demo-password").read_text().strip()
    assert password in said
    assert signs_in(home, password)
    given = {"CASEFLOW_DEMO_PASSWORD": "another pass phrase"}  # pragma: allowlist secret
    kills, said = kill_at_each_step(home, **given)
    assert kills >= 4
    assert "another pass phrase" in said
    assert signs_in(home, "another pass phrase")
    assert not signs_in(home, password)
    assert start_until(home, 0).returncode == 0  # and without the variable it stays
    assert signs_in(home, "another pass phrase")
    users = json.loads((home / "demo-users.json").read_text())["users"]
    assert len(users) > 10


def test_keys_that_do_not_open_the_database_are_told_before_it_is_said_to_serve(homes, tmp_path):
    home, other = homes.fresh(), tmp_path / "other"
    with application(other):
        pass
    (home / "keys").rename(home / "own")
    (other / "keys").rename(home / "keys")
    said = refused(home)
    assert "do not open this database" in said
    assert "CaseFlow serves" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("settings", "more", "sentence"),
    [
        ('mode = "demo"\ndatab', {}, "syntax"),
        ("", {"CASEFLOW_DEMO_PASSWORD": "short"}, "8 characters"),  # pragma: allowlist secret
        ("", {"PORT": "many"}, "PORT"),
        ("", {"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
    ],
)
def test_what_it_cannot_use_is_told_in_a_sentence(tmp_path, settings, more, sentence):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text(settings)
    said = refused(home, **more)
    assert sentence in said
    assert "Traceback" not in said


def test_a_home_that_is_no_folder_is_told_in_a_sentence(tmp_path):
    (tmp_path / "home").write_text("a file")
    said = refused(tmp_path / "home")
    assert "home" in said
    assert "Traceback" not in said


def test_a_missing_key_file_is_told_in_a_sentence(homes):
    home = homes.fresh()
    (home / "keys" / "password-pepper.key").unlink()
    said = refused(home)
    assert "password-pepper.key" in said
    assert "CaseFlow serves" not in said
    assert "Traceback" not in said
