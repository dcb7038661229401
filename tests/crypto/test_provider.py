from __future__ import annotations

import base64
import hashlib
import json
import os
import threading

import pytest

from caseflow.crypto.errors import SealBroken, UnsafeKeys
from caseflow.crypto.provider import FileProvider

RANDOM = hashlib.sha256(b"looks random, and is the same in every process").digest()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "main.json"


def test_a_new_keyset_is_private_and_wraps(path):
    provider = FileProvider.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    blob = provider.wrap(b"key", b"bound to this")
    assert FileProvider(path).unwrap(blob, b"bound to this") == b"key"
    assert os.listdir(path.parent) == ["main.json"]  # noqa: PTH208


def test_a_wrapped_key_opens_only_for_what_it_was_bound_to_and_by_its_own_keyset(path, tmp_path):
    provider = FileProvider.create(path)
    other = FileProvider.create(tmp_path / "other.json")
    blob = provider.wrap(b"key", b"this")
    for who, what, aad in (
        (provider, blob, b"that"),
        (other, blob, b"this"),
        (provider, blob[:-1], b"this"),
        (provider, b"", b"this"),
    ):
        with pytest.raises(SealBroken):
            who.unwrap(what, aad)


def test_an_existing_keyset_is_never_replaced(path):
    FileProvider.create(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        FileProvider.create(path)
    assert path.read_bytes() == before


def test_versions_are_added_promoted_and_dropped(path):
    provider = FileProvider.create(path)
    old = provider.wrap(b"key", b"")
    assert provider.add_version() == 2
    assert (provider.active_version, provider.versions) == (1, (1, 2))
    provider.promote(2)
    new = provider.wrap(b"key", b"")
    again = FileProvider(path)
    assert (again.active_version, again.unwrap(old, b""), again.unwrap(new, b"")) == (
        2,
        b"key",
        b"key",
    )
    with pytest.raises(ValueError, match="active"):
        provider.drop(2)
    with pytest.raises(KeyError):
        provider.promote(3)
    provider.drop(1)
    assert FileProvider(path).versions == (2,)
    with pytest.raises(SealBroken):
        FileProvider(path).unwrap(old, b"")


def test_a_running_process_learns_of_a_version_that_another_added(path):
    running = FileProvider.create(path)
    other = FileProvider(path)
    other.promote(other.add_version())
    assert running.unwrap(other.wrap(b"key", b""), b"") == b"key"
    assert running.active_version == 2


def test_two_processes_that_add_versions_at_once_lose_none(path):
    FileProvider.create(path)
    threads = [threading.Thread(target=lambda: FileProvider(path).add_version()) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert FileProvider(path).versions == tuple(range(1, 10))


def test_a_write_that_fails_leaves_the_old_keyset_and_no_rubbish(path, monkeypatch):
    provider = FileProvider.create(path)
    before = path.read_bytes()

    def full(_handle):
        raise OSError(28, "no space left")

    monkeypatch.setattr("caseflow.crypto.disk.os.fsync", full)
    with pytest.raises(OSError, match="space"):
        provider.add_version()
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["main.json"]


def keyset(*secrets: bytes, **changes) -> str:
    keys = {str(n): base64.b64encode(s).decode() for n, s in enumerate(secrets, 1)}
    return json.dumps({"format": 1, "active": 1, "keys": keys} | changes)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "understood"),
        ("[]", "understood"),
        ("\ud800", "understood"),
        ('{"format": 1}', "understood"),
        (keyset(RANDOM, format=2), "understood"),
        (keyset(RANDOM, active=2), "understood"),
        (keyset(RANDOM, active="x"), "understood"),
        (keyset(RANDOM, keys={"1": "not base64!"}), "understood"),
        (keyset(RANDOM, keys=["x"]), "understood"),
        (keyset(RANDOM[:16]), "32 bytes"),
        (keyset(b""), "32 bytes"),
        (keyset(bytes(32)), "not random"),
        (keyset(b"changeme" * 4), "not random"),
        (keyset(*[bytes(range(32))] * 2), "twice"),
    ],
)
def test_a_bad_keyset_is_refused_with_a_sentence(path, content, word):
    path.touch(0o600)
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(UnsafeKeys, match=word) as refusal:
        FileProvider(path)
    assert "main.json" in refusal.value.sentence


def test_a_missing_or_readable_keyset_is_refused_with_a_sentence(path):
    with pytest.raises(UnsafeKeys, match="missing"):
        FileProvider(path)
    FileProvider.create(path)
    for mode in (0o644, 0o640, 0o602):
        path.chmod(mode)
        with pytest.raises(UnsafeKeys, match="0600"):
            FileProvider(path)
