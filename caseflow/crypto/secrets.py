"""The secrets of an installation: each in a file of its own, none made from another."""

from __future__ import annotations

import base64
import binascii
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseflow.crypto.disk import check_secret, read_private, sync_directory, write_private
from caseflow.crypto.errors import UnsafeKeys
from caseflow.crypto.models import KeyGroup
from caseflow.crypto.provider import FileProvider
from caseflow.labels import _
from caseflow.session_values import SessionValue

SESSION = "session.key"
PEPPER = "password-pepper.key"
AUDIT = "audit-signing.pem"
EXPORT = "export-signing.pem"


SECRETS: SessionValue[Secrets] = SessionValue("secrets")
"""The secrets of the instance."""


@dataclass(frozen=True, repr=False)
class Secrets:
    """What an installation must keep to itself, apart from its database."""

    session: bytes
    pepper: bytes
    audit_signing: Ed25519PrivateKey
    export_signing: EllipticCurvePrivateKey
    providers: dict[KeyGroup, FileProvider]


def load_or_create(directory: Path) -> Secrets:
    """The secrets in `directory` (0700); all made at once when it is missing or empty.

    Raises UnsafeKeys, naming the file, when one is missing from a directory in use, readable by
    others, short, made up, or the same as another: a lost key must never be replaced in silence.
    """
    if not directory.exists() or not any(directory.iterdir()):
        _create(directory)
    return load(directory)


def load(directory: Path) -> Secrets:
    """The secrets in `directory`; raises UnsafeKeys as `load_or_create` does."""
    if not directory.is_dir():
        raise UnsafeKeys(_("There is no key directory %(name)s.", name=directory.name))
    if stat.S_IMODE(directory.stat().st_mode) & 0o077:
        raise UnsafeKeys(
            _(
                "Others can open the key directory %(name)s. Set its permissions to 0700.",
                name=directory.name,
            )
        )
    secrets = Secrets(
        session=_secret(directory / SESSION),
        pepper=_secret(directory / PEPPER),
        audit_signing=_private(directory / AUDIT, Ed25519PrivateKey),
        export_signing=_private(directory / EXPORT, EllipticCurvePrivateKey),
        providers={group: FileProvider(_keyset(directory, group)) for group in KeyGroup},
    )
    _refuse_twins(secrets)
    return secrets


def _create(directory: Path) -> None:
    """Make everything aside and move it in at once: two first starts agree on one set."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=directory.parent, prefix=f".{directory.name}."))
    for name in (SESSION, PEPPER):
        write_private(fresh / name, base64.b64encode(os.urandom(32)) + b"\n")
    write_private(fresh / AUDIT, _pem(Ed25519PrivateKey.generate()))
    write_private(fresh / EXPORT, _pem(generate_private_key(SECP256R1())))
    for group in KeyGroup:
        FileProvider.create(_keyset(fresh, group))
    try:
        fresh.rename(directory)
    except OSError:
        shutil.rmtree(fresh)
        if not any(directory.iterdir()):
            raise
    sync_directory(directory.parent)


def _keyset(directory: Path, group: KeyGroup) -> Path:
    return directory / f"provider-{group}.json"


def _secret(path: Path) -> bytes:
    try:
        secret = base64.b64decode(read_private(path).strip(), validate=True)
    except binascii.Error:
        raise _unreadable(path) from None
    return check_secret(secret, path.name)


def _private(path: Path, kind: type[Any]) -> Any:
    pem = read_private(path)
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _unreadable(path) from None
    if not isinstance(key, kind):
        raise _unreadable(path)
    return key


def _pem(key: Any) -> bytes:
    pem: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem


def _unreadable(path: Path) -> UnsafeKeys:
    return UnsafeKeys(_("The key file %(name)s cannot be understood.", name=path.name))


def _refuse_twins(secrets: Secrets) -> None:
    scalar = secrets.export_signing.private_numbers().private_value
    raw = [
        secrets.session,
        secrets.pepper,
        secrets.audit_signing.private_bytes_raw(),
        scalar.to_bytes(32, "big"),
    ]
    for provider in secrets.providers.values():
        raw.extend(provider.secrets)
    if len(set(raw)) != len(raw):
        raise UnsafeKeys(_("Two secrets are the same. Each must be made on its own."))
