"""Looking for known texts in raw bytes, whatever they were wrapped in."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path


def disguises(text: str) -> Iterator[tuple[str, bytes]]:
    """The forms in which a text may lie in a file."""
    raw = text.encode()
    yield "plain", raw
    yield "lower case", raw.lower()
    yield "backwards", raw[::-1]
    yield "hexadecimal", raw.hex().encode()
    yield "hexadecimal, capital", raw.hex().upper().encode()
    for name in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield name, text.encode(name)
    for offset in range(3):
        # what precedes shifts the alphabet; the ends that depend on neighbours are cut off
        coded = base64.b64encode(b"\0" * offset + raw)
        start = -(-offset * 4 // 3) + (1 if offset else 0)
        yield f"base64 at {offset}", coded[start : len(coded) - 4]


def found_in(data: bytes, birds: Mapping[str, str]) -> Iterator[str]:
    """Which of the texts stand in these bytes, and how."""
    for content in unpacked(data):
        for name, bird in birds.items():
            for how, form in disguises(bird):
                if form in content:
                    yield f"{name} ({how})"


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and what they hold when they are compressed as a whole."""
    yield data
    for open_it in (gzip.decompress, zlib.decompress):
        try:
            yield open_it(data)
        except (OSError, EOFError, zlib.error):
            continue


def leaks(folder: Path, birds: Mapping[str, str]) -> list[str]:
    """Every find in every file below a folder."""
    return [
        f"{path.relative_to(folder)}: {find}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for find in found_in(path.read_bytes(), birds)
    ]
