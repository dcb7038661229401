"""An instance whose database was put back does not start until somebody says why."""

from __future__ import annotations

import json
import shutil

import pysqlite3.dbapi2 as sqlite
import pytest

from tests.support.plain_client import Client
from tests.support.server import flask
from tests.support.starting import refused, started

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def first(homes):
    """A home that was started once."""
    home = homes.fresh(seeded=False)
    with started(home):
        pass
    return home


@pytest.fixture
def home(first, tmp_path):
    """A home as an earlier version left it: nothing is kept outside the database."""
    home = tmp_path / "home"
    shutil.copytree(first, home)
    (home / "trail-head.txt").unlink()
    return home


def entries(home):
    connection = sqlite.connect(home / "caseflow.db")
    try:
        return connection.execute("SELECT max(seq) FROM acts").fetchone()[0]
    finally:
        connection.close()


def kept(home):
    return int((home / "trail-head.txt").read_text("utf-8").splitlines()[1])


def ask_a_page(running):
    """A look that is recorded."""
    client = Client(running.server.port)
    client.get("/sign-in")
    wrong = {"username": "nobody", "password": "wrong"}  # pragma: allowlist secret
    assert client.post("/sign-in", **wrong)[0] < 500


def levels(home):
    found = json.loads(flask(home, "doctor", "--json").stdout)["findings"]
    return {f["what"]: f["level"] for f in found if "trail" in f["what"]}


def test_a_restored_backup_is_refused_until_it_is_taken_in(home):
    before = entries(home)
    with started(home) as running:
        assert kept(home) >= before
        ask_a_page(running)
    assert entries(home) > before
    assert kept(home) == entries(home)
    assert levels(home) == {"The trail contains what is kept of it.": "ok"}

    shutil.copy(home / "caseflow.db", home / "backup.db")
    with started(home) as running:
        ask_a_page(running)
    newest = entries(home)
    shutil.move(home / "backup.db", home / "caseflow.db")
    for left in home.glob("caseflow.db-*"):
        left.unlink()

    said = refused(home)
    assert f"does not contain the {newest} entries" in said
    assert "flask audit accept-restore" in said
    assert "Traceback" not in said
    assert list(levels(home).values()) == ["wrong"]
    assert flask(home, "audit", "verify").returncode == 1

    assert flask(home, "audit", "accept-restore").returncode == 2
    done = flask(home, "audit", "accept-restore", "--reason", "The disk of Monday was lost.")
    assert done.returncode == 0, done.stderr
    with started(home) as running:
        ask_a_page(running)
    assert flask(home, "audit", "verify").returncode == 0


@pytest.mark.parametrize("left", [b"", b"\xff\xfe x", None])
def test_a_kept_head_that_is_broken_or_gone_is_told(home, left):
    file = home / "trail-head.txt"
    if left is not None:
        file.write_bytes(left)
    told = flask(home, "audit", "verify")
    assert "Traceback" not in told.stdout + told.stderr
    if left is None:
        assert (told.returncode, "The trail holds." in told.stdout) == (0, True)
        assert "Nothing of the trail was kept in the home" in told.stderr
    else:
        assert (told.returncode, "cannot be believed" in told.stdout) == (1, True)
        assert "The trail does NOT hold." in told.stdout


def test_an_empty_database_in_place_of_one_in_use_is_refused(home):
    with started(home):
        pass
    for left in home.glob("caseflow.db*"):
        left.unlink()
    assert "does not contain the" in refused(home)
