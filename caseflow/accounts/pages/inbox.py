"""One's own notices."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.labels import Text, _
from caseflow.notices.services import inbox, mark_read
from caseflow.web import store
from caseflow.web.guard import SIGNED_IN, Room, current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.list_pages import asked_key, page_links
from caseflow.web.menus import Link, register_link

room = Room("inbox", __name__)
register_link(Link.NOTICES, "inbox.listed")


@room.route("/notices", permission=SIGNED_IN)
def listed() -> ResponseReturnValue:
    """What one was told, newest first."""
    page = inbox(store.session(), actor=current_actor(), after=asked_key())
    shown = [
        {
            "sentence": Text(n.sentence, **n.parameters),
            "path": n.path,
            "made_at": n.made_at,
            "unread": n.read_at is None,
        }
        for n in page.rows
    ]
    links = page_links(page.after)
    return render_template("accounts/inbox.html", notices=shown, title=_("Notices"), links=links)


@room.route("/notices/read", methods=["POST"], permission=SIGNED_IN)
def read() -> ResponseReturnValue:
    """All of them are read."""
    perform(mark_read, store.session(), actor=current_actor(), now=g.now)
    return redirect(url_for("inbox.listed"))
