"""How what tells people apart is said: stored as codes and ISO dates, read as words."""

from __future__ import annotations

from datetime import date

from caseflow.facts.countries import country_name
from caseflow.labels import _
from caseflow.web.words import day, language, say

SEXES = {"female": _("Female"), "male": _("Male")}


def born(text: str) -> str:
    """A date of birth as people write it; a year, or what a register had instead, as it came."""
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text


def country(text: str) -> str:
    """A country by its name where a code is stored; anything else as it came."""
    code = text.upper()
    return country_name(code, language()) if country_name(code) != code else text


def gender(text: str) -> str:
    """Female or male in the reader's language; anything else as it came."""
    return say(SEXES.get(text.casefold(), text))
