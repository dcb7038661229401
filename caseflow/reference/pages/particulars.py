"""How what tells people apart is said: stored as codes and ISO dates, read as words."""

from __future__ import annotations

from caseflow.facts import genders
from caseflow.facts.countries import country_name, read_several
from caseflow.facts.dates import read_each
from caseflow.labels import _
from caseflow.web.dates import in_words
from caseflow.web.words import language, say


def born(text: str) -> str:
    """Dates of birth as exactly as they are known; what cannot be read, as it came."""
    found, wrong = read_each(text)
    return ", ".join(map(in_words, found)) if found and not wrong else text


def country(text: str) -> str:
    """Countries by their names; what is no one country as it came, and that it was not read."""
    found = read_several(text)
    names = [country_name(code, language()) for code in found.codes]
    names += [say(_("%(text)s (not read as a country)", text=each.text)) for each in found.unread]
    return ", ".join(names)


def gender(text: str) -> str:
    """Female, male or another in the reader's language; anything else as it came."""
    found = genders.read(text).gender
    return say(found.label) if found else text
