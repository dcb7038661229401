"""A second, independent check of an exported trail: the standard library and one Ed25519 call.

Run it on a copy, away from the system:  python second_verifier.py TRAIL.jsonl PUBLIC_KEY_HEX
The file has one JSON object a line: {"seq": n, "body": hex, "hash": hex} for entries, and
{"checkpoint": signed note} for checkpoints. It shares no code with the system on purpose.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIELDS = 13


def fields(body: bytes) -> list[bytes]:
    """The parts of an entry: a version byte, then parts with a four-byte length each."""
    if body[:1] != b"\x01":
        raise ValueError("unknown version")
    found, rest = [], body[1:]
    while rest:
        size = int.from_bytes(rest[:4], "big")
        if len(rest) < 4 + size:
            raise ValueError("cut short")
        found.append(rest[4 : 4 + size])
        rest = rest[4 + size :]
    if len(found) != FIELDS:
        raise ValueError("wrong number of fields")
    return found


def checkpoint(note: str, public: bytes) -> tuple[int, bytes]:
    """Size and hash of a signed note; raises when the signature does not hold."""
    text, signature = note.split("\n\n", 1)
    text += "\n"
    blob = base64.b64decode(signature.split()[2])
    Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], text.encode())
    lines = text.split("\n")
    return int(lines[1]), base64.b64decode(lines[2])


class Fault(Exception):
    """The first thing that does not hold."""


def check(lines: Iterable[str], public: bytes) -> tuple[int, str | None]:
    """How many entries there are, and the first fault in words, or None."""
    head, count, marks = bytes(32), 0, dict[int, bytes]()
    try:
        for raw in lines:
            item = json.loads(raw)
            if "checkpoint" in item:
                size, marked = checkpoint(item["checkpoint"], public)
                marks[size] = marked
                continue
            count += 1
            head = follow(item, count, head)
            agree(marks.pop(count, head), head)
    except InvalidSignature:
        return count, "the signature of a checkpoint does not hold"
    except (Fault, ValueError, IndexError) as wrong:
        return count, f"entry {count}: {wrong}"
    if marks:
        return count, f"the end is missing: a checkpoint knows {max(marks)} entries"
    return count, None


def agree(marked: bytes, head: bytes) -> None:
    """Raise Fault when a checkpoint says something else."""
    if marked != head:
        raise Fault("a checkpoint says otherwise")


def follow(item: dict[str, Any], count: int, head: bytes) -> bytes:
    """The hash after this entry; raises Fault when it does not follow."""
    body = bytes.fromhex(item["body"])
    if item["seq"] != count or int.from_bytes(fields(body)[0], "big") != count:
        raise Fault("out of order or missing")
    head = hashlib.sha256(head + body).digest()
    if head.hex() != item["hash"]:
        raise Fault("its hash does not follow")
    return head


def main() -> int:
    """Check one exported file; exit status 0 only when all is well."""
    with Path(sys.argv[1]).open(encoding="utf-8") as trail:
        count, fault = check(trail, bytes.fromhex(sys.argv[2]))
    sys.stdout.write((fault or f"{count} entries hold") + "\n")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
