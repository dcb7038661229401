"""The page of one's own record, for everybody who is signed in."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.labels import _
from caseflow.reporting.own_record import MOST_PAGES, Part, own_record
from caseflow.web import store
from caseflow.web.guard import SIGNED_IN, Room, current_actor
from caseflow.web.menus import Command, Link, register_command, register_link

room = Room("own_record", __name__)
HERE = "own_record.mine"
register_link(Link.MY_RECORD, HERE)
register_command(Command(_("What is recorded about my use"), HERE, "journal-text", None, order=95))


@room.route("/my-record", permission=SIGNED_IN)
def mine() -> ResponseReturnValue:
    """What whoever is signed in did, opened and exported."""
    part = next((each for each in Part if each.value == request.args.get("part")), None)
    typed = request.args.get("page", "1")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1
    number = min(max(number, 1), MOST_PAGES)
    page = own_record(store.session(), actor=current_actor(), part=part, number=number)
    return render_template(
        "reporting/own_record.html",
        page_of=page,
        parts=_parts(part),
        newer=_at(part, number - 1) if number > 1 else "",
        older=_at(part, number + 1) if page.more and number < MOST_PAGES else "",
    )


def _parts(chosen: Part | None) -> list[dict[str, Any]]:
    """The quick filters, each with its address."""
    return [
        {
            "words": each.label if each else _("Everything"),
            "url": _at(each, 1),
            "current": each is chosen,
        }
        for each in (None, *Part)
    ]


def _at(part: Part | None, number: int) -> str:
    chosen, page = part.value if part else None, number if number > 1 else None
    return url_for(HERE, part=chosen, page=page)
