"""Gender: what people write for it, read as female, male or another."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from caseflow.facts.plain import is_unseen
from caseflow.facts.words_for_nothing import says_nothing
from caseflow.labels import Labelled, Text, _

LONGEST = 60
NOT_SAID_OF_ISO = {"0", "9"}

_DATA = tomllib.loads(files("caseflow.facts").joinpath("genders.toml").read_text("utf-8"))


class Gender(Labelled):
    """As it is kept. Only female and male are compared: another says nothing about likeness."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Another")


COMPARED = frozenset({Gender.FEMALE.value, Gender.MALE.value})


@dataclass(frozen=True)
class GenderRead:
    """What was read from a text: a gender, nothing, or that it cannot be read."""

    text: str
    gender: Gender | None = None
    nothing: bool = False

    @property
    def value(self) -> str:
        """The gender as it is kept; empty where none was read."""
        return self.gender.value if self.gender else ""

    @property
    def unread(self) -> bool:
        """Whether something stands there that cannot be read."""
        return bool(self.text.strip()) and self.gender is None and not self.nothing

    @property
    def reason(self) -> Text | None:
        """Why there is no gender, for people; None where there is one, or nothing to read."""
        return (
            _("“%(text)s” is no gender that can be read", text=self.text) if self.unread else None
        )


def read(text: str, *, iso_5218: bool = False) -> GenderRead:
    """The gender that a text means, in any language of the data file.

    `iso_5218` declares that 1 is male, 2 female, 0 and 9 nothing; else digits are not read.
    """
    return _read(text, iso_5218) if len(text) <= LONGEST else GenderRead(text)


@lru_cache(maxsize=4096)
def _read(text: str, iso_5218: bool) -> GenderRead:
    if iso_5218 and (code := text.strip().removesuffix(".0")) in CODES | NOT_SAID_OF_ISO:
        value = _DATA["iso_5218"].get(code)
        return GenderRead(text, Gender(value) if value else None, nothing=value is None)
    gender = WORDS.get(_folded(text))
    return GenderRead(text, gender, nothing=gender is None and says_nothing(text))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(c for c in plain if unicodedata.category(c) != "Mn" and not is_unseen(c))
    return " ".join(re.sub(r"[\s.,()\[\]/_-]+", " ", seen).split())


CODES = frozenset(_DATA["iso_5218"])
WORDS = {
    _folded(word): gender
    for gender in Gender
    for word in re.split(r"[;\n]+", _DATA[gender.value])
    if word.strip()
}
