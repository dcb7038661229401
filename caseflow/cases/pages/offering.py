"""Filling the lists of forms: kinds of conduct, categories, colleagues."""

from __future__ import annotations

from uuid import UUID

from flask import g

from caseflow.cases import queries
from caseflow.reference.lists import finding_outcomes, personnel_categories, standards_of_proof
from caseflow.reference.queries import entities
from caseflow.reference.taxonomy import taxonomy
from caseflow.web import store
from caseflow.web.forms import Choice
from caseflow.web.guard import current_actor


def offer_kinds(field: Choice) -> None:
    """Every kind of conduct that can be alleged today."""
    types = taxonomy(g.now.date())
    field.offer([(code, types.full_label(code)) for code, _label in types.choices(g.now.date())])


def offer_categories(field: Choice) -> None:
    """Every legal status a person may have."""
    field.offer(personnel_categories().choices(g.now.date()))


def offer_accounts(
    field: Choice, *, without: UUID | None = None, among: frozenset[UUID] | None = None
) -> None:
    """Everybody with an account, or those `among` these, by name; asked once a page."""
    if "colleagues" not in g:
        session = store.session()
        g.colleagues = queries.colleagues(session, actor=current_actor(), on=g.now)
    field.offer(
        [
            (str(user_id), f"{name}, {title}" if title else name)
            for user_id, name, title in g.colleagues
            if user_id != without and (among is None or user_id in among)
        ]
    )


def offer_entities(field: Choice, *, without: str) -> None:
    """Every entity that exists today, but the one that is meant already."""
    found = entities(store.session(), actor=current_actor(), on=g.now.date())
    field.offer([(str(e.id), f"{e.code} · {e.name}") for e in found if e.code != without])


def offer_outcomes(field: Choice) -> None:
    """Every answer to an allegation."""
    field.offer(finding_outcomes().choices(g.now.date()))


def offer_standards(field: Choice) -> None:
    """Every standard of proof."""
    field.offer(standards_of_proof().choices(g.now.date()))
