"""One entity: read it, change it, move it in the tree, close it from a day, open it again."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.days import office_day
from caseflow.facts.countries import country_name
from caseflow.labels import Text, _
from caseflow.reference import descent, queries, services
from caseflow.reference.calendars import holiday_lists
from caseflow.reference.forms import ChangeForm, CloseForm, MoveForm, ReasonForm
from caseflow.reference.lists import entity_kinds
from caseflow.reference.models import Entity
from caseflow.reference.pages.listing import line, named
from caseflow.reference.pages.room import BOTH, MANAGE, entity_form_page, room
from caseflow.reference.recounts import recount_of
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, submit
from caseflow.web.guard import current_actor
from caseflow.web.words import language

CLOSING = _(
    "From that day the entity takes nothing new: no case is logged for it or transferred to it, "
    "and no victim file is opened there. What it has goes on as before, with the same people and "
    "the same roles, and stays readable. Its code is never used again."
)
OPENING = _("Cases can be logged for it and transferred to it again from now on.")
MOVING = _(
    "People whose role reaches this entity only through its present place lose it. A move cannot "
    "give anybody more: if people have roles or audit engagements for the new place, end these "
    "first. Two people can give them again after the move."
)
CODE_STAYS = _("The code stays as it is: it stands in the references of its cases.")


@room.route("/entities/<code>", permission=MANAGE)
def one(code: str) -> ResponseReturnValue:
    """One entity."""
    entity = entity_of(code)
    recount = recount_of(store.session(), entity, actor=current_actor())
    return render_template(
        "reference/entity.html",
        entity=line(entity)
        | {
            "since": entity.valid_from,
            "parent": entity.parent.code if entity.parent else "",
            "holidays": holidays_of(entity),
        },
        beneath=[line(each) for each in entity.children],
        recount=recount,
    )


@room.route("/entities/<code>/change", methods=BOTH, permission=MANAGE)
def change(code: str) -> ResponseReturnValue:
    """Change what an entity is called and what it is."""
    entity = held(store.session(), entity_of(code))
    form = ChangeForm(data={"name": entity.name, "kind": entity.kind})
    form.kind.offer(entity_kinds().choices(office_day(g.now)))
    known = services.facts_of(entity)

    def verb() -> None:
        told = {"name": form.name.data, "kind": str(form.kind.data)}
        facts = services.EntityFacts(**(known | told))
        services.change_entity(
            entity, facts=facts, reason=form.reason.data or None, **actor_and_now()
        )

    if submit(form, verb):
        return back(entity, _("The entity is changed."))
    return page(form, entity, _("Change name and kind"), _("Change the entity"), CODE_STAYS)


@room.route("/entities/<code>/move", methods=BOTH, permission=MANAGE)
def move(code: str) -> ResponseReturnValue:
    """Put an entity under another one of its organisation, or at the top."""
    session = store.session()
    entity = held(session, entity_of(code))
    form = MoveForm(data={"parent": entity.parent.code if entity.parent else ""})
    its_own = descent.below(session, entity.id)
    found = queries.entities(session, actor=current_actor())
    form.parent.offer(
        named(
            each
            for each in found
            if each.organization_id == entity.organization_id and each.id not in its_own
        )
    )

    def verb() -> None:
        above = str(form.parent.data or "")
        parent = queries.entity(session, above, actor=current_actor()) if above else None
        services.move_entity(
            entity, parent=parent, reason=form.reason.data or None, **actor_and_now()
        )

    if submit(form, verb):
        return back(entity, _("The entity is moved, with all beneath it."))
    return page(form, entity, _("Move in the tree"), _("Move the entity"), MOVING)


@room.route("/entities/<code>/close", methods=BOTH, permission=MANAGE)
def close(code: str) -> ResponseReturnValue:
    """Close an entity from a day on."""
    entity = held(store.session(), entity_of(code))
    form = CloseForm(data={"on": entity.valid_to or office_day(g.now)})

    def verb() -> None:
        on = form.on.data or office_day(g.now)
        services.close_entity(entity, on=on, reason=form.reason.data or None, **actor_and_now())

    if submit(form, verb):
        said = _("The entity is closed from %(day)s on.", day=entity.valid_to)
        return back(entity, said)
    return page(form, entity, _("Close the entity"), _("Close the entity"), CLOSING)


@room.route("/entities/<code>/open", methods=BOTH, permission=MANAGE)
def reopen(code: str) -> ResponseReturnValue:
    """Open a closed entity again."""
    entity = entity_of(code)
    form = ReasonForm()

    def verb() -> None:
        services.reopen_entity(entity, reason=form.reason.data or None, **actor_and_now())

    if submit(form, verb):
        return back(entity, _("The entity is open."))
    return page(form, entity, _("Open again"), _("Open the entity again"), OPENING)


def holidays_of(entity: Entity) -> str:
    """Which holidays an entity keeps, in words; nothing where it keeps none."""
    if entity.holiday_list is not None:
        return str(holiday_lists().label(entity.holiday_list))
    if entity.holiday_country is None:
        return ""
    country = country_name(entity.holiday_country, language())
    part = entity.holiday_subdivision
    return f"{country} ({part})" if part else country


def entity_of(code: str) -> Entity:
    """The entity of an address. Raises NotFound."""
    return queries.entity(store.session(), code, actor=current_actor())


def page(
    form: ReasonForm, entity: Entity, title: Text, button: Text, words: Text
) -> ResponseReturnValue:
    """The page of a form about an entity."""
    return entity_form_page(form, title, button, about=(entity.name, entity.code), words=words)


def back(entity: Entity, sentence: Text) -> ResponseReturnValue:
    """Back to the entity, saying what was done."""
    tell(sentence)
    return redirect(url_for("entities.one", code=entity.code))
