"""Countries: what people write for one, read as its ISO 3166 code, and named in any language.

Babel names the countries of its 1,100 locales and knows the codes of two and three letters;
`countries.toml` has what it does not: official, short and former names. Names in English are read
from the start; those of all other languages only when a text is not among them (1.3 s and 30 MB,
once a process), because most processes never meet one.
"""

from __future__ import annotations

import pickle  # nosec B403  only files of the installed Babel
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from string import ascii_uppercase

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers, resolve_locale_filename

from caseflow.facts.plain import BLANK, plain
from caseflow.facts.words_for_nothing import says_nothing
from caseflow.labels import Text, _

# Two-letter keys of Babel's territories that are not in ISO 3166-1; ZZ is "unknown".
RESERVED = {"AC", "CP", "CQ", "DG", "EA", "EU", "IC", "TA"}
GROUPS = {"EZ", "QO", "UN"}
PRIVATE = {"XA", "XB", "XK"}
NOT_COUNTRIES = RESERVED | GROUPS | PRIVATE | {"ZZ"}
LONGEST = 120
SEPARATOR = "|"
"""Parts the codes of several countries where they are kept together."""
PARTED = re.compile(r"[|;\n]+")
LOOSELY_PARTED = re.compile(r"[,/،、+]+|\s+(?:and|et|y|und|и|و)\s+|&")
CODE = re.compile(r"[A-Z]{2,3}")
POSSESSIVE = re.compile(r"['`´‘’ʼ]s\b")
SINGLE_LETTERS = re.compile(r"\b([a-z])((?: [a-z]\b)+)")
SAME_LETTER = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ة": "ه", "ى": "ي", "ـ": ""}
)
SHORTEST_WITHOUT_ACCENTS = 4

_DATA = tomllib.loads(files("caseflow.facts").joinpath("countries.toml").read_text("utf-8"))
_FLAGS = {0x1F1E6 + place: letter for place, letter in enumerate(ascii_uppercase)}
"""The signs of which a flag is written: “🇩🇪” is DE."""
LEFT_OUT = frozenset(_DATA["words"]["left_out"].split())
SHORT: Mapping[str, str] = _DATA["words"]["short"]


@dataclass(frozen=True)
class Country:
    """What was read from a text: one code, several that are possible, or none."""

    text: str
    possible: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The ISO 3166-1 code of two letters; empty unless exactly one country is meant."""
        return self.possible[0] if len(self.possible) == 1 else ""

    @property
    def reason(self) -> Text | None:
        """Why there is no code, for people; None where there is one."""
        if self.code:
            return None
        if self.possible:
            return _("“%(text)s” may be one of several countries", text=self.text)
        return _("“%(text)s” is no country that can be read", text=self.text)


@dataclass(frozen=True)
class Countries:
    """What was read from a text that may name several: each once, and what could not be read."""

    codes: tuple[str, ...] = ()
    unread: tuple[Country, ...] = ()
    nothing: tuple[str, ...] = ()
    """Parts that only say that there is nothing, such as N/A."""

    @property
    def kept(self) -> str:
        """Codes and unread words together, as one field keeps them."""
        return SEPARATOR.join((*self.codes, *(each.text for each in self.unread)))


@lru_cache(maxsize=32)
def country_names(language: str = "en") -> dict[str, str]:
    """Every ISO 3166-1 code with its name in this language (a locale such as "en" or "ar").

    Raises babel.UnknownLocaleError for a language Babel does not know.
    """
    territories = Locale.parse(language.replace("-", "_")).territories
    return {code: name for code, name in sorted(territories.items()) if _is_code(code)}


def country_name(code: str, language: str = "en") -> str:
    """The name of one country; a code that is none is shown as it is."""
    return country_names(language).get(code, code)


def country_choices(language: str = "en") -> list[tuple[str, str]]:
    """Code and name, in the order of the names."""
    return sorted(country_names(language).items(), key=lambda row: row[1].casefold())


def is_country(code: str) -> bool:
    """Whether this is an ISO 3166-1 two-letter code."""
    return code in country_names()


def read(text: str) -> Country:
    """The country that a text means: a code of two or three letters, or a name in any language.

    Case, accents, order of words, articles and punctuation do not matter.
    """
    return _read(text) if len(text) <= LONGEST else Country(text)


@lru_cache(maxsize=2048)
def read_several(text: str) -> Countries:
    """The countries of a text that may hold several, parted by “|” or “;”.

    Parts joined otherwise (“Kenya and Norway”, “KE/NO”) count where each can be read.
    """
    codes: dict[str, None] = {}
    unread, nothing = [], []
    for part in filter(None, map(str.strip, PARTED.split(text))):
        if says_nothing(part) or _key(part) in STATELESS:
            nothing.append(part)
            continue
        found = _joined(part)
        codes |= dict.fromkeys(each.code for each in found if each.code)
        unread += [each for each in found if not each.code]
    return Countries(tuple(codes), tuple(dict.fromkeys(unread)), tuple(nothing))


def _joined(part: str) -> list[Country]:
    """The countries of a part; joined ones only where every one of them can be read."""
    whole = read(part)
    if whole.code or len(part) > LONGEST:
        return [whole]
    found = [read(each.strip()) for each in LOOSELY_PARTED.split(part) if each.strip()]
    return found if len(found) > 1 and all(each.code for each in found) else [whole]


@lru_cache(maxsize=8192)
def _read(text: str) -> Country:
    possible = _by_code(text) or _english().get(_key(text)) or _by_any_name(text)
    return Country(text, tuple(sorted(possible)))


def _by_code(text: str) -> frozenset[str]:
    """The countries of a code, such as DE, deu or D<<; of a word with accents none.

    Three letters written as a word are looked for among the names, too: "Nga" is Russia in
    Vietnamese, and NGA is Nigeria.
    """
    word = plain(text.translate(_FLAGS)).strip("<([])").strip()
    code = word.upper()
    if not CODE.fullmatch(code):
        return frozenset()
    if is_country(code):
        return frozenset({code})
    found = _codes().get(code, frozenset())
    return found | _by_any_name(word) if found and len(word) == 3 and word.istitle() else found


@cache
def _codes() -> dict[str, frozenset[str]]:
    """Codes of three letters, and those of two and three that are no longer in use."""
    aliases: Mapping[str, Iterable[str]] = get_global("territory_aliases")
    known = {c: frozenset(now) for c, now in aliases.items() if len(c) == 3 and c.isalpha()}
    known |= {code: frozenset(now.split()) for code, now in _DATA["codes"].items()}
    return {code: now for code, now in known.items() if all(map(is_country, now))}


@cache
def _english() -> dict[str, frozenset[str]]:
    """The names that are read first: Babel's English ones, and those of the data file."""
    names = {_key(name): frozenset({code}) for code, name in country_names("en").items()}
    for kind in ("names", "former", "several"):
        for name, value in _DATA[kind].items():
            if kind == "names":
                names |= {_key(each): frozenset({name}) for each in value.split(";")}
            else:
                names[_key(name)] = frozenset(value.split())
    return names


