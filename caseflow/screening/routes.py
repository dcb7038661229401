"""The pages of screening: look a candidate up, keep the register, tell two people apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.actor import Actor
from caseflow.access.permissions import Permission
from caseflow.errors import NotFound, NotReady
from caseflow.labels import Text, _
from caseflow.reference.countries import country_choices
from caseflow.reference.queries import entities
from caseflow.reference.taxonomy import taxonomy
from caseflow.screening import forms
from caseflow.screening.matching import dates
from caseflow.screening.matching.people import Candidate, Person, gender, id_number
from caseflow.screening.models import EntryStage, PossibleMatch, RegisterEntry
from caseflow.screening.queries.lookups import my_look_up, my_look_ups
from caseflow.screening.queries.referrals import read_referral, referral, referrals
from caseflow.screening.queries.register import entry, read_entry, register
from caseflow.screening.services import entries
from caseflow.screening.services.judging import judge
from caseflow.screening.services.looking_up import look_up
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.forms import BaseForm
from caseflow.web.guard import SIGNED_IN, Room, current_actor
from caseflow.web.lifecycle import deny, perform
from caseflow.web.menus import Command, Group, MenuEntry, register_command, register_menu
from caseflow.web.words import language, today

LOOK_UP = Permission.SCREENING_LOOK_UP
READ, MANAGE = Permission.REGISTER_READ, Permission.REGISTER_MANAGE
PUBLISH, RESOLVE = Permission.REGISTER_PUBLISH, Permission.SCREENING_RESOLVE
BOTH = ["GET", "POST"]
MOST_PAGES = 100_000

room = Room("screening", __name__, url_prefix="/screening")
register_menu(
    MenuEntry(Group.AROUND, _("Look up a candidate"), "screening.ask", "search", LOOK_UP, 20)
)
register_menu(
    MenuEntry(Group.AROUND, _("Screening register"), "screening.listed", "journal-text", READ, 30)
)
register_menu(
    MenuEntry(Group.AROUND, _("Possible matches"), "screening.waiting", "layers-half", RESOLVE, 40)
)
register_command(Command(_("Look up a candidate"), "screening.ask", "search", LOOK_UP, order=40))


class Who(TypedDict):
    """Who acts, and when: the last arguments of every verb."""

    actor: Actor
    now: datetime


def who() -> Who:
    """Whoever is signed in, now."""
    return {"actor": current_actor(), "now": g.now}


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
        try:
            made = perform(
                look_up,
                store.session(),
                _candidate(form),
                purpose=_given(form.purpose),
                vacancy=_given(form.vacancy),
                nothing_more=_given(form.nothing_more),
                today=today(),
                **who(),
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
        name=typed.name,
        other_names=", ".join(typed.other_names),
        date_of_birth=typed.date_of_birth,
        nationality=typed.nationality,
        gender=forms.Gender(typed.gender) if typed.gender else None,
        id_number=typed.id_number,
        purpose=found.purpose,
        vacancy=found.vacancy,
    )
    mine = my_look_ups(store.session(), actor=current_actor())
    return render_template("screening/ask.html", form=form, mine=mine, answer=found)


@room.route("/register", permission=READ)
def listed() -> ResponseReturnValue:
    """The register: what waits for notice, for publication, and what is published."""
    wanted = request.args.get("stage", "")
    stage = next((each for each in EntryStage if each.value == wanted), None)
    number = request.args.get("page", "1")
    place = min(int(number), MOST_PAGES) if number.isascii() and number.isdigit() else 1
    page = register(store.session(), actor=current_actor(), stage=stage, number=place)
    return render_template("screening/register.html", page_of=page, stage=stage)


@room.route("/register/new", permission=MANAGE, methods=BOTH)
def propose() -> ResponseReturnValue:
    """Propose an entry on a decision made elsewhere."""
    form = forms.ProposeForm()
    reach = current_actor().entities_for(MANAGE)
    found = entities(store.session(), actor=current_actor(), on=today())
    mine = [e for e in found if reach is None or e.id in reach]
    form.entity.offer([(str(e.id), f"{e.code} · {e.name}") for e in mine])
    form.category.offer([(c.code, c.label) for c in taxonomy(today())])
    form.nationality.offer(country_choices(language()))
    if form.validate_on_submit():
        try:
            made = perform(
                entries.propose,
                store.session(),
                _listed_person(form),
                entity_id=UUID(_given(form.entity)),
                category=_given(form.category) or "",
                ground=_given(form.ground),
                **who(),
            )
        except NotReady as error:
            form.refuse(error)
        else:
            return _to(made.ref, _("Proposed. The subject needs notice first."))
    return _asked(form, _("Propose an entry"), _("Propose"))


@room.route("/register/<ref>", permission=READ)
def one(ref: str) -> ResponseReturnValue:
    """One entry."""
    view = read_entry(store.session(), ref, actor=current_actor())
    return render_template("screening/entry.html", entry=view)


@room.route("/register/<ref>/notice", permission=MANAGE, methods=BOTH)
def notice(ref: str) -> ResponseReturnValue:
    """Record that the subject has notice."""
    form = forms.NoticeForm(data={"on": today()})

    def verb(this: RegisterEntry) -> None:
        entries.notice_to_subject(this, on=_given(form.on), words=_given(form.words), **who())

    if _done(form, ref, verb):
        return _to(ref, _("The notice is recorded. Another officer may publish now."))
    return _asked(form, _("Notice to the subject"), _("Record the notice"), ref)


@room.route("/register/<ref>/publish", permission=PUBLISH, methods=["POST"])
def publish(ref: str) -> ResponseReturnValue:
    """Publish an entry that somebody else proposed."""
    perform(entries.publish, _entry(ref), **who())
    return _to(ref, _("Published: candidates are compared with it from now on."))


@room.route("/register/<ref>/withdraw", permission=MANAGE, methods=BOTH)
def withdraw(ref: str) -> ResponseReturnValue:
    """Take an entry out of every comparison."""
    form = forms.WithdrawForm()

    def verb(this: RegisterEntry) -> None:
        entries.withdraw(this, reason=_given(form.reason), **who())

    if _done(form, ref, verb):
        return _to(ref, _("Withdrawn."))
    return _asked(form, _("Withdraw the entry"), _("Withdraw"), ref)


@room.route("/matches", permission=RESOLVE)
def waiting() -> ResponseReturnValue:
    """The referrals that nobody has settled."""
    found = referrals(store.session(), actor=current_actor())
    return render_template("screening/waiting.html", referrals=found)


@room.route("/matches/<ref>", permission=RESOLVE)
def compare(ref: str) -> ResponseReturnValue:
    """The candidate and those who resemble them, side by side."""
    view = read_referral(store.session(), ref, actor=current_actor())
    return render_template("screening/compare.html", view=view, form=forms.JudgeForm())


@room.route("/matches/<ref>/<uuid:match_id>", permission=RESOLVE, methods=BOTH)
def judged(ref: str, match_id: UUID) -> ResponseReturnValue:
    """Say whether it is one person."""
    this = referral(store.session(), ref, actor=current_actor())
    match = store.session().get(PossibleMatch, match_id)
    if match is None or match.root_id != this.id:
        raise NotFound(_("There is no such match."))
    form = forms.JudgeForm()
    if form.validate_on_submit():
        try:
            perform(
                judge,
                this,
                match,
                verdict=_given(form.verdict),
                reason=_given(form.reason),
                **who(),
            )
        except NotReady as error:
            form.refuse(error)
        else:
            tell(_("Your judgement is recorded."))
            return redirect(url_for("screening.compare", ref=ref))
    return _asked(form, _("Your judgement"), _("Judge"), ref, url_for("screening.compare", ref=ref))


def _look_up_form(**data: Any) -> forms.LookUpForm:
    form = forms.LookUpForm(data=data)
    form.nationality.offer(country_choices(language()))
    return form


def _candidate(form: forms.LookUpForm) -> Candidate:
    chosen = _given(form.gender)
    return Candidate(
        name=_given(form.name),
        other_names=_parted(_given(form.other_names)),
        date_of_birth=_given(form.date_of_birth) or "",
        nationality=_given(form.nationality) or "",
        gender=chosen.value if chosen else "",
        id_number=_given(form.id_number) or "",
    )


def _listed_person(form: forms.ProposeForm) -> Person:
    """The person of the form. Raises NotReady for a date of birth that is none."""
    chosen, number = _given(form.gender), id_number(_given(form.id_number) or "")
    born, country = (_given(form.date_of_birth) or "").strip(), _given(form.nationality)
    try:
        births = (dates.read(born, today()),) if born else ()
    except ValueError:
        raise NotReady(
            _("This is no date of birth. Write 1984, 1984-07 or 1984-07-04."),
            field="date_of_birth",
        ) from None
    return Person(
        (_given(form.name), *_parted(_given(form.aliases))),
        births,
        (country.lower(),) if country else (),
        gender(chosen.value) if chosen else "",
        (number,) if number else (),
    )


def _parted(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").replace("،", ",").split(",") if part.strip())


def _given(field: Any) -> Any:
    """What a checked field holds; the form has seen to its type."""
    return field.data


def _entry(ref: str) -> RegisterEntry:
    return entry(store.session(), ref, actor=current_actor())


def _done(form: BaseForm, ref: str, verb: Callable[[RegisterEntry], None]) -> bool:
    """Whether a sent form was right and its verb did it; a refusal is shown in the form."""
    this = _entry(ref)
    if request.method != "POST" or not form.validate():
        return False
    try:
        perform(verb, this)
    except NotReady as error:
        form.refuse(error)
        return False
    return True


def _asked(
    form: BaseForm, title: Text, button: Text, ref: str = "", back: str = ""
) -> ResponseReturnValue:
    """The page of a form: 422 where something in it needs the writer."""
    home = url_for("screening.listed")
    here = back or (url_for("screening.one", ref=ref) if ref else home)
    return render_template(
        "screening/form.html", form=form, title=title, button=button, ref=ref, back=here
    ), 422 if form.errors else 200


def _to(ref: str, sentence: Text) -> ResponseReturnValue:
    tell(sentence)
    return redirect(url_for("screening.one", ref=ref))
