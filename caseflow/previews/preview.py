"""Asking for a picture of a page of a file; the file itself is never read by this process."""

from __future__ import annotations

import subprocess  # nosec B404 - one program of our own, with fixed arguments
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from caseflow.errors import NotReady
from caseflow.labels import _

PROGRAM = Path(__file__).with_name("page_drawing.py")
DOCUMENT = "application/pdf"
PICTURES = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"}
)
LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is drawn."""
PATIENCE = 30
"""Seconds for which a drawing is waited for."""
AT_ONCE = threading.BoundedSemaphore(2)
"""Drawings that a process has made at once: each may take a gigabyte of memory."""


@dataclass(frozen=True)
class Drawn:
    """A page as a JPEG, and how many pages there are."""

    jpeg: bytes
    count: int


def has_preview(media_type: str, size: int) -> bool:
    """Whether files of this kind and size in bytes are drawn."""
    return size <= LARGEST and (media_type == DOCUMENT or media_type in PICTURES)


def draw(chunks: Iterable[bytes], media_type: str, page: int = 0) -> Drawn:
    """Draw a page of a file, from 0, in a process of its own.

    Raises NotReady where it cannot be drawn, or too many are being drawn already.
    """
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise NotReady(_("Other files are being drawn. Try again in a minute."))
    try:
        said = _run(chunks, "pdf" if media_type == DOCUMENT else "picture", page)
    finally:
        AT_ONCE.release()
    count, _line, jpeg = said.partition(b"\n")
    if not jpeg:
        raise NotReady(_("This file cannot be drawn. Fetch it to open it with a program of yours."))
    return Drawn(jpeg, int(count))


def _run(chunks: Iterable[bytes], kind: str, page: int) -> bytes:
    """What the program writes; nothing where it failed or took too long."""
    try:
        drawn = subprocess.run(  # nosec B603 - no shell, nothing typed
            [sys.executable, "-I", str(PROGRAM), kind, str(page)],
            input=b"".join(chunks),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            cwd="/",
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return drawn.stdout if drawn.returncode == 0 else b""
