"""Case references: ``CODE-YYYY-NNNNN``, drawn from a keyed permutation, with a check digit.

The numbers of one entity and year come in an order only the key can tell, so that neither a
reference nor a gap says how many cases there are. The last digit checks the others. The first
10,000 references of an entity and year have five digits, the next 100,000 six, and so on.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache

from caseflow.facts.typed_codes import plain

FEWEST_DIGITS = 4
MOST_DIGITS = 9
ROUNDS = 12
CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")
SHAPE = re.compile(r"([A-Z][A-Z0-9]{0,11})-([0-9]{4})-([0-9]{5,10})")

# The totally anti-symmetric quasigroup of order 10 of H. M. Damm's thesis (Marburg, 2004).
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


@dataclass(frozen=True)
class Reference:
    """The parts of a case reference; `digits` includes the check digit, which is right."""

    code: str
    year: int
    digits: str

    def __str__(self) -> str:
        return f"{self.code}-{self.year:04d}-{self.digits}"


def reference(code: str, year: int, sequence: int, key: bytes) -> str:
    """The reference of the case that is number `sequence` (from 0) of this entity and year.

    `key` is at least 16 secret bytes that never change. Raises ValueError for a code, year or
    sequence that no reference can hold.
    """
    if not CODE.fullmatch(code):
        raise ValueError("an entity's code is 1 to 12 capital letters and digits, a letter first")
    if not 1000 <= year <= 9999:
        raise ValueError("the year of a reference has four digits")
    if len(key) < 16:
        raise ValueError("the key of references has at least 16 bytes")
    width, place = _band(sequence)
    number = _permute(place, width, _scope(code, year, width), key)
    digits = f"{number:0{width}d}"
    return str(Reference(code, year, digits + str(_damm(code, f"{year}{digits}"))))


def sequence_of(text: str, key: bytes) -> int:
    """The sequence a reference was drawn with: the way back. Raises ValueError if it is none."""
    found = parse(text)
    if found is None:
        raise ValueError("this is not a case reference")
    width = len(found.digits) - 1
    scope = _scope(found.code, found.year, width)
    return _unpermute(int(found.digits[:-1]), width, scope, key) + _base(width)


def parse(text: str) -> Reference | None:
    """The parts of a typed reference, or None if it is not one or its check digit is wrong.

    Small letters, other dashes, spaces around it or in the place of its dashes, and the digits of
    other scripts are accepted.
    """
    if len(text) > 100:
        return None
    match = SHAPE.fullmatch(re.sub(r"[\s-]+", "-", plain(text)))
    if match is None:
        return None
    code, year, digits = match.groups()
    if _damm(code, year + digits) != 0:
        return None
    return Reference(code, int(year), digits)


def code_in(text: str) -> str | None:
    """The entity's code that a typed reference begins with, even if the rest of it is wrong."""
    start = re.match(r"([A-Z][A-Z0-9]{0,11})-", plain(text)) if len(text) <= 100 else None
    return start[1] if start else None


def check(text: str) -> bool:
    """Whether this is a case reference whose check digit is right."""
    return parse(text) is not None


def _base(width: int) -> int:
    """How many references are shorter than those of `width` digits and a check digit."""
    return int(sum(10**shorter for shorter in range(FEWEST_DIGITS, width)))


def _band(sequence: int) -> tuple[int, int]:
    """How many digits this sequence needs, and its place among those of that width."""
    for width in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        place = sequence - _base(width)
        if 0 <= place < 10**width:
            return width, place
    raise ValueError("there is no reference for this sequence")


def _damm(code: str, digits: str) -> int:
    """The check digit of `digits`, started from the entity's code; 0 when it is included."""
    state = 0
    for letter in code:
        for digit in f"{int(letter, 36):02d}":
            state = DAMM[state][int(digit)]
    for digit in digits:
        state = DAMM[state][int(digit)]
    return state


def _scope(code: str, year: int, width: int) -> bytes:
    return f"case reference|{code}|{year}|{width}".encode()


def _halves(width: int) -> tuple[int, int]:
    """The sizes of the two halves of the digits: 100 and 100 for four, 100 and 1000 for five."""
    left: int = 10 ** (width // 2)
    right: int = 10 ** (width - width // 2)
    return left, right


@lru_cache(maxsize=1 << 14)
def _mix(key: bytes, scope: bytes, turn: int, half: int) -> int:
    given = scope + b"|%d|%d" % (turn, half)
    return int.from_bytes(hmac.digest(key, given, hashlib.sha256)[:16], "big")


def _permute(value: int, width: int, scope: bytes, key: bytes) -> int:
    """An alternating Feistel network over the two halves, adding modulo their sizes."""
    lefts, rights = _halves(width)
    left, right = divmod(value, rights)
    for turn in range(ROUNDS):
        if turn % 2 == 0:
            left = (left + _mix(key, scope, turn, right)) % lefts
        else:
            right = (right + _mix(key, scope, turn, left)) % rights
    return left * rights + right


def _unpermute(value: int, width: int, scope: bytes, key: bytes) -> int:
    lefts, rights = _halves(width)
    left, right = divmod(value, rights)
    for turn in reversed(range(ROUNDS)):
        if turn % 2 == 0:
            left = (left - _mix(key, scope, turn, right)) % lefts
        else:
            right = (right - _mix(key, scope, turn, left)) % rights
    return left * rights + right
