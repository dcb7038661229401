"""The register, and proposing an entry by hand."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.days import office_day
from caseflow.facts.countries import read_several
from caseflow.labels import _
from caseflow.matters.pages.to_dos import own_to_do
from caseflow.names.name_lists import names_in
from caseflow.reference.lists import personnel_categories, standards_of_proof
from caseflow.reference.measures import measures
from caseflow.reference.queries import entities
from caseflow.reference.taxonomy import taxonomy
from caseflow.screening import forms
from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.people import Person, id_numbers, nationalities
from caseflow.screening.models import RegisterEntry
from caseflow.screening.pages.room import (
    BOTH,
    MANAGE,
    READ,
    entry_form_page,
    room,
    to_entry,
)
from caseflow.screening.queries.entry_states import EntryState
from caseflow.screening.queries.register import register
from caseflow.screening.services import entries
from caseflow.screening.services.decided_elsewhere import DecidedElsewhere
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, submit, value_of
from caseflow.web.guard import current_actor
from caseflow.web.list_pages import asked_key, page_links

CORRECTED = "corrected"
"""In an address: the entries in which a correction waits for the registry."""


@room.route("/register", permission=READ)
def listed() -> ResponseReturnValue:
    """The register: what waits for notice, for publication, and what is published."""
    wanted = request.args.get("stage", "")
    state = next((each for each in EntryState if each.value == wanted), None)
    corrected = wanted == CORRECTED
    page = register(
        store.session(),
        actor=current_actor(),
        state=state,
        corrected=corrected,
        after=asked_key(),
    )
    return render_template(
        "screening/register.html",
        page_of=page,
        chosen=wanted if state or corrected else "",
        links=page_links(page.after),
        tasks=[
            own_to_do(task, ref, url_for("screening.one", ref=ref, _anchor="tasks"))
            for ref, task in page.tasks
        ],
    )


@room.route("/register/new", permission=MANAGE, methods=BOTH)
def propose() -> ResponseReturnValue:
    """Propose an entry on a decision made elsewhere."""
    form = forms.ProposeForm()
    today = office_day(g.now)
    mine = entities(store.session(), actor=current_actor(), on=today, may=MANAGE)
    form.entity.offer([(str(e.id), f"{e.code} · {e.name}") for e in mine])
    form.category.offer([(c.code, c.label) for c in taxonomy(today)])
    form.standard.offer(standards_of_proof().choices(today))
    form.measure.offer(measures().choices(today))
    form.personnel_category.offer(personnel_categories().choices(today))

    def propose() -> RegisterEntry:
        return entries.propose(
            store.session(),
            _listed_person(form),
            _decision(form),
            entity_id=UUID(value_of(form.entity)),
            **actor_and_now(),
        )

    if done := submit(form, propose):
        return to_entry(done.result.ref, _("Proposed. The subject needs notice first."))
    return entry_form_page(form, _("Propose an entry"), _("Propose the entry"))


def _decision(form: forms.ProposeForm) -> DecidedElsewhere:
    return DecidedElsewhere(
        ground=value_of(form.ground),
        conduct=value_of(form.category),
        standard=value_of(form.standard),
        measure=value_of(form.measure),
        personnel_category=value_of(form.personnel_category),
    )


def _listed_person(form: forms.ProposeForm) -> Person:
    """The person of the form."""
    codes, unread = nationalities(read_several(value_of(form.nationality) or ""))
    return Person(
        (value_of(form.name), *names_in(value_of(form.aliases))),
        births_in(value_of(form.date_of_birth) or "")[0],
        codes,
        form.gender.kept,
        id_numbers(value_of(form.id_number) or ""),
        unread,
    )
