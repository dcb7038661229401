from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from caseflow.crypto.commands import keys_group
from caseflow.crypto.errors import UnsafeKeys
from caseflow.crypto.models import DataKey
from tests.crypto.rows import Thing, Vault, VaultSession


@pytest.fixture
def keys(lite: Vault):
    with lite.session() as session:
        for number in range(600):
            lite.thing(session, f"t{number}")
        session.commit()

    def work():
        return VaultSession(lite.engine, info={"keyring": lite.keyring}), lite.keyring

    def run(*words: str, note=None):
        return CliRunner().invoke(keys_group(work, note), list(words))

    return run


def test_rotate_prints_one_json_object_and_nothing_else(keys):
    result = keys("rotate", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert report["ok"] is True
    assert report["domain"] == {"rewrapped": 600, "retired": 7, "left": 0}
    assert report["provider"]["left"] == 0
    assert report["seconds"] >= 0


@pytest.mark.parametrize(("flag", "part"), [("--provider", "provider"), ("--domain", "domain")])
def test_one_tier_can_be_rotated_alone(keys, flag, part):
    report = json.loads(keys("rotate", flag, "--json").stdout)
    assert set(report) == {"ok", part, "seconds"}


def test_rotate_for_people_tells_what_is_left_as_it_goes(keys):
    result = keys("rotate")
    assert "100 data keys left\n0 data keys left" in result.stderr
    assert "rewrapped: 600" in result.stdout


def test_status_tells_versions_and_what_is_left(keys):
    report = json.loads(keys("status", "--json").stdout)
    assert report["ok"] is True
    assert set(report["providers"]) == {"main", "victims", "review", "portal"}
    assert report["data_keys"] == {"total": 600, "to_rewrap": 0, "shredded": 0}
    assert "to rewrap: 0" in keys("status").stdout


def test_an_unfinished_rotation_exits_with_1(keys, lite: Vault):
    lite.keyring.domains.providers["main"].promote(
        lite.keyring.domains.providers["main"].add_version()
    )
    result = keys("status", "--json")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)
    broken = bytes(60)
    with lite.session() as session:
        session.execute(sa.update(DataKey).values(wrapped=broken))
        session.commit()
    assert keys("rotate", "--json").exit_code == 1


def test_each_rotation_is_noted_for_the_trail(keys, lite: Vault):
    noted = []

    def note(session, name, figures):
        noted.append((name, figures["left"]))
        session.scalars(sa.select(Thing)).first().label = name

    assert keys("rotate", note=note).exit_code == 0
    assert noted == [("provider", 0), ("domain", 0)]
    with lite.session(writes=False) as session:
        assert "domain" in set(session.scalars(sa.select(Thing.label)))


def test_a_refusal_is_a_sentence_and_status_1():
    def work():
        raise UnsafeKeys("Others can read the key file main.json.")

    result = CliRunner().invoke(keys_group(work), ["status", "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: Others can read the key file main.json.\n"
