"""The canonical bytes of an entry, the link between entries, and signed checkpoints.

An entry's bytes are length-prefixed fields in a fixed order: no separator can be confused.
A link is SHA-256 over the hash before and the entry's bytes. A checkpoint is a signed note
(the C2SP signed-note form): origin, number of entries, hash, an empty line, one Ed25519 signature.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION = 1
GENESIS = bytes(32)
ORIGIN = "caseflow.audit"
FIELDS = 13


class Malformed(ValueError):
    """Bytes that are no entry."""


@dataclass(frozen=True)
class Line:
    """What one entry says, before it becomes bytes. `detail` is sealed."""

    seq: int
    at: datetime
    act: str
    outcome: str
    actor_id: UUID | None
    purpose: str
    session_hash: bytes
    thing_kind: str
    thing_id: UUID | None
    root_id: UUID | None
    entity_id: UUID | None
    detail_key_id: UUID | None
    detail: bytes

    def encode(self) -> bytes:
        """The canonical bytes."""
        parts = (
            self.seq.to_bytes(8, "big"),
            microseconds(self.at).to_bytes(8, "big", signed=True),
            self.act.encode(),
            self.outcome.encode(),
            _id(self.actor_id),
            self.purpose.encode(),
            self.session_hash,
            self.thing_kind.encode(),
            _id(self.thing_id),
            _id(self.root_id),
            _id(self.entity_id),
            _id(self.detail_key_id),
            self.detail,
        )
        return bytes([VERSION]) + b"".join(len(p).to_bytes(4, "big") + p for p in parts)


def decode(body: bytes) -> Line:
    """The entry that these bytes say. Raises Malformed, ValueError."""
    if not body or body[0] != VERSION:
        raise Malformed("unknown version of an entry")
    parts, at = [], 1
    while at < len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        part = body[at + 4 : at + 4 + size]
        if len(part) != size:
            raise Malformed("an entry is cut short")
        parts.append(part)
        at += 4 + size
    if len(parts) != FIELDS:
        raise Malformed("an entry has the wrong number of fields")
    return Line(
        seq=int.from_bytes(parts[0], "big"),
        at=_moment(int.from_bytes(parts[1], "big", signed=True)),
        act=parts[2].decode(),
        outcome=parts[3].decode(),
        actor_id=_uuid(parts[4]),
        purpose=parts[5].decode(),
        session_hash=parts[6],
        thing_kind=parts[7].decode(),
        thing_id=_uuid(parts[8]),
        root_id=_uuid(parts[9]),
        entity_id=_uuid(parts[10]),
        detail_key_id=_uuid(parts[11]),
        detail=parts[12],
    )


def link(previous: bytes, body: bytes) -> bytes:
    """The hash of an entry: 32 bytes over the hash before it and its own bytes."""
    return hashlib.sha256(previous + body).digest()


def microseconds(at: datetime) -> int:
    """Microseconds since 1970 in UTC, exactly."""
    delta = at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def sign_note(size: int, head: bytes, key: Ed25519PrivateKey) -> str:
    """A signed checkpoint over `size` entries whose last hash is `head`."""
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(head).decode()}\n"
    public = key.public_key().public_bytes_raw()
    blob = key_hint(public) + key.sign(text.encode())
    return f"{text}\n\N{EM DASH} {ORIGIN} {base64.b64encode(blob).decode()}\n"


def key_hint(public: bytes) -> bytes:
    """The four bytes by which a signed note names its key."""
    return hashlib.sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]


def read_note(note: str, public: bytes) -> tuple[int, bytes]:
    """Size and head of a checkpoint whose signature holds. Raises Malformed."""
    text, _, signature = note.partition("\n\n")
    text += "\n"
    words = signature.split()
    lines = text.split("\n")
    if len(words) != 3 or len(lines) != 4 or lines[0] != ORIGIN:
        raise Malformed("a checkpoint is not a signed note of this trail")
    blob = base64.b64decode(words[2], validate=True)
    if blob[:4] != key_hint(public):
        raise Malformed("a checkpoint was signed by another key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], text.encode())
    except InvalidSignature as wrong:
        raise Malformed("the signature of a checkpoint does not hold") from wrong
    return int(lines[1]), base64.b64decode(lines[2], validate=True)


def _moment(stamp: int) -> datetime:
    try:
        at = datetime.fromtimestamp(stamp // 1_000_000, UTC)
    except (OverflowError, OSError) as wrong:
        raise Malformed("an entry is of no moment") from wrong
    return at.replace(microsecond=stamp % 1_000_000)


def _id(value: UUID | None) -> bytes:
    return value.bytes if value else b""


def _uuid(raw: bytes) -> UUID | None:
    return UUID(bytes=raw) if raw else None
