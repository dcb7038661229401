"""The one format of everything sealed: header, nonce, ciphertext and tag, bound to its place.

``C5 | version | algorithm | generation (u32) | nonce (12) | ciphertext | tag (16)``, AES-256-GCM
(NIST SP 800-38D). Numbers are big-endian; a seal adds 35 bytes.
"""

from __future__ import annotations

import os
import struct
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseflow.crypto.errors import SealBroken

VERSION = 1
AES_256_GCM = 1
PREFIX = bytes((0xC5, VERSION, AES_256_GCM))
HEADER = 7
NONCE = 12
TAG = 16
OVERHEAD = HEADER + NONCE + TAG
KEY = 32

_START = HEADER + NONCE
_UUID_LENGTH = struct.pack(">I", 16)


def header(generation: int) -> bytes:
    """The first seven bytes of everything sealed under a key of this generation."""
    return PREFIX + struct.pack(">I", generation)


def generation_of(blob: bytes) -> int:
    """Which generation of key sealed this; raises SealBroken when it is no sealed value."""
    if len(blob) < OVERHEAD or blob[:3] != PREFIX:
        raise SealBroken
    return int.from_bytes(blob[3:HEADER], "big")


def lp(*parts: bytes) -> bytes:
    """Length-prefixed parts: a count, then each length and its bytes, so none can flow over."""
    return struct.pack(">I", len(parts)) + b"".join(
        struct.pack(">I", len(part)) + part for part in parts
    )


def seal(aead: AESGCM, head: bytes, data: bytes, associated: bytes) -> bytes:
    """Seal `data` under a fresh random nonce; `associated` must already contain `head`."""
    nonce = os.urandom(NONCE)
    return head + nonce + aead.encrypt(nonce, data, associated)


def unseal(aead: AESGCM, blob: bytes, associated: bytes) -> bytes:
    """Open what `seal` made; raises SealBroken when a single bit or the place differs."""
    if len(blob) < OVERHEAD or blob[:3] != PREFIX:
        raise SealBroken
    try:
        return aead.decrypt(blob[HEADER:_START], blob[_START:], associated)
    except InvalidTag:
        raise SealBroken from None


class DataCipher:
    """An opened data key: the cipher object, its header and its share of the associated data."""

    __slots__ = ("aead", "head", "key_id", "tail")

    def __init__(self, key_id: UUID, generation: int, secret: bytes) -> None:
        self.key_id = key_id
        self.head = header(generation)
        self.aead = AESGCM(secret)
        self.tail = _UUID_LENGTH + key_id.bytes

    def __repr__(self) -> str:
        return f"<DataCipher {self.key_id}>"


class Place:
    """Where values of one column live: logical table and column, ready to be bound to a row.

    `bind` equals ``lp(head, table, column, row id, data key id)``, put together from parts that
    are computed once for each column.
    """

    __slots__ = ("_after", "_before", "column", "table")

    def __init__(self, table: str, column: str) -> None:
        self.table = table
        self.column = column
        whole = lp(bytes(HEADER), table.encode(), column.encode(), b"", b"")
        self._before = whole[:8]
        self._after = whole[8 + HEADER : -8] + _UUID_LENGTH

    def bind(self, cipher: DataCipher, row: bytes) -> bytes:
        """The associated data of this column in this row (`row` is its sixteen id bytes)."""
        return b"".join((self._before, cipher.head, self._after, row, cipher.tail))

    def seal(self, cipher: DataCipher, row: bytes, data: bytes) -> bytes:
        """Seal one value for this row, and open it once to prove that it can be opened."""
        associated = self.bind(cipher, row)
        blob = seal(cipher.aead, cipher.head, data, associated)
        if unseal(cipher.aead, blob, associated) != data:
            raise SealBroken
        return blob

    def open(self, cipher: DataCipher, row: bytes, blob: bytes) -> bytes:
        """Open one value of this row; raises SealBroken when it was not sealed here."""
        if blob[:HEADER] != cipher.head:
            raise SealBroken
        return unseal(cipher.aead, blob, self.bind(cipher, row))
