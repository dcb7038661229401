"""The filters that a saved view keeps: words of the product, never words that somebody typed.

An address may hold anything, and what a view keeps stands open in the database (decision 44).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from caseflow.access.models import Classification
from caseflow.cases.course.stage_names import named_stage
from caseflow.cases.lists.listing import Sort, View
from caseflow.cases.workflow import every_stage
from caseflow.reference.taxonomy import taxonomy

KEPT = ("view", "stage", "entity", "class", "kind", "sort")
"""The filters of an address that a view keeps, in the order in which it writes them."""


def known_filters(
    given: Mapping[str, str], *, entities: Collection[UUID], on: date
) -> dict[str, str]:
    """Those of these filters whose value the product itself has; every other value is dropped.

    `entities` are those that may stand in it; `on` is the day of the taxonomy.
    """
    kind, entity = taxonomy(on).get(given.get("kind")), entity_of(given.get("entity"))
    known: dict[str, Collection[str]] = {
        "view": {view.value for view in View},
        "stage": {value for value, _label in every_stage()},
        "entity": {str(entity)} if entity in entities else (),
        "class": {each.value for each in Classification},
        "kind": {kind.code} if kind else (),
        "sort": {sort.value for sort in Sort},
    }
    return {name: given[name] for name in KEPT if given.get(name) in known[name]}


def entity_of(words: str | None) -> UUID | None:
    """The entity that a filter names; None for none, and for what names none."""
    try:
        return UUID(words) if words else None
    except ValueError:
        return None


def as_query(given: Mapping[str, str]) -> str:
    """These filters as an address has them."""
    return urlencode({name: given[name] for name in KEPT if given.get(name)})


def of_query(query: str) -> dict[str, str]:
    """The filters that stand in an address, whatever their values."""
    return of_today({name: value for name, value in parse_qsl(query) if name in KEPT})


def of_today(given: dict[str, str]) -> dict[str, str]:
    """These filters, with the name that their stage has today (decision 81)."""
    stage = named_stage(given.get("stage"))
    return given | {"stage": stage} if stage else given