def _by_any_name(text: str) -> frozenset[str]:
    """The countries that some language calls so; accents count only where they must."""
    folded, exact = _every_name()
    key = _key(text)
    if not _is_short(key) and len(found := folded.get(key, frozenset())) < 2:
        return found
    return exact.get(_key(text, accents=True)) or (frozenset() if _is_short(key) else found)


@cache
def _every_name() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """The names of all languages without their accents; and with them, where that matters.

    Read from Babel's files one by one: `Locale` would keep 190 MB of them in memory.
    """
    pairs: set[tuple[str, str]] = set()
    for locale in locale_identifiers():
        with open(resolve_locale_filename(locale), "rb") as file:  # noqa: PTH123  Babel's own path
            data = pickle.load(file)  # noqa: S301  # nosec B301  a file of the installed Babel
        pairs |= {
            (sys.intern(name), code)
            for code, name in data.get("territories", {}).items()
            if _is_code(code) and isinstance(name, str)
        }
    folded, exact = defaultdict(set), defaultdict(set)
    keyed = [(name, _key(name), code) for name, code in pairs]
    for _name, key, code in keyed:
        folded[key].add(code)
    for name, key, code in keyed:
        if _is_short(key) or len(folded[key]) > 1:
            exact[_key(name, accents=True)].add(code)
    return _frozen(folded), _frozen(exact)


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    shared: dict[frozenset[str], frozenset[str]] = {}
    return {
        key: shared.setdefault(frozenset(codes), frozenset(codes))
        for key, codes in found.items()
        if key
    }


def _is_short(key: str) -> bool:
    """Whether a word without its accents may be a code or another word ("Mỹ" is no "my")."""
    return len(key) < SHORTEST_WITHOUT_ACCENTS and key.isascii()


def _is_code(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES


def _key(name: str, *, accents: bool = False) -> str:
    """A name as the set of its words, without what says nothing about which country it is."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = POSSESSIVE.sub("s", folded)
    if not accents:
        marked = unicodedata.normalize("NFKD", folded.translate(SAME_LETTER))
        folded = "".join(c for c in marked if not _is_accent(c))
    spaced = " ".join(folded.translate(_PARTS).split())
    joined = SINGLE_LETTERS.sub(lambda run: run[1] + run[2].replace(" ", ""), spaced)
    words = " ".join(SHORT.get(word, word) for word in joined.split()).split()
    kept = {_without_article(word) for word in words if word not in LEFT_OUT}
    return " ".join(sorted(kept or words))


def _is_accent(letter: str) -> bool:
    """Whether a mark can be left away: accents, and vowel signs of Hebrew and Arabic."""
    place = unicodedata.combining(letter)
    return place >= 200 or 10 <= place <= 35


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


class _Parts(dict[int, int | str | None]):
    """What becomes of each character: letters, marks and digits stay, signs part words."""

    def __missing__(self, code: int) -> int | str | None:
        kind = unicodedata.category(chr(code))
        seen = kind != "Cf" and chr(code) not in BLANK
        self[code] = (code if kind[0] in "LMN" else " ") if seen else None
        return self[code]


_PARTS = _Parts()
STATELESS = frozenset(_key(word) for word in _DATA["words"]["stateless"].split(";"))
"""Words for having no nationality: nothing to compare, and nothing unread."""
