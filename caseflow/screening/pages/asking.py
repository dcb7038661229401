"""Looking a candidate up, and the answers one was given."""

from __future__ import annotations

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.crypto.broken_seals import readable
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.facts import genders
from caseflow.names.name_lists import names_in
from caseflow.screening import forms
from caseflow.screening.matching.people import Candidate
from caseflow.screening.pages.room import BOTH, LOOK_UP, READ, room
from caseflow.screening.queries.lookups import my_look_up, my_look_ups
from caseflow.screening.services.looking_up import compare_with_register, look_up
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, value_of
from caseflow.web.guard import SIGNED_IN, current_actor
from caseflow.web.lifecycle import deny, perform, reading_first


@room.route("", permission=SIGNED_IN, methods=BOTH)
def ask() -> ResponseReturnValue:
    """Look a candidate up; those who only keep the register go there."""
    actor = current_actor()
    if not actor.may(LOOK_UP):
        if actor.may(READ):
            return redirect(url_for("screening.listed"))
        deny()
        abort(404)
    form = _look_up_form()
    if form.validate_on_submit():
        candidate = _candidate(form)
        today = office_day(g.now)
        try:
            with reading_first() as session:
                likely = compare_with_register(
                    session, candidate, actor=actor, today=office_day(g.now)
                )
            made = perform(
                look_up,
                store.session(),
                candidate,
                likely=likely,
                purpose=value_of(form.purpose),
                vacancy=value_of(form.vacancy),
                nothing_more=value_of(form.nothing_more),
                today=today,
                **actor_and_now(),
            )
        except NotReady as error:
            form.refuse(error)
        else:
            return redirect(url_for("screening.answered", ref=made.ref))
    mine = my_look_ups(store.session(), actor=actor)
    status = 422 if form.errors else 200
    return render_template("screening/ask.html", form=form, mine=mine, answer=None), status


@room.route("/look-ups/<ref>", permission=LOOK_UP)
def answered(ref: str) -> ResponseReturnValue:
    """One look-up with its answer, and the form with what was typed."""
    found = my_look_up(store.session(), ref, actor=current_actor())
    typed = found.candidate
    form = _look_up_form(
        name=readable(typed.name),
        other_names=", ".join(typed.other_names),
        date_of_birth=typed.date_of_birth,
        nationality=typed.nationality,
        gender=genders.read(typed.gender).gender,
        id_number=typed.id_number,
        purpose=found.purpose,
        vacancy=found.vacancy,
    )
    mine = my_look_ups(store.session(), actor=current_actor())
    return render_template("screening/ask.html", form=form, mine=mine, answer=found)


def _look_up_form(**data: Any) -> forms.LookUpForm:
    return forms.LookUpForm(data=data)


def _candidate(form: forms.LookUpForm) -> Candidate:
    return Candidate(
        name=value_of(form.name),
        other_names=names_in(value_of(form.other_names)),
        date_of_birth=value_of(form.date_of_birth) or "",
        nationality=value_of(form.nationality) or "",
        gender=form.gender.kept,
        id_number=value_of(form.id_number) or "",
    )
