"""Filling the lists of forms: kinds of conduct, categories, colleagues."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, request

from caseflow.cases import queries
from caseflow.cases.services.namesake_bars import WouldShutOut
from caseflow.days import office_day
from caseflow.errors import DomainError
from caseflow.reference.lists import (
    finding_outcomes,
    personnel_categories,
    rank_bands,
    standards_of_proof,
)
from caseflow.reference.models import ListKind
from caseflow.reference.queries import entities, offered
from caseflow.reference.taxonomy import taxonomy
from caseflow.web import store
from caseflow.web.forms import Choice, Ticks
from caseflow.web.guard import current_actor


def offer_kinds(field: Choice) -> None:
    """Every kind of conduct that can be alleged today."""
    types = taxonomy(office_day(g.now))
    field.offer(
        [(code, types.full_label(code)) for code, _label in types.choices(office_day(g.now))]
    )


def offer_categories(field: Choice) -> None:
    """Every legal status a person may have."""
    field.offer(personnel_categories().choices(office_day(g.now)))


def offer_bands(field: Choice) -> None:
    """Every band of ranks and grades."""
    field.offer(rank_bands().choices(office_day(g.now)))


def offer_list(field: Choice, kind: ListKind, entity_id: UUID | None) -> None:
    """What the lists of an entity and of those above it offer; asked once a page for each list."""
    known: dict[Any, list[tuple[str, str]]] = g.setdefault("entity_lists", {})
    if (kind, entity_id) not in known:
        values = offered(
            store.session(), kind, entity_id=entity_id, on=office_day(g.now), actor=current_actor()
        )
        known[kind, entity_id] = [(str(each.id), each.name) for each in values]
    field.offer(known[kind, entity_id])


def colleagues() -> list[tuple[UUID, str, str]]:
    """Everybody with an account: id, name and title; asked once a page."""
    if "colleagues" not in g:
        session = store.session()
        g.colleagues = queries.colleagues(session, actor=current_actor(), on=g.now)
    found: list[tuple[UUID, str, str]] = g.colleagues
    return found


def offer_accounts(
    field: Choice, *, without: UUID | None = None, among: frozenset[UUID] | None = None
) -> None:
    """Everybody with an account, or those `among` these, by name; asked once a page."""
    field.offer(
        [
            (str(user_id), f"{name}, {title}" if title else name)
            for user_id, name, title in colleagues()
            if user_id != without and (among is None or user_id in among)
        ]
    )


def offer_shut_out(field: Ticks, error: DomainError | None = None) -> None:
    """Those whom saving would keep out although the case needs them, as refused or as sent back."""
    sent = request.form.getlist(field.name)
    names = {str(user_id): name for user_id, name, _title in colleagues()} if sent else {}
    offered = {each: names[each] for each in sent if each in names}
    if isinstance(error, WouldShutOut):
        offered |= {str(person.id): person.name for person in error.people}
    field.offer(list(offered.items()))


def offer_entities(field: Choice, *, without: str) -> None:
    """Every entity that exists today, but the one that is meant already."""
    found = entities(store.session(), actor=current_actor(), on=office_day(g.now))
    field.offer([(str(e.id), f"{e.code} · {e.name}") for e in found if e.code != without])


def offer_outcomes(field: Choice) -> None:
    """Every answer to an allegation."""
    field.offer(finding_outcomes().choices(office_day(g.now)))


def offer_standards(field: Choice) -> None:
    """Every standard of proof."""
    field.offer(standards_of_proof().choices(office_day(g.now)))
