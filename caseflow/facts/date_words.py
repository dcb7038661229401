"""The words around dates: about, between, and those without which nothing is lost."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

_MARKS = re.compile(r" ?(?:\.\.+|[-/~]) ?")
_BRACKETS = re.compile(r"[()\[\]]")
APART, NOT_ON = r"(?<![^\W\d_])", r"(?![^\W\d_])"
"""No letter before, and none after."""


def without_about(text: str) -> str:
    """The text without the words that say "about", before or after the date."""
    return " ".join(_about().sub(" ", _BRACKETS.sub(" ", text)).split())


def without_from(text: str) -> str:
    """The text without the word that begins a span."""
    return _pattern("from", rf"^(?:{{}}){NOT_ON}").sub("", text, count=1).strip()


def without_little_words(text: str) -> str:
    """The text without articles and the like, where it has any."""
    if not any(c.isalpha() for c in text):
        return text
    bare = _pattern("little", rf"{APART}(?:{{}}){NOT_ON}\.?").sub(" ", text)
    return " ".join(bare.split())


def without_decade_words(text: str) -> str:
    """The text without what is said of a decade."""
    return " ".join(_pattern("decade", rf"{APART}(?:{{}}){NOT_ON}-?").sub(" ", text).split())


def alternatives(text: str) -> list[str]:
    """The dates between which "or" stands."""
    return [part.strip() for part in _pattern("or", rf"{APART}(?:{{}}){NOT_ON}").split(text)]


def partings(text: str) -> Iterator[tuple[str, str]]:
    """Each way in which a text may part into a first and a second date."""
    for kind in (_to(), _MARKS):
        for split in kind.finditer(text):
            one, other = text[: split.start()].strip(), text[split.end() :].strip()
            if one and other:
                yield one, other


@lru_cache(maxsize=1)
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(
        files("caseflow.facts").joinpath("date_words.toml").read_text("utf-8")
    )
    return found


@lru_cache(maxsize=16)
def _pattern(kind: str, around: str) -> re.Pattern[str]:
    each = sorted(_words()[kind], key=len, reverse=True)
    return re.compile(around.replace("{}", "|".join(map(re.escape, each))))


def _about() -> re.Pattern[str]:
    # after 年, 月 and 日 a word follows without a space
    before, after = rf"^ *(?:{{}}){NOT_ON}\.? *", rf"(?:{APART}|(?<=[年月日])) *(?:{{}})\.? *$"
    return _pattern("about", f"{before}|{after}")


def _to() -> re.Pattern[str]:
    kinds = rf"{APART}(?:{{}}){NOT_ON}"
    joined = _pattern("to", kinds).pattern
    return re.compile(rf"{joined}|(?<=[\d年月日])[至到和与或](?=\d)")
