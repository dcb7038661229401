from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1

from caseflow.crypto import secrets as home
from caseflow.crypto.errors import UnsafeKeys
from caseflow.crypto.models import KeyGroup
from caseflow.crypto.secrets import load, load_or_create


@pytest.fixture
def keys(tmp_path):
    directory = tmp_path / "instance" / "keys"
    load_or_create(directory)
    return directory


def test_the_first_start_makes_every_secret_private_and_later_ones_find_it(tmp_path):
    directory = tmp_path / "instance" / "keys"
    made = load_or_create(directory)
    found = load_or_create(directory)
    assert directory.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in directory.iterdir()} == {0o600}
    assert (made.session, made.pepper) == (found.session, found.pepper)
    assert made.audit_signing.private_bytes_raw() == found.audit_signing.private_bytes_raw()
    assert isinstance(found.export_signing.curve, SECP256R1)
    assert set(found.providers) == set(KeyGroup)
    assert [path.name for path in directory.parent.iterdir()] == ["keys"]


def test_an_empty_directory_is_filled(tmp_path):
    directory = tmp_path / "keys"
    directory.mkdir(0o755)
    assert load_or_create(directory).session
    assert directory.stat().st_mode & 0o777 == 0o700


def test_two_first_starts_at_once_agree_on_one_set(tmp_path):
    directory = tmp_path / "keys"
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _n: load_or_create(directory), range(4)))
    assert len({secrets.session for secrets in made}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_secrets_print_nothing(keys):
    secrets = load(keys)
    assert secrets.session.hex() not in repr(secrets)
    assert "session=" not in repr(secrets)


@pytest.mark.parametrize(
    "name", [home.SESSION, home.PEPPER, home.AUDIT, home.EXPORT, "provider-victims.json"]
)
def test_a_lost_secret_is_never_replaced_in_silence(keys, name):
    (keys / name).unlink()
    with pytest.raises(UnsafeKeys, match=name):
        load_or_create(keys)
    assert not (keys / name).exists()


@pytest.mark.parametrize("name", [home.SESSION, home.AUDIT, "provider-main.json"])
def test_a_secret_that_others_can_read_stops_the_start(keys, name):
    (keys / name).chmod(0o644)
    with pytest.raises(UnsafeKeys, match="0600"):
        load_or_create(keys)


def test_a_directory_that_others_can_open_stops_the_start(keys):
    keys.chmod(0o750)
    with pytest.raises(UnsafeKeys, match="0700"):
        load_or_create(keys)


def test_there_must_be_a_directory(tmp_path):
    with pytest.raises(UnsafeKeys, match="no key directory"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        (home.SESSION, b"c2hvcnQ=", "32 bytes"),
        (home.SESSION, b"", "32 bytes"),
        (home.PEPPER, b"A" * 43 + b"=", "not random"),
        (home.PEPPER, b"\xff not base64", "understood"),
        (home.AUDIT, b"no key", "understood"),
        (home.EXPORT, b"", "understood"),
    ],
)
def test_a_bad_secret_stops_the_start_and_names_the_file(keys, name, content, word):
    (keys / name).write_bytes(content)
    with pytest.raises(UnsafeKeys, match=word) as refusal:
        load_or_create(keys)
    assert name in refusal.value.sentence


@pytest.mark.parametrize(
    ("one", "other"),
    [(home.SESSION, home.PEPPER), ("provider-main.json", "provider-portal.json")],
)
def test_no_two_secrets_may_be_the_same(keys, one, other):
    shutil.copy(keys / one, keys / other)
    with pytest.raises(UnsafeKeys, match="the same"):
        load_or_create(keys)


def test_signing_keys_may_not_change_places(keys):
    shutil.copy(keys / home.AUDIT, keys / home.EXPORT)
    with pytest.raises(UnsafeKeys, match="understood"):
        load_or_create(keys)
