"""Several names in one text, as people write them one after the other."""

from __future__ import annotations

import re

LINES = re.compile(r"[\r\n|;؛；]+")
COMMAS = re.compile(r"[,،、，]+")
MOST = 20


def names_in(text: str | None) -> tuple[str, ...]:
    """The names that line ends, “;” or “|” part; where none of these stands there, commas do."""
    text = text or ""
    parts = (LINES if LINES.search(text) else COMMAS).split(text)
    return tuple(dict.fromkeys(each.strip() for each in parts if each.strip()))[:MOST]
