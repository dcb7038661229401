"""The index is made anew in steps, tells what it leaks, and thresholds are tried on known pairs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.access.acting import system_session
from caseflow.audit.models import Entry
from caseflow.errors import NotReady
from caseflow.screening import finding
from caseflow.screening.index import STATE
from caseflow.screening.matching.people import Person
from caseflow.screening.models import CommonToken, RegisterToken
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.services import rebuilding
from tests.screening.test_commands import people as people  # noqa: PLC0414 - a fixture
from tests.screening.test_commands import run

ELENA = Person(("Elena Duarte",))


def made_stale(office):
    with office.house.system() as session:
        session.execute(sa.update(STATE).values(version=1))
        session.execute(sa.delete(RegisterToken))
        session.commit()


def tokens(office):
    with office.house.system() as session:
        return set(session.execute(sa.select(RegisterToken.token, RegisterToken.owner_id)).all())


def found(office):
    with system_session(office.house.factory, ScreeningPurpose.MATCHING) as session:
        return finding.find(session, ELENA, limit=5)


def is_ready(office):
    with office.house.factory() as session:
        return rebuilding.is_ready(session)


def test_nobody_is_called_clear_by_an_index_of_earlier_keys(office, people):
    run(office, "load", people)
    before = {token for token, _owner in tokens(office)}
    assert found(office)
    assert is_ready(office)
    made_stale(office)
    assert not is_ready(office)
    with pytest.raises(NotReady):
        found(office)
    assert "3 entries" in run(office, "rebuild").output
    assert is_ready(office)
    assert {token for token, _owner in tokens(office)} == before
    assert found(office)
    assert "0 entries" in run(office, "rebuild").output
    with office.house.factory() as session:
        assert "register:rebuilt" in set(session.scalars(sa.select(Entry.act)))


def test_a_rebuilding_that_was_interrupted_goes_on_where_it_stood(office, people, monkeypatch):
    run(office, "load", people)
    before = {token for token, _owner in tokens(office)}
    made_stale(office)
    monkeypatch.setattr(rebuilding, "AT_ONCE", 2)
    with system_session(office.house.factory, ScreeningPurpose.MATCHING) as session:
        assert rebuilding.begin(session)
        assert rebuilding.step(session) == 2
        session.commit()
    with pytest.raises(NotReady):
        found(office)
    assert "1 entries" in run(office, "rebuild").output
    assert {token for token, _owner in tokens(office)} == before


def test_an_index_that_is_up_to_date_is_made_anew_on_request(office, people):
    run(office, "load", people)
    before = tokens(office)
    assert "3 entries" in run(office, "rebuild", "--anew").output
    assert tokens(office) == before, "numbers begin anew, too"
    assert found(office)


def test_what_the_index_leaks_is_told_without_a_key(office, people):
    run(office, "load", people)
    told = json.loads(run(office, "leakage", "--json").stdout)
    assert told["entries"] == 3
    assert told["single_tokens"] + told["paired_tokens"] == len(tokens(office))
    assert told["single_most_carried_by"] <= 1
    assert told["tokens_an_entry"] > 5


def test_taking_everybody_out_leaves_no_token(office, people):
    run(office, "load", people, "--label", "TEST")
    run(office, "drop", "TEST")
    assert not tokens(office)
    with office.house.system() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CommonToken)) == 0


PAIRS = (
    "name1,name2,is_match,date_of_birth1,date_of_birth2\n"
    "Elena Duarte,Elena Duarte,1,1984-07-04,1984-07-04\n"
    "Elena Duarte,Olga Petrenko,0,,\n"
    "Elena Duarte,,1,,\n"
    "Elena Duarte,Elena Duarte,perhaps,,\n"
    "Elena Duarte,Elena Duarte,yes,rain,\n"
)


def test_a_threshold_is_tried_on_a_list_of_known_pairs(office, tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text(PAIRS, encoding="utf-8")
    done = run(office, "laboratory", path, "--refer-from", "0.9999999", "--json")
    assert done.exit_code == 3, done.output
    told = json.loads(done.stdout)
    assert (told["pairs"], told["missed_now"], told["newly_missed"]) == (2, 0, 1)
    assert told["hours_more"] == -0.5
    assert told["unusable"] == 3
    assert done.stderr.splitlines() == [
        "line 4: name2 names nobody",
        "line 5: is_match says neither yes nor no",
        "line 6: date_of_birth1 cannot be read",
    ]
    assert Path(told["problems"]).read_text(encoding="utf-8").count("rejected") == 3


@pytest.mark.parametrize("content", ["", "name1,name2\nA,B\n", "name1,name2,is_match\n,,1\n"])
def test_a_list_without_known_pairs_is_refused(office, tmp_path, content):
    path = tmp_path / "pairs.csv"
    path.write_text(content, encoding="utf-8")
    done = run(office, "laboratory", path)
    assert (done.exit_code, bool(done.stderr)) == (1, True)
