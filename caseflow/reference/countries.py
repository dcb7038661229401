"""Countries by their ISO two-letter codes, named in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

# Two-letter keys of Babel's territories that are not in ISO 3166-1; ZZ is "unknown".
RESERVED = {"AC", "CP", "CQ", "DG", "EA", "EU", "IC", "TA"}
GROUPS = {"EZ", "QO", "UN"}
PRIVATE = {"XA", "XB", "XK"}
NOT_COUNTRIES = RESERVED | GROUPS | PRIVATE | {"ZZ"}


@lru_cache(maxsize=32)
def country_names(language: str = "en") -> dict[str, str]:
    """Every ISO 3166-1 code with its name in this language (a locale such as "en" or "ar").

    Raises babel.UnknownLocaleError for a language Babel does not know.
    """
    territories = Locale.parse(language.replace("-", "_")).territories
    return {
        code: name
        for code, name in sorted(territories.items())
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }


def country_name(code: str, language: str = "en") -> str:
    """The name of one country; a code that is none is shown as it is."""
    return country_names(language).get(code, code)


def country_choices(language: str = "en") -> list[tuple[str, str]]:
    """Code and name, in the order of the names."""
    return sorted(country_names(language).items(), key=lambda row: row[1].casefold())


def is_country(code: str) -> bool:
    """Whether this is an ISO 3166-1 two-letter code."""
    return code in country_names()
