"""The administrator's pages about organisations and their entities. No case is ever shown here."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.permissions import Permission
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.reference import particulars, queries, services
from caseflow.reference.countries import country_choices
from caseflow.reference.forms import EntityForm, OrganizationForm
from caseflow.reference.lists import entity_kinds
from caseflow.reference.models import Entity
from caseflow.reference.services import EntityFacts
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.menus import Group, MenuEntry, register_menu
from caseflow.web.words import language

room = Room("entities", __name__)
for said in (particulars.born, particulars.country, particulars.gender):
    room.add_app_template_filter(said)
MANAGE = Permission.ENTITIES_MANAGE
register_menu(
    MenuEntry(Group.SETTINGS, _("Entities"), "entities.listed", "diagram-3", MANAGE, order=20)
)


@room.route("/entities", permission=MANAGE)
def listed() -> ResponseReturnValue:
    """Every organisation and entity."""
    session, actor = store.session(), current_actor()
    return render_template(
        "reference/entities.html",
        organizations=[
            {"code": each.code, "name": each.name}
            for each in queries.organizations(session, actor=actor)
        ],
        entities=[line(each) for each in queries.entities(session, actor=actor)],
    )


def line(entity: Entity) -> dict[str, object]:
    """An entity as the list shows it."""
    return {
        "code": entity.code,
        "name": entity.name,
        "kind": entity_kinds().label(entity.kind),
        "organization": entity.organization.name,
        "above": entity.parent.name if entity.parent else "",
        "time_zone": entity.time_zone,
        "until": entity.valid_to,
    }


@room.route("/organizations/new", methods=["GET", "POST"], permission=MANAGE)
def add_organization() -> ResponseReturnValue:
    """Add an organisation."""
    form = OrganizationForm()
    if form.validate_on_submit() and done(form, lambda: new_organization(form)):
        tell(_("The organisation is added. Now add its entities."))
        return redirect(url_for("entities.add"))
    return page(form, _("Add an organisation"))


def new_organization(form: OrganizationForm) -> None:
    """Make it as the form says."""
    services.add_organization(
        store.session(),
        code=form.code.data.upper(),
        name=form.name.data,
        valid_from=g.now.date(),
        actor=current_actor(),
        now=g.now,
    )


@room.route("/entities/new", methods=["GET", "POST"], permission=MANAGE)
def add() -> ResponseReturnValue:
    """Add an entity."""
    session, actor = store.session(), current_actor()
    known = queries.organizations(session, actor=actor)
    if not known:
        tell(_("Add the organisation first."), "info")
        return redirect(url_for("entities.add_organization"))
    form = EntityForm(data={"time_zone": "UTC", "valid_from": g.now.date()})
    form.organization.offer([(each.code, each.name) for each in known])
    form.holiday_country.offer(country_choices(language()))
    form.kind.offer(entity_kinds().choices(g.now.date()))
    form.parent.offer(
        [
            (each.code, f"{each.code} · {each.name}")
            for each in queries.entities(session, actor=actor)
        ]
    )
    if form.validate_on_submit() and done(form, lambda: new_entity(form)):
        tell(_("The entity is added. Roles can be given for it from now on."))
        return redirect(url_for("entities.listed"))
    return page(form, _("Add an entity"))


def new_entity(form: EntityForm) -> None:
    """Make it as the form says."""
    session, actor = store.session(), current_actor()
    above = str(form.parent.data or "")
    services.add_entity(
        session,
        organization=queries.organization(session, str(form.organization.data), actor=actor),
        code=form.code.data.upper(),
        facts=EntityFacts(
            name=form.name.data,
            kind=str(form.kind.data),
            time_zone=form.time_zone.data,
            holiday_country=str(form.holiday_country.data or "") or None,
        ),
        parent=queries.entity(session, above, actor=actor) if above else None,
        valid_from=form.valid_from.data or g.now.date(),
        actor=actor,
        now=g.now,
    )


def done(form: BaseForm, make: Callable[[], None]) -> bool:
    """Whether it was made; a refusal is shown in the form."""
    try:
        perform(make)
    except NotReady as refusal:
        form.refuse(refusal)
        return False
    return True


def page(form: BaseForm, title: Text) -> ResponseReturnValue:
    """The page of a form."""
    answer = render_template("reference/add.html", form=form, title=title)
    return answer, 422 if form.errors else 200
