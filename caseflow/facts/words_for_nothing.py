"""Words for nothing: what stands in a cell or a field only to say that nothing is known."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from caseflow.facts.plain import is_unseen
from caseflow.labels import Text, ngettext

LONGEST = 60
MOST_SHOWN = 5
WORDS = re.compile(r"[^\W_]+")
COMMA = re.compile(r"[,،]")

_DATA = tomllib.loads(files("caseflow.facts").joinpath("words_for_nothing.toml").read_text("utf-8"))


def says_nothing(text: str) -> bool:
    """Whether a text has something in it, and that only says that there is nothing.

    Signs alone ("-", "--", "?", "…") are nothing, as are the words of `words_for_nothing.toml`. An
    empty text is no word for nothing: it is left out, not told.
    """
    return _says_nothing(text) if len(text) <= LONGEST else False


def names_nobody(name: str) -> bool:
    """Whether a name only says that there is none, such as "Unknown Officer" or "Number 2"."""
    if len(name) > LONGEST:
        return False
    folded = _folded(name)
    words = WORDS.findall(folded)
    if not words or _is_whole(folded):
        return bool(folded)
    if not MISSING.isdisjoint(words) or (words[0] == "number" and len(words) > 1):
        return all(word in MISSING or word in WHOM or word.isdigit() for word in words)
    parts = folded.replace(" / ", "/").split()
    while len(parts) > 1 and parts[0].rstrip(".") in WHOM:
        parts.pop(0)
    return all(not part.isalpha() and says_nothing(part) for part in parts)


def bare_name(name: str) -> str:
    """A name without the parts that stand for a missing one; empty where nothing is left.

    "FNU Mohammad" is "Mohammad", "Smith, N/A" is "Smith". Any other name comes back as it is.
    """
    if names_nobody(name):
        return ""
    if COMMA.search(name):
        parts = [part.strip() for part in COMMA.split(name)]
        kept = [part for part in parts if part and not names_nobody(part)]
        name = ", ".join(kept) if len(kept) < len([p for p in parts if p]) else name
    words = name.split()
    left = [word for word in words if _folded(word).strip("().[]") not in PARTS]
    return " ".join(left) if len(left) < len(words) else name


@dataclass
class NothingSaid:
    """Counts the words for nothing that were met, for the summary of a command."""

    words: Counter[str] = field(default_factory=Counter)

    def count(self, text: str) -> None:
        """Count one. Only words of the list and signs are kept: never anybody's data."""
        self.words[text.strip() if names_nobody(text) else "…"] += 1

    @property
    def sentence(self) -> Text | None:
        """How many cells said nothing, and in which words; None where none did."""
        if not self.words:
            return None
        shown = [word for word, _times in self.words.most_common(MOST_SHOWN)]
        more = ", …" if len(self.words) > MOST_SHOWN else ""
        return ngettext(
            "%(count)s cell said nothing: %(words)s.",
            "%(count)s cells said nothing: %(words)s.",
            self.words.total(),
            words=", ".join(shown) + more,
        )

    @property
    def told(self) -> str:
        """The sentence, to be put behind another one."""
        return f" {self.sentence}" if self.sentence else ""


@lru_cache(maxsize=8192)
def _says_nothing(text: str) -> bool:
    folded = _folded(text)
    if WORDS.search(folded):
        return _is_whole(folded)
    return bool(folded) and not any(unicodedata.category(c) == "So" for c in folded)


def _is_whole(folded: str) -> bool:
    return folded in WHOLE or folded.rstrip(".") in WHOLE


def _folded(text: str) -> str:
    """Small letters without accents; visible characters only, one space between words."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(c for c in plain if unicodedata.category(c) != "Mn" and not is_unseen(c))
    return " ".join(seen.split())


WHOLE = frozenset(_folded(word) for word in re.split(r"[;\n]+", _DATA["whole"]) if word.strip())
MISSING, WHOM, PARTS = (
    frozenset(_folded(word) for word in _DATA[name].split())
    for name in ("missing", "whom", "parts")
)
