"""The first page and the health of the service."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow import manifests
from caseflow.access.permissions import Permission
from caseflow.manifests import by_value
from caseflow.web import store
from caseflow.web.guard import PUBLIC, SIGNED_IN, Room, current_actor, declared
from caseflow.web.menus import Link, entries, register_link

room = Room("front", __name__)
register_link(Link.HOME, "front.home")


@room.route("/", permission=SIGNED_IN)
def home() -> ResponseReturnValue:
    """Where a person's work begins: the first page of the menu that their role gives them."""
    return redirect(url_for(_first_page() or "front.waiting"))


def _first_page() -> str | None:
    """The endpoint of the first page of the menu that a role of the reader gives them, if any."""
    actor = current_actor()
    for entry in entries():
        known = entry.endpoint in current_app.view_functions
        if known and entry.permission and actor.may(by_value(Permission, entry.permission)):
            return entry.endpoint
    return None


@room.route("/your-room", permission=SIGNED_IN)
def waiting() -> ResponseReturnValue:
    """What will be there for somebody whose roles have no page of their own yet."""
    if (own := _first_page()) is not None:
        return redirect(url_for(own))
    actor = current_actor()
    opened = {need for need in declared(current_app).values() if isinstance(need, Permission)}
    ahead = [
        each.label
        for each in manifests.declared(Permission)
        if actor.may(each) and each not in opened
    ]
    return render_template("front/waiting.html", roles=actor.role_labels, ahead=ahead)


@room.route("/healthz", permission=PUBLIC)
def health() -> ResponseReturnValue:
    """Whether the service and its database answer."""
    with store.engine().connect() as connection:
        connection.execute(sa.select(sa.literal(1)))
    return {"ok": True}
