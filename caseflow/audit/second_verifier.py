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
ENTRIES, MICROSECONDS = 1000, 300_000_000
"""How many entries, or how much time, after the last checkpoint the next one is due."""


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
    last: tuple[int, int] | None = None
    end: tuple[int, int] | None = None
    try:
        for raw in lines:
            item = json.loads(raw)
            if "checkpoint" in item:
                size, marked = checkpoint(item["checkpoint"], public)
                marks[size] = marked
                continue
            count += 1
            head, moment = follow(item, count, head)
            if end is not None and moment != end[1]:
                require_mark(end, last)
            end = (count, moment)
            if count in marks:
                agree(marks.pop(count), head)
                last = end
        if end is not None:
            require_mark(end, last)
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


def require_mark(end: tuple[int, int], last: tuple[int, int] | None) -> None:
    """Raise Fault when a checkpoint was due at this end of a transaction and none stands there.

    Both are the number and the moment of an entry; entries of a transaction share their moment.
    """
    if last is None or end[0] - last[0] >= ENTRIES or end[1] - last[1] >= MICROSECONDS:
        raise Fault(f"the checkpoint that was due at entry {end[0]} is missing")


def follow(item: dict[str, Any], count: int, head: bytes) -> tuple[bytes, int]:
    """The hash after this entry, and its moment; raises Fault when it does not follow."""
    body = bytes.fromhex(item["body"])
    parts = fields(body)
    if item["seq"] != count or int.from_bytes(parts[0], "big") != count:
        raise Fault("out of order or missing")
    head = hashlib.sha256(head + body).digest()
    if head.hex() != item["hash"]:
        raise Fault("its hash does not follow")
    return head, int.from_bytes(parts[1], "big", signed=True)


def main() -> int:
    """Check one exported file; exit status 0 only when all is well."""
    with Path(sys.argv[1]).open(encoding="utf-8") as trail:
        count, fault = check(trail, bytes.fromhex(sys.argv[2]))
    sys.stdout.write((fault or f"{count} entries hold") + "\n")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
