"""How what tells people apart is said: stored as codes and ISO dates, read as words."""

from __future__ import annotations

from caseflow.facts.countries import country_name
from caseflow.facts.dates import read_each
from caseflow.labels import _
from caseflow.web.dates import in_words
from caseflow.web.words import language, say

SEXES = {"female": _("Female"), "male": _("Male")}


def born(text: str) -> str:
    """Dates of birth as exactly as they are known; what cannot be read, as it came."""
    found, wrong = read_each(text)
    return ", ".join(map(in_words, found)) if found and not wrong else text


def country(text: str) -> str:
    """A country by its name where a code is stored; anything else as it came."""
    code = text.upper()
    return country_name(code, language()) if country_name(code) != code else text


def gender(text: str) -> str:
    """Female or male in the reader's language; anything else as it came."""
    return say(SEXES.get(text.casefold(), text))
