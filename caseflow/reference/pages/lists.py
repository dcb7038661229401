"""The lists of an entity: what can be chosen in its cases, added and closed only here."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.reference import queries, services
from caseflow.reference.forms import ListValueForm
from caseflow.reference.models import Entity, ListKind, ListValue
from caseflow.reference.pages.one import entity_of
from caseflow.reference.pages.room import BOTH, MANAGE, room
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, submit
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform


@room.route("/entities/<code>/lists", methods=BOTH, permission=MANAGE)
def lists(code: str) -> ResponseReturnValue:
    """What can be chosen in the cases of an entity, and adding to it."""
    entity = entity_of(code)
    form = ListValueForm()

    def verb() -> None:
        services.add_list_value(
            entity, kind=ListKind(str(form.kind.data)), name=form.name.data, **actor_and_now()
        )

    if submit(form, verb):
        return _back(entity, _("It can be chosen now."))
    values = queries.list_values(store.session(), entity, actor=current_actor())
    shown = [
        {"kind": kind.label, "values": [_line(v) for v in values if v.list is kind]}
        for kind in ListKind
    ]
    page = render_template(
        "reference/lists.html",
        form=form,
        entity={"name": entity.name, "code": entity.code},
        lists=shown,
    )
    return page, 422 if form.errors else 200


@room.route("/entities/<code>/lists/<uuid:value_id>/close", methods=["POST"], permission=MANAGE)
def close_value(code: str, value_id: UUID) -> ResponseReturnValue:
    """Let a value not be chosen any more."""
    return _change(code, value_id, services.close_list_value, _("It cannot be chosen any more."))


@room.route("/entities/<code>/lists/<uuid:value_id>/open", methods=["POST"], permission=MANAGE)
def reopen_value(code: str, value_id: UUID) -> ResponseReturnValue:
    """Let a closed value be chosen again."""
    return _change(code, value_id, services.reopen_list_value, _("It can be chosen again."))


def _change(
    code: str, value_id: UUID, verb: Callable[..., None], sentence: Text
) -> ResponseReturnValue:
    entity = entity_of(code)
    value = queries.list_value(store.session(), entity, value_id, actor=current_actor())
    try:
        perform(verb, entity, value, **actor_and_now())
    except NotReady as refusal:
        tell(refusal.sentence, "late")
        return redirect(url_for("entities.lists", code=entity.code))
    return _back(entity, sentence)


def _back(entity: Entity, sentence: Text) -> ResponseReturnValue:
    tell(sentence)
    return redirect(url_for("entities.lists", code=entity.code))


def _line(value: ListValue) -> dict[str, object]:
    today = office_day(g.now)
    return {
        "id": value.id,
        "name": value.name,
        "since": value.valid_from,
        "until": value.valid_to,
        "open": value.in_force(today),
    }
