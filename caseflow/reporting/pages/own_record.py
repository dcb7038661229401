"""The page of one's own record, for everybody who is signed in."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.labels import _
from caseflow.reporting.own_record import Part, own_record
from caseflow.web import store
from caseflow.web.guard import SIGNED_IN, Room, current_actor
from caseflow.web.list_pages import asked_key, page_links
from caseflow.web.menus import Command, Link, register_command, register_link

room = Room("own_record", __name__)
HERE = "own_record.mine"
register_link(Link.MY_RECORD, HERE)
register_command(Command(_("What is recorded about my use"), HERE, "journal-text", None, order=95))


@room.route("/my-record", permission=SIGNED_IN)
def mine() -> ResponseReturnValue:
    """What whoever is signed in did, opened and exported."""
    part = next((each for each in Part if each.value == request.args.get("part")), None)
    page = own_record(store.session(), actor=current_actor(), part=part, after=asked_key())
    return render_template(
        "reporting/own_record.html",
        page_of=page,
        parts=_parts(part),
        links=page_links(page.after),
    )


def _parts(chosen: Part | None) -> list[dict[str, Any]]:
    """The quick filters, each with its address."""
    return [
        {
            "words": each.label if each else _("Everything"),
            "url": url_for(HERE, part=each.value if each else None),
            "current": each is chosen,
        }
        for each in (None, *Part)
    ]
