"""The time zone and holidays of an entity: first what would move, then the change."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.pages.room import room
from caseflow.cases.services.limit_recount import Moving, limits_moving
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.facts.countries import country_choices
from caseflow.labels import _
from caseflow.reference import queries
from caseflow.reference.calendars import holiday_lists
from caseflow.reference.forms import EntityDaysForm
from caseflow.reference.models import Entity
from caseflow.reference.pages.room import BOTH, MANAGE
from caseflow.reference.services import EntityDays, change_days, check_days, days_of
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform, reading_first
from caseflow.web.timezones import with_zone, zone_choices
from caseflow.web.words import language

OTHER_DAYS = _("The time zone and holidays are changed. Time limits are being recounted.")
SAME_DAYS = _("The time zone and holidays stay as they are. Time limits are being recounted.")


@room.route("/entities/<code>/days", methods=BOTH, permission=MANAGE)
def entity_days(code: str) -> ResponseReturnValue:
    """Give an entity another time zone or other holidays, once it was shown what that moves."""
    form = days_form(entity_of(code))
    if request.method != "POST" or not form.validate():
        return page_of(entity_of(code), form)
    days = chosen(form)
    try:
        check_days(days, today=office_day(g.now))
        if request.form.get("do") == "change" and form.seen.data == mark(days):
            same = days == days_of(entity_of(code))
            perform(
                change_days, entity_of(code), days=days, reason=form.reason.data, **actor_and_now()
            )
            tell(SAME_DAYS if same else OTHER_DAYS)
            return redirect(url_for("entities.one", code=code))
    except NotReady as error:
        form.refuse(error)
        return page_of(entity_of(code), form)
    with reading_first() as session:
        entity = queries.entity(session, code, actor=current_actor())
        moving = limits_moving(session, entity, days, **actor_and_now())
    form.seen.carry(mark(days))  # in place of what came with the form
    return page_of(entity_of(code), form, moving)


def days_form(entity: Entity) -> EntityDaysForm:
    """The form with what holds now, and what can be chosen."""
    form = EntityDaysForm(data=vars(days_of(entity)))
    form.time_zone.offer(with_zone(zone_choices(language()), entity.time_zone))
    form.holiday_country.offer(country_choices(language()))
    form.holiday_list.offer(holiday_lists().choices(office_day(g.now)))
    return form


def chosen(form: EntityDaysForm) -> EntityDays:
    """The days that a checked form says."""
    return EntityDays(
        time_zone=str(form.time_zone.data),
        holiday_country=str(form.holiday_country.data or "") or None,
        holiday_subdivision=(form.holiday_subdivision.data or "").strip() or None,
        holiday_list=str(form.holiday_list.data or "") or None,
    )


def mark(days: EntityDays) -> str:
    """By what a sent form shows that these days, and no others, were looked at."""
    return "|".join(str(value or "") for value in vars(days).values())


def entity_of(code: str) -> Entity:
    """The entity of an address. Raises NotFound."""
    return queries.entity(store.session(), code, actor=current_actor())


def page_of(
    entity: Entity, form: EntityDaysForm, moving: Moving | None = None
) -> ResponseReturnValue:
    """The page: the form, and what its answers would move where that was asked."""
    answer = render_template("cases/entity_days.html", entity=entity, form=form, moving=moving)
    return answer, 422 if form.errors else 200
