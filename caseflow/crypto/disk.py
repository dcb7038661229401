"""Private files: written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from caseflow.crypto.errors import UnsafeKeys
from caseflow.labels import _

WEAKEST = 16
"""Fewest different bytes in a random 32-byte secret; chance gives fewer once in 10^17."""


def sync_directory(directory: Path) -> None:
    """Make a rename in this directory survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_private(path: Path, data: bytes) -> None:
    """Replace a file in one step: temporary file (0600), fsync, rename, fsync of the folder."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def read_private(path: Path) -> bytes:
    """Read a secret file; raises UnsafeKeys when it is missing or when others can read it."""
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnsafeKeys(
            _("The key file %(name)s is missing. Restore it from the backup.", name=path.name)
        ) from None
    if stat.S_IMODE(mode) & 0o077:
        raise UnsafeKeys(
            _(
                "Others can read the key file %(name)s. Set its permissions to 0600.",
                name=path.name,
            )
        )
    return data


def check_secret(secret: bytes, name: str) -> bytes:
    """The secret itself; raises UnsafeKeys when it is not 32 random bytes."""
    if len(secret) != 32:
        raise UnsafeKeys(_("The key in %(name)s is not 32 bytes long.", name=name))
    if len(set(secret)) < WEAKEST:
        raise UnsafeKeys(_("The key in %(name)s is not random. Make a new one.", name=name))
    return secret
