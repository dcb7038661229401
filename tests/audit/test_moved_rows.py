"""A row that somebody hangs under another root in the database is found."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from caseflow.cases.queries import case
from caseflow.matters.services.notes import write_note
from tests.support.house import NOW
from tests.support.site import begun_anew, laid_in


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with laid_in(tmp_path_factory.mktemp("moved")) as site:
        yield site


@pytest.fixture
def noted(made):
    """Two cases; a note hangs on the first."""
    with begun_anew(made) as site:
        first, _second = site.log(), site.log(title="Another")
        officer = site.people["officer"]
        with site.house.session(officer) as session:
            found = case(session, first, actor=officer)
            write_note(found, "Called the depot.", actor=officer, now=NOW)
            session.commit()
        yield site


def tamper(site, statement):
    with closing(site.house.engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA foreign_keys=OFF")
        raw.cursor().execute(statement)
        raw.commit()


def verified(site, *words):
    done = site.app.test_cli_runner().invoke(args=["audit", "verify", "--json", *words])
    return done.exit_code, json.loads(done.stdout)


def test_rows_where_they_were_made_are_not_complained_of(noted):
    status, said = verified(noted)
    assert (status, said["ok"], said["faults"]) == (0, True, [])
    assert said["rows"] > 0


def test_a_row_under_another_root_is_named(noted):
    tamper(noted, "UPDATE notes SET root_id = (SELECT max(id) FROM cases)")
    status, said = verified(noted)
    assert (status, said["ok"]) == (1, False)
    (fault,) = said["faults"]
    assert fault.startswith("notes ")
    assert fault.endswith("it hangs under another root")


def test_a_row_that_nobody_made_is_named(noted):
    tamper(
        noted,
        "INSERT INTO notes (id, root_id, data_key_id, words, written_at, written_by, edits)"
        " SELECT randomblob(16), root_id, data_key_id, words, written_at, written_by, 0 FROM notes",
    )
    status, said = verified(noted)
    assert status == 1
    assert any("the trail never saw it made" in fault for fault in said["faults"])


def test_a_checkpoint_carried_away_shows_a_cut_off_end(noted, tmp_path):
    kept = tmp_path / "checkpoint.txt"
    run = noted.app.test_cli_runner().invoke
    assert run(args=["audit", "checkpoint", str(kept)]).exit_code == 0
    assert verified(noted, "--checkpoint", str(kept))[0] == 0
    tamper(noted, "DELETE FROM checkpoints WHERE seq > 3")
    tamper(noted, "DELETE FROM acts WHERE seq > 3")
    assert verified(noted, "--chain-only")[1]["ok"] is True
    assert verified(noted, "--chain-only", "--checkpoint", str(kept))[1]["ok"] is False


def test_a_trail_without_entries_is_told_and_nothing_breaks_off(noted):
    for seq in range(1, 4):  # where a new trail puts its own
        copied = f"SELECT {seq}, at, note FROM checkpoints ORDER BY seq DESC LIMIT 1"
        tamper(noted, f"INSERT OR IGNORE INTO checkpoints (seq, at, note) {copied}")
    tamper(noted, "UPDATE checkpoints SET at = '2020-01-01 00:00:00.000000'")
    tamper(noted, "DELETE FROM acts")
    done = noted.app.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "The trail does NOT hold." in done.stdout
    assert "The end of the trail is broken: this is not on it." in done.stderr
