"""The administrator's pages: people, their roles and engagements. No case is ever shown here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.models import Deeper
from caseflow.access.roles import shipped
from caseflow.accounts import account_requests, queries, services
from caseflow.accounts.engagement_purposes import engagements
from caseflow.accounts.forms import (
    AddressForm,
    EngagementForm,
    NameForm,
    PersonForm,
    ResetForm,
    RoleForm,
)
from caseflow.accounts.models import AccountRequest, User
from caseflow.accounts.pages.searching import PEOPLE
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.role_desks import role_desks
from caseflow.accounts.two_people import takes_two
from caseflow.crypto.models import Compartment
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.reference.models import ListKind
from caseflow.reference.queries import entities, offered_everywhere
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page, submit
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.menus import Command, Group, MenuEntry, register_command, register_menu
from caseflow.web.search import register_search

room = Room("people", __name__, compartment=Compartment.ACCOUNTS)
room.things["username"] = lambda username: queries.person(
    store.session(), username, actor=current_actor()
)
MANAGE = AccountPermission.MANAGE
EVERYWHERE = "everywhere"
register_menu(
    MenuEntry(Group.SETTINGS, _("People and roles"), "people.listed", "people", MANAGE, order=10)
)
register_search(PEOPLE)
register_command(Command(_("Add a person"), "people.add", "person-plus", MANAGE))


@room.route("/people", permission=MANAGE)
def listed() -> ResponseReturnValue:
    """Everyone with an account."""
    found = queries.people(store.session(), actor=current_actor(), today=office_day(g.now))
    return render_template("accounts/people.html", people=found, labels=role_labels())


@room.route("/people/new", methods=["GET", "POST"], permission=MANAGE)
def add() -> ResponseReturnValue:
    """Make an account."""
    form = PersonForm()

    def add_user() -> User:
        return services.add_user(
            store.session(),
            username=form.username.data,
            full_name=form.full_name.data,
            title=form.title.data or None,
            email=form.email.data or None,
            **actor_and_now(),
        )

    if done := submit(form, add_user):
        words = _("%(name)s has an account. Now make a code for a password, and give a role.")
        tell(Text(words.msgid, name=done.result.full_name))
        return redirect(url_for("people.shown", username=done.result.username))
    return form_page("accounts/person_new.html", form)


@room.route("/people/<username>", permission=MANAGE)
def shown(username: str) -> ResponseReturnValue:
    """One person: roles, engagements, password."""
    user = queries.person(store.session(), username, actor=current_actor())
    return person_page(user)


@room.route("/people/<username>/roles", methods=["POST"], permission=MANAGE)
def give_role(username: str) -> ResponseReturnValue:
    """Give a role that opens nothing confidential, or ask for another one."""
    user = queries.person(store.session(), username, actor=current_actor())
    form = role_form()
    if form.validate():
        try:
            if role_takes_two(str(form.role.data)):
                ask = partial(account_requests.ask_role, reason=form.reason.data or "")
                return to_request(perform(ask, user, str(form.role.data), **_role_arguments(form)))
            perform(services.give_role, user, str(form.role.data), **_role_arguments(form))
        except NotReady as refusal:
            form.refuse(refusal)
        else:
            tell(_("The role is given and applies from now on."))
            return redirect(url_for("people.shown", username=username))
    return person_page(user, roles=form)


@room.route(
    "/people/<username>/roles/<uuid:membership_id>/end", methods=["POST"], permission=MANAGE
)
def end_role(username: str, membership_id: UUID) -> ResponseReturnValue:
    """End a role today."""
    session = store.session()
    user = queries.person(session, username, actor=current_actor())
    held = queries.membership_of(session, user, membership_id)
    return back_to_person(
        username, partial(services.end_role, user, held), _("The role has ended.")
    )


@room.route("/people/<username>/engagements", methods=["POST"], permission=MANAGE)
def engage(username: str) -> ResponseReturnValue:
    """Ask for an auditor's dated engagement."""
    user = queries.person(store.session(), username, actor=current_actor())
    form = engagement_form()

    def ask() -> AccountRequest:
        return account_requests.ask_engagement(
            user,
            entity_id=UUID(str(form.entity.data)),
            purpose=form.purpose.data,
            valid_to=form.valid_to.data,
            deeper=Deeper(form.strict_summaries.data, form.victim_codes.data),
            **actor_and_now(),
        )

    if done := submit(form, ask):
        return to_request(done.result)
    return person_page(user, engagement=form)


@room.route("/people/<username>/name", methods=["GET", "POST"], permission=MANAGE)
def rename(username: str) -> ResponseReturnValue:
    """Give a person another name."""
    user = queries.person(store.session(), username, actor=current_actor())
    held(store.session(), user)
    form = NameForm(data={"full_name": user.full_name, "title": user.title})

    def change_name() -> None:
        services.rename(user, form.full_name.data, title=form.title.data or None, **actor_and_now())

    if submit(form, change_name):
        tell(_("The name is changed."))
        return redirect(url_for("people.shown", username=username))
    about = {"username": user.username, "name": user.full_name}
    return form_page("accounts/rename.html", form, person=about)


@room.route("/people/<username>/close", methods=["GET", "POST"], permission=MANAGE)
def close(username: str) -> ResponseReturnValue:
    """Close an account, once it is sure that this is meant."""
    user = queries.person(store.session(), username, actor=current_actor())
    form = BaseForm()
    if form.validate_on_submit():
        try:
            perform(services.deactivate, user, actor=current_actor(), now=g.now)
        except NotReady as refusal:
            tell(refusal.sentence, "late")
        else:
            tell(_("The account is closed."))
        return redirect(url_for("people.shown", username=username))
    about = {"username": user.username, "name": user.full_name, "active": user.active}
    return render_template("accounts/close.html", form=form, person=about)


