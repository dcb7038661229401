"""Sealed files: evidence and exports, sealed chunk by chunk under a key of their own.

``C5 | "F" | version | algorithm | chunk size (u32) | prefix (7)``, then chunks of AES-256-GCM with
the nonce ``prefix | number (u32) | last (1)``: the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár (2015). A chunk that is cut, moved, repeated or left out does not open.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from caseflow.crypto.disk import sync_directory
from caseflow.crypto.envelope import AES_256_GCM, KEY, TAG, lp
from caseflow.crypto.errors import SealBroken
from caseflow.crypto.keyring import keyring_of

CHUNK = 64 * 1024
VERSION = 1
FILE_KEY = "file key"
"""What the key of a file is bound to besides its id; a part of something adds which part it is."""
_MAGIC = bytes((0xC5, ord("F"), VERSION, AES_256_GCM)) + struct.pack(">I", CHUNK)
_PREFIX = 7
_HEADER = len(_MAGIC) + _PREFIX


@dataclass(frozen=True)
class SealedFile:
    """What to keep beside a sealed file; `sha256` tells what it is, so store it sealed."""

    wrapped: bytes
    size: int
    sha256: bytes
    sealed_size: int
    sealed_sha256: bytes


def seal_file(
    session: Session,
    source: BinaryIO,
    path: Path,
    *,
    file_id: UUID,
    data_key_id: UUID,
    bound_to: str = FILE_KEY,
) -> SealedFile:
    """Seal a stream to `path` in constant memory; it is there whole or not at all.

    Raises FileExistsError when something is there, Erased when the data key was shredded.
    """
    if path.exists():
        raise FileExistsError(path.name)
    secret = os.urandom(KEY)
    wrapped = keyring_of(session).seal_detail(session, data_key_id, bound_to, file_id, secret)
    plain, sealed = hashlib.sha256(), hashlib.sha256()
    size = sealed_size = 0
    with _written_whole(path) as out:
        for piece, chunk in _sealed(source, secret, file_id):
            plain.update(piece)
            sealed.update(chunk)
            size += len(piece)
            sealed_size += out.write(chunk)
    return SealedFile(wrapped, size, plain.digest(), sealed_size, sealed.digest())


def open_file(
    session: Session,
    path: Path,
    *,
    file_id: UUID,
    data_key_id: UUID,
    wrapped: bytes,
    bound_to: str = FILE_KEY,
) -> Iterator[bytes]:
    """The contents, chunk by chunk, each proved before it is handed over.

    Raises SealBroken at the first chunk that is not what was sealed (a whole file is proved only
    by reading to its end), Erased when the data key was shredded.
    """
    secret = keyring_of(session).open_detail(session, data_key_id, bound_to, file_id, wrapped)
    return _opened(path, AESGCM(secret), file_id)


def rewrap(session: Session, wrapped: bytes, *, file_id: UUID, old: UUID, new: UUID) -> bytes:
    """The file's key, wrapped by another data key: how evidence moves without being rewritten."""
    keyring = keyring_of(session)
    secret = keyring.open_detail(session, old, FILE_KEY, file_id, wrapped)
    return keyring.seal_detail(session, new, FILE_KEY, file_id, secret)


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, last)


def _sealed(source: BinaryIO, secret: bytes, file_id: UUID) -> Iterator[tuple[bytes, bytes]]:
    """Pairs of plain and sealed pieces, the header first."""
    aead = AESGCM(secret)
    prefix = os.urandom(_PREFIX)
    header = _MAGIC + prefix
    bound = lp(header, file_id.bytes)
    yield b"", header
    for number, piece, last in _chunks(source, CHUNK):
        yield piece, aead.encrypt(_nonce(prefix, number, last=last), piece, bound)


def _opened(path: Path, aead: AESGCM, file_id: UUID) -> Iterator[bytes]:
    with path.open("rb") as source:
        header = source.read(_HEADER)
        if len(header) != _HEADER or not header.startswith(_MAGIC):
            raise SealBroken
        prefix, bound = header[len(_MAGIC) :], lp(header, file_id.bytes)
        for number, piece, last in _chunks(source, CHUNK + TAG):
            if len(piece) < TAG:
                raise SealBroken
            try:
                yield aead.decrypt(_nonce(prefix, number, last=last), piece, bound)
            except InvalidTag:
                raise SealBroken from None


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes, whether it is the last; an empty stream has one empty chunk."""
    number, piece = 0, _read(source, size)
    while True:
        following = _read(source, size)
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following


def _read(source: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes unless the stream ends; sockets and pipes give less at a time."""
    pieces = []
    while size and (piece := source.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


@contextmanager
def _written_whole(path: Path) -> Iterator[BinaryIO]:
    part = path.with_name(f".{path.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)
