"""Correcting what is said of a person of a case, and which conduct is alleged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from caseflow.cases.forms.corrections import CorrectAllegationForm, CorrectPersonForm
from caseflow.cases.models import Case, Part, Party
from caseflow.cases.opened_case.views import CaseHead
from caseflow.cases.pages.correcting import Shown, page, why
from caseflow.cases.pages.doing import case_of, head_of
from caseflow.cases.pages.offering import (
    offer_bands,
    offer_categories,
    offer_kinds,
    offer_list,
    offer_shut_out,
)
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_sees_reporters
from caseflow.cases.queries import row_of
from caseflow.cases.records import correctable
from caseflow.cases.records.correctable import Group
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.correcting_allegations import allegations, correct_allegation
from caseflow.cases.services.correcting_people import correct_person
from caseflow.labels import _
from caseflow.reference.lists import personnel_categories, rank_bands
from caseflow.reference.models import ListKind
from caseflow.web import store
from caseflow.web.choicefields import Choice
from caseflow.web.form_pages import actor_and_now
from caseflow.web.guard import current_actor
from caseflow.web.words import say

EDIT = CasePermission.EDIT
LONGEST_CODE = 12


@room.route(
    "/cases/<reference:reference>/people/<uuid:person_id>/correct",
    methods=["GET", "POST"],
    permission=EDIT,
)
def correct_one(reference: str, person_id: UUID) -> ResponseReturnValue:
    """Change what is said of a person."""
    head, case = head_of(reference, EDIT), case_of(reference)
    row: Party = row_of(store.session(), Party, person_id, case.id)
    if row.part is Part.REPORTER:
        require_sees_reporters(case, current_actor())
    group = correctable.person(store.session(), row)
    form = filled(row, group)
    offer(form, row, group, head)

    def typed() -> dict[str, str]:
        return {**form.said(), "unit": unit_of(form, group)}

    def correct(case: Case) -> None:
        entry = as_entry(form, row, group)
        despite = form.despite.chosen_ids
        correct_person(case, person_id, entry, despite=despite, **why(form), **actor_and_now())

    shown = Shown(_("Change what is said of a person"), "people", "cases/correct_person.html")
    return page(head, case, form, group, correct, typed, shown)


@room.route(
    "/cases/<reference:reference>/allegations/<code>/correct",
    methods=["GET", "POST"],
    permission=EDIT,
)
def correct_alleged(reference: str, code: str) -> ResponseReturnValue:
    """Change which kind of conduct is alleged under a code."""
    head, case = head_of(reference, EDIT), case_of(reference)
    code = code[:LONGEST_CODE]
    group = correctable.allegation(allegations(store.session(), case, code))
    form = CorrectAllegationForm(data={"conduct": group["type"], "version": group.version})
    offer_kinds(form.conduct)

    def typed() -> dict[str, str]:
        return {"type": str(form.conduct.data or "")}

    def correct(case: Case) -> None:
        correct_allegation(case, code, conduct=typed()["type"], **why(form), **actor_and_now())

    shown = Shown(_("Change what is alleged as %(code)s", code=code), "allegations")
    return page(head, case, form, group, correct, typed, shown)


def filled(row: Party, group: Group) -> CorrectPersonForm:
    """The form with what stands there."""
    data: dict[str, Any] = dict(group.values)
    data |= {"unit": str(row.unit_id or ""), "version": group.version, "how_many": row.how_many}
    return CorrectPersonForm(data=data, before=group)


def offer(form: CorrectPersonForm, row: Party, group: Group, head: CaseHead) -> None:
    """Fill the lists, each with what stands there beside what can be chosen today."""
    offer_categories(form.personnel_category)
    offer_bands(form.rank_band)
    offer_list(form.unit, ListKind.UNIT, head.entity_id)
    category = personnel_categories().label(row.personnel_category)
    _with_known(form.personnel_category, row.personnel_category, say(category))
    band = rank_bands().label(row.rank_band) if row.rank_band else ""
    _with_known(form.rank_band, row.rank_band, say(band))
    _with_known(form.unit, str(row.unit_id) if row.unit_id else None, group["unit"])
    form.offer_old_words()
    offer_shut_out(form.despite)


def _with_known(field: Choice, value: str | None, words: str) -> None:
    if value and value not in {option.value for option in field.options}:
        field.offer([*((o.value, o.label) for o in field.options), (value, words)])


def unit_of(form: CorrectPersonForm, group: Group) -> str:
    """The name of the unit that was chosen; where none was, the one of an old register stays."""
    if form.unit.data is None:
        return group["unit"] if not any(o.label == group["unit"] for o in form.unit.options) else ""
    return next((o.label for o in form.unit.options if form.unit.chosen(o)), "")


def as_entry(form: CorrectPersonForm, row: Party, group: Group) -> PersonEntry:
    """What was typed, for the verb."""
    said: dict[str, Any] = form.said()
    many = said.pop("how_many", "")
    for name in ("personnel_category", "rank_band"):
        said[name] = said[name] or None
    return PersonEntry(
        part=row.part,
        identified=row.identified,
        how_many=int(many) if many else None,
        unit_id=form.unit.chosen_id,
        **said,
    )
