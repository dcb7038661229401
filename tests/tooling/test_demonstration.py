"""Demonstration data is laid in once, completed after an interruption, under one password."""

from __future__ import annotations

import json
import re
import stat

import pytest

from caseflow.start import demonstration
from caseflow.start.home import NotStarted
from config import load, prepare
from tests.support.codebase import text
from tests.support.homes import application

GIVEN = "CASEFLOW_DEMO_PASSWORD"
USERS = {"users": [{"username": "officer", "name": "Ada Example", "role": "conduct officer"}]}


LISTED = re.compile(r"^\| `([a-z0-9-]+)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def commands(monkeypatch):
    """The `flask` commands that were run, with the password each was given."""
    seen = []

    def flask(_config, *words, environment=None):
        seen.append((words, (environment or {}).get("CASEFLOW_DEMO_PASSWORD")))
        return json.dumps(USERS)

    monkeypatch.setattr(demonstration, "flask", flask)
    return seen


def instance(tmp_path, **environ):
    config = load({"CASEFLOW_HOME": str(tmp_path / "home"), **environ})
    prepare(config)
    return config


def test_a_password_is_made_up_kept_to_the_owner_and_printed(tmp_path, commands):
    config = instance(tmp_path)
    demonstration.lay_in(config, there=False)
    password = commands[0][1]
    assert len(password) == 19
    assert stat.S_IMODE((config.home / demonstration.KEPT).stat().st_mode) == 0o600
    said = demonstration.introduce(config)
    assert password in said
    assert "officer  Ada Example, conduct officer" in said


def test_a_second_start_lays_in_nothing(tmp_path, commands):
    config = instance(tmp_path)
    demonstration.lay_in(config, there=False)
    first = demonstration.introduce(config)
    del commands[:]
    demonstration.lay_in(config, there=True)
    assert commands == []
    assert demonstration.introduce(config) == first


def test_a_given_password_is_used_and_a_new_one_changes_it(tmp_path, commands):
    demonstration.lay_in(instance(tmp_path, **{GIVEN: "first-given"}), there=False)
    config = instance(tmp_path, **{GIVEN: "other-given"})
    demonstration.lay_in(config, there=True)
    assert [given for words, given in commands if words == ("demo", "seed")] == [
        "first-given",
        "other-given",
    ]
    assert "other-given" in demonstration.introduce(config)


def test_an_interrupted_start_is_completed_with_the_same_password(tmp_path, monkeypatch, commands):
    config = instance(tmp_path)
    working = demonstration.flask

    def failing(*_args, **_named):
        raise NotStarted("interrupted")

    monkeypatch.setattr(demonstration, "flask", failing)
    with pytest.raises(NotStarted):
        demonstration.lay_in(config, there=False)
    promised = (config.home / demonstration.KEPT).read_text().strip()
    monkeypatch.setattr(demonstration, "flask", working)
    demonstration.lay_in(config, there=True)
    assert commands[0] == (("demo", "seed"), promised)


def test_another_database_gets_the_data_too(tmp_path, commands):
    config = instance(tmp_path)
    demonstration.lay_in(config, there=False)
    demonstration.lay_in(config, there=False)
    assert [words for words, _ in commands].count(("demo", "seed")) == 2


def test_the_readme_lists_whom_the_start_names_and_what_they_do(homes):
    who = text("README.md").split("## Who can sign in")[1].split("\n## ")[0]
    with application(homes.fresh()) as app:
        answer = app.test_cli_runner().invoke(args=["demo", "users", "--json"])
    users = json.loads(answer.output)["users"]
    assert LISTED.findall(who) == [(one["username"], one["does"]) for one in users]


def test_the_start_says_what_everybody_does(tmp_path, commands):
    config = instance(tmp_path)
    demonstration.lay_in(config, there=False)
    told = {"users": [{**USERS["users"][0], "does": "logs cases"}]}
    (config.home / demonstration.PEOPLE).write_text(json.dumps(told), encoding="utf-8")
    assert "officer  Ada Example, conduct officer: logs cases" in demonstration.introduce(config)
