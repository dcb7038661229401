"""Every organisation and entity, and adding one."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.days import office_day
from caseflow.facts.countries import country_choices
from caseflow.labels import _
from caseflow.reference import queries, services
from caseflow.reference.forms import EntityForm, OrganizationForm
from caseflow.reference.lists import entity_kinds
from caseflow.reference.models import Entity
from caseflow.reference.pages.room import BOTH, MANAGE, entity_form_page, room
from caseflow.reference.services import EntityFacts
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, submit
from caseflow.web.guard import current_actor
from caseflow.web.timezones import zone_choices
from caseflow.web.words import language


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
    """An entity as the list shows it; `until` is the first day on which it is closed."""
    return {
        "code": entity.code,
        "name": entity.name,
        "kind": entity_kinds().label(entity.kind),
        "organization": entity.organization.name,
        "above": entity.parent.name if entity.parent else "",
        "time_zone": entity.time_zone,
        "until": entity.valid_to,
        "closed": entity.is_closed(office_day(g.now)),
    }


@room.route("/organizations/new", methods=BOTH, permission=MANAGE)
def add_organization() -> ResponseReturnValue:
    """Add an organisation."""
    form = OrganizationForm()
    if submit(form, lambda: new_organization(form)):
        tell(_("The organisation is added. Now add its entities."))
        return redirect(url_for("entities.add"))
    title = _("Add an organisation")
    return entity_form_page(form, title, title)


def new_organization(form: OrganizationForm) -> None:
    """Make it as the form says."""
    services.add_organization(
        store.session(),
        code=form.code.data.upper(),
        name=form.name.data,
        valid_from=office_day(g.now),
        **actor_and_now(),
    )


@room.route("/entities/new", methods=BOTH, permission=MANAGE)
def add() -> ResponseReturnValue:
    """Add an entity."""
    session, actor, today = store.session(), current_actor(), office_day(g.now)
    known = queries.organizations(session, actor=actor)
    if not known:
        tell(_("Add the organisation first."), "info")
        return redirect(url_for("entities.add_organization"))
    form = EntityForm(data={"time_zone": "UTC", "valid_from": today})
    form.organization.offer([(each.code, each.name) for each in known])
    form.time_zone.offer(zone_choices(language()))
    form.holiday_country.offer(country_choices(language()))
    form.kind.offer(entity_kinds().choices(today))
    form.parent.offer(named(queries.entities(session, actor=actor, on=today)))
    if submit(form, lambda: new_entity(form)):
        tell(_("The entity is added. Roles can be given for it from now on."))
        return redirect(url_for("entities.listed"))
    title = _("Add an entity")
    return entity_form_page(form, title, title)


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
            time_zone=str(form.time_zone.data),
            holiday_country=str(form.holiday_country.data or "") or None,
        ),
        parent=queries.entity(session, above, actor=actor) if above else None,
        valid_from=form.valid_from.data or office_day(g.now),
        **actor_and_now(),
    )


def named(found: Iterable[Entity]) -> list[tuple[str, str]]:
    """Entities to choose from, by code and name."""
    return [(each.code, f"{each.code} · {each.name}") for each in found]
