"""Providers: who holds the outermost keys; the default keeps them in a private file."""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseflow.crypto import envelope
from caseflow.crypto.disk import check_secret, read_private, write_private
from caseflow.crypto.errors import SealBroken, UnsafeKeys
from caseflow.labels import _

FORMAT = 1


class Provider(Protocol):
    """Wraps and unwraps domain keys; a key vault or hardware module offers the same four."""

    @property
    def active_version(self) -> int:
        """The version that wraps from now on."""

    @property
    def versions(self) -> tuple[int, ...]:
        """Every version that can still unwrap, oldest first."""

    def wrap(self, data: bytes, aad: bytes) -> bytes:
        """Wrap a key under the active version, bound to `aad`."""

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        """The key again; raises SealBroken when blob, `aad` or version do not fit."""


class FileProvider:
    """A keyset in a JSON file (0600): numbered 32-byte keys, one of them active.

    Raises UnsafeKeys, with a sentence for the operator, when the file is missing, readable by
    others, or holds short, repeated or made-up keys.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._active, self._secrets = _read(path)

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new keyset with one active version; raises FileExistsError rather than replace."""
        if path.exists():
            raise FileExistsError(path.name)
        _write(path, 1, {1: os.urandom(envelope.KEY)})
        return cls(path)

    @property
    def active_version(self) -> int:
        """The version that wraps from now on."""
        return self._active

    @property
    def versions(self) -> tuple[int, ...]:
        """Every version in the file, oldest first."""
        return tuple(sorted(self._secrets))

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The raw keys, for the check that no two secrets of an installation are equal."""
        return tuple(self._secrets.values())

    def wrap(self, data: bytes, aad: bytes) -> bytes:
        """Wrap a key under the active version, bound to `aad`."""
        head = envelope.header(self._active)
        return envelope.seal(self._aead(self._active), head, data, envelope.lp(head, aad))

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        """The key again; reads the file anew when another process has added the version."""
        version = envelope.generation_of(blob)
        if version not in self._secrets:
            self._load()
        if version not in self._secrets:
            raise SealBroken
        return envelope.unseal(
            self._aead(version), blob, envelope.lp(envelope.header(version), aad)
        )

    def add_version(self) -> int:
        """Add a key that can unwrap but does not wrap yet; returns its number."""
        with self._changing():
            number = max(self._secrets) + 1
            self._secrets[number] = os.urandom(envelope.KEY)
        return number

    def promote(self, version: int) -> None:
        """Make a version the one that wraps; raises KeyError when there is no such version."""
        with self._changing():
            if version not in self._secrets:
                raise KeyError(version)
            self._active = version

    def drop(self, version: int) -> None:
        """Destroy a version that is not active; what it wrapped can never be unwrapped again."""
        with self._changing():
            if version == self._active:
                raise ValueError("the active version cannot be dropped")
            del self._secrets[version]

    def _aead(self, version: int) -> AESGCM:
        return AESGCM(self._secrets[version])

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Read, change and rewrite the file with nobody else in between."""
        handle = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._load()
            yield
            _write(self.path, self._active, self._secrets)
        finally:
            os.close(handle)

    def _load(self) -> None:
        self._active, self._secrets = _read(self.path)


def _write(path: Path, active: int, secrets: dict[int, bytes]) -> None:
    keys = {str(n): base64.b64encode(secret).decode() for n, secret in sorted(secrets.items())}
    text = json.dumps({"format": FORMAT, "active": active, "keys": keys}, indent=1)
    write_private(path, text.encode() + b"\n")


def _read(path: Path) -> tuple[int, dict[int, bytes]]:
    raw = read_private(path)
    try:
        active, secrets = _parse(json.loads(raw))
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        raise UnsafeKeys(_("The key file %(name)s cannot be understood.", name=path.name)) from None
    for secret in secrets.values():
        check_secret(secret, path.name)
    if len(set(secrets.values())) != len(secrets):
        raise UnsafeKeys(_("The key file %(name)s holds the same key twice.", name=path.name))
    return active, secrets


def _parse(content: Any) -> tuple[int, dict[int, bytes]]:
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    secrets = {
        int(number): base64.b64decode(text, validate=True)
        for number, text in content["keys"].items()
    }
    active = int(content["active"])
    if active not in secrets:
        raise ValueError(active)
    return active, secrets
