"""The pages of victim assistance: the day, a person's file, and what is written into it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypedDict, TypeVar
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from caseflow.access.actor import Actor
from caseflow.access.permissions import Permission
from caseflow.errors import NotFound, NotReady
from caseflow.labels import Text, _
from caseflow.reference.queries import entities
from caseflow.victims import forms
from caseflow.victims.models import CaseTie, Need, Service, VictimFile
from caseflow.victims.queries.day import day as read_day
from caseflow.victims.queries.file import file, read_file
from caseflow.victims.services import files, identity, referring, telling
from caseflow.victims.services.identity import Person
from caseflow.victims.workflow import REFERRAL
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.menus import Command, Group, MenuEntry, register_command, register_menu
from caseflow.web.words import today

READ, ASSIST = Permission.VICTIMS_READ, Permission.VICTIMS_ASSIST
IDENTIFY = Permission.VICTIMS_IDENTIFY
P = TypeVar("P", Need, Service, CaseTie)
BOTH = ["GET", "POST"]

room = Room("victims", __name__, url_prefix="/victims")
register_menu(
    MenuEntry(Group.AROUND, _("Victim assistance"), "victims.today_page", "person-heart", READ, 10)
)
register_command(Command(_("Open a file for a person"), "victims.new", "plus-lg", ASSIST, order=30))


class Who(TypedDict):
    """Who acts, and when: the last arguments of every verb."""

    actor: Actor
    now: datetime


def who() -> Who:
    """Whoever is signed in, now."""
    return {"actor": current_actor(), "now": g.now}


@room.route("", permission=READ)
def today_page() -> ResponseReturnValue:
    """The officer's day, with what cannot wait first."""
    view = read_day(store.session(), **who(), today=today())
    return render_template("victims/day.html", day=view, name=current_actor().name)


@room.route("/new", permission=ASSIST, methods=BOTH)
def new() -> ResponseReturnValue:
    """Open a file."""
    form = forms.OpenForm()
    reach = current_actor().entities_for(ASSIST)
    found = entities(store.session(), actor=current_actor(), on=today())
    mine = [e for e in found if reach is None or e.id in reach]
    form.entity.offer([(str(e.id), f"{e.code} · {e.name}") for e in mine])
    if form.validate_on_submit():
        try:
            made = perform(
                files.open_file,
                store.session(),
                entity_id=UUID(_given(form.entity)),
                urgency=_given(form.urgency),
                safe_contact=_given(form.safe_contact),
                **who(),
            )
        except NotReady as error:
            form.refuse(error)
        else:
            return _to(made.code, _("The file %(code)s is open.", code=made.code))
    return _asked(form, _("New person"), _("Open the file"))


@room.route("/<code>", permission=READ)
def person(code: str) -> ResponseReturnValue:
    """One person's file."""
    view = read_file(store.session(), code, **who(), today=today())
    return render_template("victims/file.html", file=view)


@room.route("/<code>/keep", permission=ASSIST, methods=BOTH)
def keep(code: str) -> ResponseReturnValue:
    """Change the urgency and how the person may be reached."""
    view = read_file(store.session(), code, **who(), today=today())
    form = forms.KeepForm(data={"urgency": view.urgency, "safe_contact": view.safe_contact or ""})

    def verb(this: VictimFile) -> None:
        files.update_file(
            this, urgency=_given(form.urgency), safe_contact=_given(form.safe_contact), **who()
        )

    if _done(form, code, verb):
        return _to(code, _("Changed."))
    return _asked(form, _("Urgency and safe contact"), _("Keep"), code)


@room.route("/<code>/need", permission=ASSIST, methods=BOTH)
def need(code: str) -> ResponseReturnValue:
    """Note a need."""
    form = forms.NeedForm()

    def verb(this: VictimFile) -> None:
        files.record_need(
            this,
            kind=_given(form.kind),
            urgency=_given(form.urgency),
            words=_given(form.words),
            due_at=_end_of(_given(form.due)),
            **who(),
        )

    if _done(form, code, verb):
        return _to(code, _("The need is noted."), "needs")
    return _asked(form, _("A need"), _("Note the need"), code)


@room.route("/<code>/needs/<uuid:need_id>/met", permission=ASSIST, methods=["POST"])
def met(code: str, need_id: UUID) -> ResponseReturnValue:
    """Note that a need is met."""
    this = _file(code)
    perform(files.meet_need, this, _part(Need, need_id, this), **who())
    return _to(code, _("The need is met."), "needs")


@room.route("/<code>/referral", permission=ASSIST, methods=BOTH)
def referral(code: str) -> ResponseReturnValue:
    """Refer the person to a provider."""
    form = forms.ReferralForm()
    this = _file(code)
    wanted = store.session().scalars(
        select(Need).where(Need.root_id == this.id, Need.met_at.is_(None))
    )
    form.need.offer([(str(n.id), n.kind.label) for n in wanted])

    def verb(this: VictimFile) -> None:
        referring.refer_service(
            this,
            _part(Need, UUID(_given(form.need)), this),
            provider=_given(form.provider),
            note=_given(form.note),
            appointment_at=_end_of(_given(form.appointment)),
            **who(),
        )

    if _done(form, code, verb):
        return _to(code, _("The referral is prepared. Send it when it is ready."), "services")
    return _asked(form, _("A referral"), _("Prepare the referral"), code)


