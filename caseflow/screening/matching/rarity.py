"""How rare a word of a name is: minus ten times the decimal logarithm of the share of its bearers.

From public lists of names (`tools/count_names.py`), never from the register: the weights of a
small register would tell who is in it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

RAREST = 52
"""A word on no list."""
USUAL = 42


@lru_cache(maxsize=1)
def _listed() -> dict[str, int]:
    text = files("caseflow.screening.matching").joinpath("common_names.tsv").read_text("utf-8")
    pairs = (line.split("\t") for line in text.splitlines())
    return {word: int(rarity) for word, rarity in pairs}


def rarity(word: str) -> float:
    """How much rarer than usual, in powers of ten; short words are taken for common ones."""
    size = len(word)
    found = _listed().get(word, RAREST)
    if size < 4 and word.isascii():
        found = min(found, 34 + 2 * size)
    return (found - USUAL) / 10
