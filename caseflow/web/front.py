"""The first page and the health of the service."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.permissions import Permission
from caseflow.web import store
from caseflow.web.guard import PUBLIC, SIGNED_IN, Room, current_actor
from caseflow.web.menus import Link, entries, register_link

room = Room("front", __name__)
register_link(Link.HOME, "front.home")


@room.route("/", permission=SIGNED_IN)
def home() -> ResponseReturnValue:
    """Where a person's work begins: the first page of the menu that their role gives them."""
    actor = current_actor()
    for entry in entries():
        known = entry.endpoint in current_app.view_functions
        if known and entry.permission and actor.may(Permission(entry.permission)):
            return redirect(url_for(entry.endpoint))
    return redirect(url_for("accounts.settings"))


@room.route("/healthz", permission=PUBLIC)
def health() -> ResponseReturnValue:
    """Whether the service and its database answer."""
    with store.engine().connect() as connection:
        connection.execute(sa.select(sa.literal(1)))
    return {"ok": True}