@room.route("/<code>/services/<uuid:service_id>/<move>", permission=ASSIST, methods=BOTH)
def service(code: str, service_id: UUID, move: str) -> ResponseReturnValue:
    """Move a referral on; some moves ask why."""
    this = _file(code)
    referred = _part(Service, service_id, this)
    step = REFERRAL.move(move)
    form = forms.ReasonForm()
    if not step.reason:
        form.reason.needed = False

    def verb(this: VictimFile) -> None:
        referring.move_service(this, referred, move, reason=_given(form.reason), **who())

    if _done(form, code, verb):
        return _to(code, _("The referral has moved on."), "services")
    return _asked(form, step.label, step.label, code)


@room.route("/<code>/follow-up", permission=ASSIST, methods=BOTH)
def follow_up(code: str) -> ResponseReturnValue:
    """Note an attempt to be in touch."""
    form = forms.FollowUpForm(data={"day": today()})

    def verb(this: VictimFile) -> None:
        files.follow_up(
            this,
            day=_given(form.day),
            reached=_given(form.reached) == "yes",
            channel=_given(form.channel),
            note=_given(form.note),
            next_on=_given(form.next_on),
            **who(),
        )

    if _done(form, code, verb):
        return _to(code, _("The contact is noted."), "contact")
    return _asked(form, _("A contact"), _("Note the contact"), code)


@room.route("/<code>/identity", permission=IDENTIFY, methods=BOTH)
def open_identity(code: str) -> ResponseReturnValue:
    """Who it is, for a reason; the answer is shown once and kept nowhere."""
    form = forms.LookForm()
    known: list[Person] = []

    def verb(this: VictimFile) -> None:
        known.append(identity.open_identity(this, reason=_given(form.reason), **who()))

    if _done(form, code, verb):
        return render_template("victims/identity.html", code=_file(code).code, person=known[0])
    return _asked(form, _("Open the identity"), _("Open"), code)


@room.route("/<code>/identity/write", permission=IDENTIFY, methods=BOTH)
def write_identity(code: str) -> ResponseReturnValue:
    """Write down who it is, or write it anew."""
    form = forms.IdentityForm()

    def verb(this: VictimFile) -> None:
        typed = {name: _given(form[name]) for name in identity.FIELDS}
        identity.record_identity(this, Person(**typed), **who())

    if _done(form, code, verb):
        return _to(code, _("The identity is sealed."))
    return _asked(form, _("Write the identity down"), _("Seal it"), code)


@room.route("/<code>/case", permission=ASSIST, methods=BOTH)
def tie(code: str) -> ResponseReturnValue:
    """Tie the file to its case."""
    form = forms.TieForm()

    def verb(this: VictimFile) -> None:
        telling.tie_case(this, _given(form.reference), **who())

    if _done(form, code, verb):
        words = _("If there is such a case, its steps will stand here to be told.")
        return _to(code, words, "told")
    return _asked(form, _("The case"), _("Tie the file to it"), code)


@room.route("/<code>/tell/<uuid:tie_id>/<uuid:step_id>", permission=ASSIST, methods=BOTH)
def told(code: str, tie_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Note that the person was told of a step."""
    form = forms.TellForm(data={"day": today()})

    def verb(this: VictimFile) -> None:
        telling.tell(
            this,
            _part(CaseTie, tie_id, this),
            step_id,
            day=_given(form.day),
            channel=_given(form.channel),
            reaction=_given(form.reaction),
            **who(),
        )

    if _done(form, code, verb):
        return _to(code, _("Noted as told."), "told")
    return _asked(form, _("The person was told"), _("Note it"), code)


def _file(code: str) -> VictimFile:
    return file(store.session(), code, actor=current_actor())


def _part(model: type[P], key: UUID, this: VictimFile) -> P:
    found = store.session().get(model, key)
    if found is None or found.root_id != this.id:
        raise NotFound(_("There is no such thing in this file."))
    return found


def _given(field: Any) -> Any:
    """What a checked field holds; the form has seen to its type."""
    return field.data


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(23, 59), UTC)


def _done(form: BaseForm, code: str, verb: Callable[[VictimFile], None]) -> bool:
    """Whether a sent form was right and its verb did it; a refusal is shown in the form."""
    this = _file(code)
    if request.method != "POST" or not form.validate():
        return False
    try:
        perform(verb, this)
    except (NotReady, NotFound) as error:
        form.refuse(error)
        return False
    return True


def _asked(form: BaseForm, title: Text, button: Text, code: str = "") -> ResponseReturnValue:
    """The page of a form: 422 where something in it needs the writer."""
    shown = _file(code).code if code else ""
    status = 422 if form.errors else 200
    return render_template(
        "victims/form.html", form=form, title=title, button=button, code=shown
    ), status


def _to(code: str, sentence: Text, anchor: str = "") -> ResponseReturnValue:
    tell(sentence)
    return redirect(url_for("victims.person", code=code, _anchor=anchor or None))
