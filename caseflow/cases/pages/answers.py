"""The answers of a sheet as they are shown once more before the case is logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from caseflow.cases.forms.logging import KINDS, HappenedForm, ReachedForm
from caseflow.cases.forms.people import Known, PersonForm
from caseflow.cases.pages.case_words import also_called
from caseflow.cases.pages.sheet import STEPS, Sheet
from caseflow.labels import Text, _, ngettext
from caseflow.names.name_lists import names_in
from caseflow.reference.pages.particulars import born, country, gender
from caseflow.web.forms import BaseForm, Choice, UncertainDay
from caseflow.web.words import day, month

LONGEST_MONTH = 31


@dataclass(frozen=True)
class Part:
    """One step of the form with its answers; `wrong` while something in it needs the writer."""

    step: int
    words: Text
    facts: list[dict[str, Any]]
    wrong: bool


def answers(sheet: Sheet) -> list[Part]:
    """Every answer, step by step."""
    reached, happened, named = sheet.checked()
    people = [fact for n, person in enumerate(named.people, 1) for fact in _person(n, person)]
    shown: list[tuple[BaseForm, list[dict[str, Any]]]] = [
        (reached, _reached(reached)),
        (happened, _happened(happened)),
        (named, people),
    ]
    return [
        Part(step, STEPS[step - 1], facts, bool(form.errors))
        for step, (form, facts) in enumerate(shown, 1)
    ]


def _reached(form: ReachedForm) -> list[dict[str, Any]]:
    return [
        _fact(_("Entity"), chosen(form.entity)),
        _fact(_("Received"), day(form.received_on.data)),
        _fact(_("How it came"), chosen(form.channel)),
        _fact(_("Whoever reported it"), chosen(form.reporting)),
        _fact(_("Name of the reporter"), form.reporter.data),
    ]


def _happened(form: HappenedForm) -> list[dict[str, Any]]:
    kinds = [chosen(form[name]) for name in KINDS if form[name].data]
    return [
        _fact(_("Short title"), form.title.data),
        _fact(_("When"), when(form.happened.data)),
        _fact(_("Where"), form.place.data),
        _fact(_("Account"), form.account.data, long=True),
        *(_fact(_("Alleged"), kind) for kind in kinds),
        _fact(_("Classification"), chosen(form.classification)),
    ]


def _person(number: int, form: PersonForm) -> list[dict[str, Any]]:
    known = form.known.data is not Known.NO
    many = int(form.how_many.data or 0)
    name: object = form.name.data
    if not known:
        name = (
            ngettext("%(count)s person not identified", "%(count)s people not identified", many)
            if many
            else _("Not identified, number not known")
        )
    details = [
        also_called(names_in(form.other_names.data)) if known else "",
        chosen(form.personnel_category),
        chosen(form.rank_band),
        form.rank.data,
        chosen(form.unit),
        born(form.date_of_birth.data or ""),
        country(form.nationality.data or ""),
        gender(form.gender.kept),
        form.id_number.data,
        chosen(form.user) if known else "",
        form.description.data,
    ]
    part = chosen(form.part) or _("Person %(number)s", number=number)
    return [{**_fact(part, name), "more": [each for each in details if each]}]


def _fact(term: object, words: object, *, long: bool = False) -> dict[str, Any]:
    return {"term": term, "words": words or "", "long": long, "more": []}


def chosen(field: Choice) -> str:
    """The label of what was chosen."""
    return next((option.label for option in field.options if field.chosen(option)), "")


def when(uncertain: UncertainDay | None) -> Text | str:
    """An uncertain day in words."""
    if uncertain is None or uncertain.first is None or uncertain.last is None:
        return "" if uncertain is None else _("not known")
    first, last = uncertain.first, uncertain.last
    match uncertain.precision:
        case "exact":
            return day(first)
        case "between":
            return _("between %(first)s and %(last)s", first=first, last=last)
        case _ if (last - first).days > LONGEST_MONTH:
            return _("in %(year)s", year=first.year)
        case _ if first != last:
            return _("about %(month)s", month=month(first))
    return _("about %(day)s", day=first)
