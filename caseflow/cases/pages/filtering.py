"""The filters of the list as an address has them: read, written, and told in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import g, request

from caseflow.access.models import Classification
from caseflow.cases.lists.kept_filters import KEPT, entity_of, of_today
from caseflow.cases.lists.queue import QueueFilters, Sort, View
from caseflow.cases.services.saving import Choosable
from caseflow.cases.workflow import every_stage
from caseflow.days import office_day
from caseflow.labels import Labelled, Text, _
from caseflow.reference.taxonomy import taxonomies, taxonomy
from caseflow.web.menus import address_of
from caseflow.web.texts import tidy
from caseflow.web.typed_words import open_words, seal_words

NARROW = ("stage", "entity", "class", "kind", "w")
"""What makes a list shorter; `w` holds the name or reference that was typed, sealed."""
LONGEST = 400


def typed() -> dict[str, str]:
    """The filters of this address that say something; the first of each counts."""
    given = {name: request.args.get(name, "") for name in (*KEPT, "after")}
    found = {name: tidy(value, lines=False)[:LONGEST] for name, value in given.items() if value}
    if sealed := request.args.get("w"):
        found["w"] = sealed
    return of_today(found)


def narrowed() -> dict[str, str]:
    """The filters of the form that was sent, the words sealed for an address."""
    given = {name: request.form.get(name, "") for name in KEPT}
    found = {name: tidy(value, lines=False)[:LONGEST] for name, value in given.items() if value}
    words = tidy(request.form.get("q", "")[: LONGEST * 2], lines=False)[:LONGEST]
    if words:
        found["w"] = seal_words(words)
    return found


def words_of(given: dict[str, str]) -> str | None:
    """The name or reference that is looked for; None where this session cannot open it."""
    return open_words(given["w"]) if "w" in given else ""


def read(given: dict[str, str], usual: View) -> QueueFilters:
    """The filters for the list. An answer that was never offered counts as none."""
    return QueueFilters(
        view=_one(View, given.get("view")) or usual,
        stage=given.get("stage") if given.get("stage") in dict(stages()) else None,
        entity_id=entity_of(given.get("entity")),
        classification=_one(Classification, given.get("class")),
        category=given.get("kind") if taxonomy(office_day(g.now)).get(given.get("kind")) else None,
        text=words_of(given) or "",
        sort=_one(Sort, given.get("sort")),
        after=given.get("after"),
    )


def _one(kind: type[Any], value: str | None) -> Any:
    return kind(value) if value in {each.value for each in kind} else None


def address(given: dict[str, str], **other: str) -> str:
    """The list with these filters, changed by others; the empty ones are left out."""
    wanted = {k: v for k, v in ({**given, "after": "", **other}).items() if v}
    view = wanted.pop("view", View.WAITING)
    page = address_of("cases.every" if view == View.ALL else "cases.queue")
    if view not in {View.WAITING, View.ALL}:
        wanted["view"] = view
    return f"{page}?{urlencode(wanted)}" if wanted else page


def stages() -> list[tuple[str, Text]]:
    """The stages of every track, for the filter."""
    return every_stage()


def offers(given: dict[str, str], reached: Sequence[Choosable]) -> dict[str, list[tuple[str, str]]]:
    """What each list of the filter form offers."""
    types = [each for each in taxonomy(office_day(g.now)) if each.parent is None]
    return {
        "stage": [("", _("Any stage")), *stages()],
        "entity": [("", _("Any entity")), *((str(e.id), f"{e.code} · {e.name}") for e in reached)],
        "class": [("", _("Any class")), *_labelled(Classification)],
        "kind": [("", _("Any kind")), *((each.code, each.label) for each in types)],
    }


def _labelled(kind: Iterable[Labelled]) -> list[tuple[str, str]]:
    return [(each.value, each.label) for each in kind]


def chips(
    filters: QueueFilters, given: dict[str, str], reached: Sequence[Choosable]
) -> list[tuple[Text, str]]:
    """The filters that are on, each with the address without it."""
    names = {each.id: each.name for each in reached}
    on: list[tuple[str, Text]] = []
    if filters.text:
        on.append(("w", _("“%(words)s”", words=filters.text)))
    if filters.stage:
        on.append(("stage", _("Stage: %(stage)s", stage=dict(stages())[filters.stage])))
    if filters.entity_id:
        name = names.get(filters.entity_id, _("not known"))
        on.append(("entity", _("Entity: %(entity)s", entity=name)))
    if filters.classification:
        on.append(("class", _("Class: %(name)s", name=filters.classification.label)))
    if filters.category:
        newest = list(taxonomies())[-1]
        on.append(("kind", _("Kind: %(kind)s", kind=newest.label(filters.category))))
    return [(words, address(given, **{name: ""})) for name, words in on]
