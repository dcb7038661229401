"""What a file is called and what it is, whatever whoever sent it says."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import puremagic

LONGEST_NAME = 200
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
HEAD = 8192
"""Bytes from the beginning by which a file is known."""


def clean_name(typed: str) -> str:
    """A name of a file without folders, and without signs that do not show or turn writing around.

    A long one keeps its ending. Empty where nothing is left.
    """
    name = PureWindowsPath(PurePosixPath(typed).name).name
    shown = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    shown = " ".join(shown.split()).strip(". ")
    if len(shown) <= LONGEST_NAME:
        return shown
    ending = PurePosixPath(shown).suffix[:20]
    return shown[: LONGEST_NAME - len(ending)] + ending


def media_type_of(head: bytes, name: str) -> str:
    """What a file is by its first bytes; its name decides only between kinds that begin alike."""
    try:
        kinds = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return TEXT if _is_text(head) else UNKNOWN
    ending = PurePosixPath(name).suffix.lower()
    best = max(kinds, key=lambda kind: (kind.extension == ending, kind.confidence))
    return str(best.mime_type or UNKNOWN)[:100]


def _is_text(head: bytes) -> bool:
    """Whether this is the beginning of a plain text; a letter may be cut at its end."""
    if b"\0" in head or not head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return len(head) == HEAD and error.start > len(head) - 4
    return True