def back_to_person(username: str, verb: Callable[..., object], said: Text) -> ResponseReturnValue:
    """Do one thing, and say on the person's page that it was done or why not."""
    try:
        perform(verb, actor=current_actor(), now=g.now)
    except NotReady as refusal:
        tell(refusal.sentence, "late")
    else:
        tell(said)
    return redirect(url_for("people.shown", username=username))


def to_request(request: AccountRequest) -> ResponseReturnValue:
    """On to the request that waits for a second person now."""
    tell(_("Your request is recorded. Nothing changes until a second person confirms it."))
    return redirect(url_for("deciding.shown", request_id=request.id))


def role_takes_two(role: str) -> bool:
    """Whether this role opens anything confidential, so that two people give it."""
    known = shipped().get(role)
    return known is not None and bool(known.opens)


def _role_arguments(form: RoleForm) -> dict[str, Any]:
    """What a form says of a role, as the verbs take it."""
    return {
        "entity_id": None if form.entity.data == EVERYWHERE else UUID(str(form.entity.data)),
        "team_id": form.team.chosen_id,
        "valid_to": form.valid_to.data,
        "actor": current_actor(),
        "now": g.now,
    }


def person_page(
    user: User,
    *,
    roles: RoleForm | None = None,
    engagement: EngagementForm | None = None,
    reset: ResetForm | None = None,
    address: AddressForm | None = None,
) -> ResponseReturnValue:
    """The page of one person, with whichever form needs another try."""
    session, today = store.session(), office_day(g.now)
    names = {e.id: e.name for e in entities(session, actor=current_actor())}
    held = role_desks(session, user)
    tried = next((f for f in (roles, engagement, reset, address) if f is not None), None)
    page = render_template(
        "accounts/person.html",
        person=_facts(user),
        held=[
            _line(m.id, m.role, m.entity_id, m.valid_from, m.valid_to, names) | {"desk": desk}
            for m, desk in held
        ],
        engaged=[
            _line(e.id, purpose, e.entity_id, e.valid_from, e.valid_to, names)
            | {"summaries": e.strict_summaries, "codes": e.victim_codes}
            for e, purpose in engagements(session, user)
        ],
        labels=role_labels(),
        now=today,
        tried=tried,
        roles=roles or role_form(fresh=True),
        engagement=engagement or engagement_form(fresh=True),
        reset=reset or ResetForm(formdata=None, prefix="reset"),
        address=address or AddressForm(formdata=None, prefix="address", sealed=address_of(user)),
    )
    return page, 422 if tried is not None else 200


def address_of(user: User) -> bytes:
    """What stands for the address that is kept: never shown, and different once it is changed."""
    return b"" if user.email is None else user.email.token


def _facts(user: User) -> dict[str, object]:
    """What the page says of a person; never where their mail goes."""
    two = takes_two(store.session(), user, now=g.now)
    return {
        "username": user.username,
        "name": user.full_name,
        "active": user.active,
        "oneself": user.id == current_actor().user_id,
        "two": two,
        "address": user.email is not None,
        "checked": user.address_checked,
        "mailable": user.email is not None and (user.address_checked or not two),
    }


def _line(
    row_id: UUID,
    what: str,
    entity_id: UUID | None,
    start: date,
    end: date | None,
    names: dict[UUID, str],
) -> dict[str, object]:
    where = names.get(entity_id) if entity_id else None
    return {"id": row_id, "what": what, "entity": where, "from": start, "to": end}


def role_labels() -> dict[str, str]:
    """Role keys with their names."""
    return {key: role.label for key, role in shipped().items()}


def role_form(*, fresh: bool = False) -> RoleForm:
    """The form that gives a role, with what can be chosen."""
    form = RoleForm(formdata=None, prefix="role") if fresh else RoleForm(prefix="role")
    form.role.offer(_role_choices())
    form.entity.offer([(EVERYWHERE, _("Everywhere")), *_entity_choices()])
    form.team.offer(_desk_choices())
    return form


def _role_choices() -> list[tuple[str, Text | str]]:
    """Every role by its name; those that two people give are marked."""
    return [
        (key, _("%(role)s (two people)", role=role.label) if role.opens else role.label)
        for key, role in shipped().items()
    ]


def engagement_form(*, fresh: bool = False) -> EngagementForm:
    """The form that opens an engagement."""
    options = {"formdata": None} if fresh else {}
    form = EngagementForm(prefix="engagement", **options)
    form.entity.offer(_entity_choices())
    return form


def _desk_choices() -> list[tuple[str, str]]:
    """Every desk of the entities where the reader manages people."""
    actor, today = current_actor(), office_day(g.now)
    desks = offered_everywhere(store.session(), ListKind.DESK, on=today, actor=actor)
    return [
        (str(value.id), f"{entity.code} · {value.name}")
        for value, entity in desks
        if actor.may_for(MANAGE, entity.id)
    ]


def _entity_choices() -> list[tuple[str, Text | str]]:
    today = office_day(g.now)
    return [
        (
            str(e.id),
            _("%(name)s (closed)", name=f"{e.code} · {e.name}")
            if e.is_closed(today)
            else f"{e.code} · {e.name}",
        )
        for e in entities(store.session(), actor=current_actor())
    ]
