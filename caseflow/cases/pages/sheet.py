"""A case as it is being typed: its draft, the forms of its steps, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import g
from werkzeug.datastructures import MultiDict

from caseflow.access.models import Classification
from caseflow.access.root_days import day_of
from caseflow.cases.forms.logging import (
    LOG_A_CASE,
    CheckForm,
    HappenedForm,
    ReachedForm,
    entity_id,
    occurrence,
)
from caseflow.cases.forms.people import PersonForm
from caseflow.cases.models import Part, Reporting
from caseflow.cases.pages.offering import (
    offer_accounts,
    offer_bands,
    offer_categories,
    offer_kinds,
    offer_list,
)
from caseflow.cases.permissions import CasePermission
from caseflow.cases.records.entries import LogEntry, PersonEntry
from caseflow.days import day_in, office_day
from caseflow.drafts.models import Draft
from caseflow.drafts.pages.at_hand import OURS
from caseflow.labels import Text, _
from caseflow.reference.lists import intake_channels
from caseflow.reference.models import ListKind
from caseflow.reference.queries import entities
from caseflow.web import store
from caseflow.web.form_marks import TAKERS
from caseflow.web.forms import BaseForm, Problem
from caseflow.web.guard import current_actor
from caseflow.web.textfields import TAKE_OUT
from caseflow.web.texts import without_unkept

Content = dict[str, dict[str, list[str]]]
STEPS: tuple[Text, ...] = (
    _("How it reached us"),
    _("What happened"),
    _("Who is named"),
    _("Check and log"),
)
CHECK = len(STEPS)
MOST_PEOPLE = 20
NO_TOKEN = {"csrf": False}


class NamedForm(BaseForm):
    """Everybody who is named, in one form: the people stand in forms of their own."""

    drafted = True
    drafted_as = LOG_A_CASE
    people: list[PersonForm]

    def validate(self, extra_validators: object = None) -> bool:
        """Check the form and each person; every one is checked, so that all faults show."""
        checked = [super().validate(extra_validators), *(p.validate() for p in self.people)]
        return all(checked)

    def problems(self) -> list[Problem]:
        """What needs the writer, of all people in their order."""
        return [*super().problems(), *(line for p in self.people for line in p.problems())]

    @property
    def removable(self) -> bool:
        """Whether text of the form or of a person cannot be kept, and can be taken out."""
        return super().removable or any(p.removable for p in self.people)

    @property
    def errors(self) -> dict[Any, Any]:
        """The faults of the form and of each person."""
        found = dict(super().errors)
        for number, person in enumerate(self.people):
            if person.errors:
                found[f"person {number}"] = person.errors
        return found


@dataclass
class Sheet:
    """The answers so far, by step, as they were typed."""

    content: Content = field(default_factory=dict)
    draft: Draft | None = None

    def take(self, step: int, sent: MultiDict[str, str]) -> None:
        """Keep what was sent for a step."""
        if step >= CHECK:
            return
        self.content[str(step)] = {name: sent.getlist(name) for name in sent if name not in OURS}
        if TAKE_OUT in sent:
            kept = self.content[str(step)].items()
            self.content[str(step)] = {n: [without_unkept(v) for v in each] for n, each in kept}

    def typed(self, step: int) -> MultiDict[str, str] | None:
        """What was typed in a step; None while it was not reached."""
        kept = self.content.get(str(step))
        return None if kept is None else MultiDict(kept)

    def form(self, step: int) -> BaseForm:
        """The form of a step with what was typed; the page puts the token in."""
        typed = self.typed(step)
        match step:
            case 1:
                return reached(typed)
            case 2:
                return happened(typed, self.day())
            case 3:
                return named(typed, self.entity_id())
            case _:
                return CheckForm(formdata=None, meta=NO_TOKEN)

    def checked(self) -> tuple[ReachedForm, HappenedForm, NamedForm]:
        """The three forms, checked."""
        forms = (
            reached(self.typed(1)),
            happened(self.typed(2), self.day()),
            named(self.typed(3), self.entity_id()),
        )
        for each in forms:
            each.validate()
        return forms

    def entity_id(self) -> UUID | None:
        """The entity that was chosen in the first step, if that is one."""
        try:
            return UUID((self.typed(1) or MultiDict()).get("entity", ""))
        except ValueError:
            return None

    def day(self) -> date:
        """The day it is at the entity that was chosen."""
        return day_of(store.session(), self.entity_id(), g.now)

    def without_person(self, number: int) -> None:
        """Take a person out of the third step; those after move up."""
        typed = dict(self.content.get("3", {}))
        last = how_many(self.typed(3))
        if not 1 <= number <= last:
            return
        kept = {k: v for k, v in typed.items() if not k.startswith(f"p{number}-")}
        for after in range(number + 1, last + 1):
            for name in [k for k in kept if k.startswith(f"p{after}-")]:
                kept[f"p{after - 1}-" + name.partition("-")[2]] = kept.pop(name)
        self.content["3"] = {**kept, "people": [str(max(last - 1, 1))]}

    def with_person(self) -> None:
        """Make room for one more person in the third step."""
        more = min(how_many(self.typed(3)) + 1, MOST_PEOPLE)
        self.content["3"] = {**self.content.get("3", {}), "people": [str(more)]}


def take_step(before: Callable[[], Content], page: str, words: dict[str, list[str]]) -> Content:
    """Put what was typed in one step beside what was kept of the others."""
    sheet = Sheet(before())
    sheet.take(step_in(page), MultiDict(words))
    return sheet.content


TAKERS[LOG_A_CASE] = take_step


def step_in(page: str) -> int:
    """Which step an address means."""
    text = dict(parse_qsl(urlsplit(page).query)).get("step", "1")
    return min(max(int(text), 1), CHECK) if text.isdecimal() and len(text) < 4 else 1


def reached(typed: MultiDict[str, str] | None) -> ReachedForm:
    """The first step."""
    actor, today = current_actor(), office_day(g.now)
    mine = entities(store.session(), actor=actor, on=today, may=CasePermission.CREATE)
    days = {str(e.id): day_in(e.time_zone, g.now) for e in mine}
    first = min(days.values(), default=today)  # has come for whichever of them is chosen
    there = days.get((typed or MultiDict()).get("entity", ""), first)
    data = {"received_on": there}
    form = ReachedForm(formdata=typed, meta=NO_TOKEN, data=data, today=there)
    form.entity.offer([(str(e.id), f"{e.code} · {e.name}") for e in mine])
    if typed is None and len(mine) == 1:
        form.entity.data = str(mine[0].id)
    form.channel.offer(intake_channels().choices(today))
    return form


def happened(typed: MultiDict[str, str] | None, today: date) -> HappenedForm:
    """The second step."""
    data = {"classification": Classification.CONFIDENTIAL}
    form = HappenedForm(formdata=typed, meta=NO_TOKEN, data=data, today=today)
    for each in (form.conduct, form.conduct_2, form.conduct_3):
        offer_kinds(each)
    return form


def named(typed: MultiDict[str, str] | None, entity_id: UUID | None) -> NamedForm:
    """The third step, with one more person than nobody."""
    form = NamedForm(formdata=typed, meta=NO_TOKEN)
    form.people = []
    for number in range(1, how_many(typed) + 1):
        data = {"part": Part.SUBJECT}
        sent = None if typed is None else MultiDict(typed)
        person = PersonForm(prefix=f"p{number}", formdata=sent, data=data, meta=NO_TOKEN)
        offer_categories(person.personnel_category)
        offer_bands(person.rank_band)
        offer_list(person.unit, ListKind.UNIT, entity_id)
        offer_accounts(person.user)
        form.people.append(person)
    return form


def how_many(typed: MultiDict[str, str] | None) -> int:
    """How many people a sent third step holds; at least one."""
    text = (typed or MultiDict()).get("people", "1")
    return min(max(int(text), 1), MOST_PEOPLE) if text.isdecimal() and len(text) < 4 else 1


def entry(reached: ReachedForm, happened: HappenedForm, named: NamedForm) -> LogEntry:
    """What the checked forms add up to, for the verb."""
    people = [person.entry() for person in named.people]
    if reached.reporter.data:
        people.append(PersonEntry(part=Part.REPORTER, name=reached.reporter.data))
    return LogEntry(
        entity_id=entity_id(reached),
        title=happened.title.data,
        received_on=reached.received_on.data or reached.today,
        classification=Classification(str(happened.classification.data)),
        summary=happened.account.data,
        channel=str(reached.channel.data or "") or None,
        reporting=Reporting(str(reached.reporting.data)),
        occurrence=occurrence(happened.happened.data, happened.place.data or ""),
        conduct=happened.kinds(),
        people=tuple(people),
    )
