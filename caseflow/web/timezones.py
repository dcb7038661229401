"""The time zones that can be chosen, by the names of their cities in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from babel.core import get_global
from babel.dates import get_timezone, get_timezone_location

from caseflow.days import DEFAULT_ZONE, zones


@lru_cache(maxsize=16)
def zone_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Each zone once, with its city and its name, by city: a list is searched by typing the city.

    Of several names for one zone (Asia/Kolkata, Asia/Calcutta) the one that its city has counts.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    aliases = get_global("zone_aliases")
    for zone in sorted(zones() - {DEFAULT_ZONE}):
        groups[aliases.get(zone, zone)].append(zone)
    found = []
    for names in groups.values():
        zone = next((name for name in names if _words(name) in city_of(name, "en")), names[0])
        found.append((city_of(zone, language), zone))
    cities = [(zone, f"{city} · {zone}") for city, zone in sorted(found)]
    return ((DEFAULT_ZONE, DEFAULT_ZONE), *cities)


@lru_cache(maxsize=4096)
def city_of(zone: str, language: str) -> str:
    """The city that a zone is called by."""
    return get_timezone_location(get_timezone(zone), locale=language, return_city=True)


def with_zone(choices: tuple[tuple[str, str], ...], zone: str | None) -> list[tuple[str, str]]:
    """The same with a zone that was chosen before and is not among them."""
    known = {value for value, _label in choices}
    return [*choices] if not zone or zone in known else [(zone, zone), *choices]


def _words(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
