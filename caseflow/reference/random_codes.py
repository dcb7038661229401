"""Codes drawn at random, so that none tells how many there are, as people write and type them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from itertools import pairwise

from caseflow.facts.typed_codes import ALPHABET, plain

LONGEST = 40
"""Characters that anybody types for a code, spaces included."""


@dataclass(frozen=True)
class RandomCodes:
    """The codes of one kind of thing: ``PREFIX-`` and symbols in groups, such as ``V-7K2M-93``.

    `groups` says how many symbols stand in each. The last symbol of `checked` codes checks the
    others: one wrong symbol is noticed, and so are two neighbours that changed places. Codes are
    unique because the table says so: where few are possible the caller is ready for one in use.
    """

    prefix: str
    groups: tuple[int, ...]
    checked: bool = False

    def draw(self) -> str:
        """A new code."""
        drawn = "".join(secrets.choice(ALPHABET) for _each in range(self._symbols - self.checked))
        return self.written(drawn + check_symbol(drawn) if self.checked else drawn)

    def written(self, symbols: str) -> str:
        """The symbols of a code as people write them."""
        ends = [sum(self.groups[:n]) for n in range(len(self.groups) + 1)]
        return "-".join((self.prefix, *(symbols[a:b] for a, b in pairwise(ends))))

    def parse(self, typed: str) -> str | None:
        """The code that somebody typed, or None for none, and for one that is mistyped.

        Small letters, other dashes, spaces and missing dashes are accepted.
        """
        if len(typed) > LONGEST:
            return None
        bare = plain(typed).replace(" ", "").replace("-", "")
        symbols = bare.removeprefix(self.prefix)
        if bare == symbols or len(symbols) != self._symbols or not set(symbols) <= set(ALPHABET):
            return None
        if self.checked and check_symbol(symbols[:-1]) != symbols[-1]:
            return None
        return self.written(symbols)

    @property
    def _symbols(self) -> int:
        return sum(self.groups)


def check_symbol(body: str) -> str:
    """The symbol that makes the weighted sum a multiple of the alphabet's prime length."""
    total = sum((place + 2) * ALPHABET.index(symbol) for place, symbol in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]
