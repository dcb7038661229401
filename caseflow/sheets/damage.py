"""Characters that cannot be read or kept, found and taken out."""

from __future__ import annotations

import re

# Line breaks and tabs may stand in a quoted field; no other control character has business there.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_UNREADABLE = r"\ufffd\ufffe\uffff\ud800-\udfff"
_DAMAGE = re.compile(f"[{_CONTROL}{_UNREADABLE}]")
_REMOVED = re.compile(f"[{_CONTROL}]")
_LOST = re.compile(f"[{_UNREADABLE}]")
_SOFT_BREAKS = str.maketrans("\x0b\x0c", "\n\n")


def is_damaged(text: str) -> bool:
    """Whether a text holds control characters, lone surrogates or the mark of lost characters."""
    return _DAMAGE.search(text) is not None


def with_line_ends(text: str) -> str:
    """The text with Word's soft line break (U+000B) and the page break (U+000C) as line ends."""
    return text.translate(_SOFT_BREAKS).strip()


def mended(text: str) -> str:
    """The text without control characters; for each lost one, U+FFFD stands."""
    return _LOST.sub("\ufffd", _REMOVED.sub("", text)).strip()
