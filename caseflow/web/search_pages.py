"""The search box: answers while somebody types, and a page that does the same without scripts.

Both take what was typed by POST. The page then stands at an address that holds it sealed, so that
Back and Reload show it again.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.labels import Text, _
from caseflow.web.guard import SIGNED_IN, Room
from caseflow.web.menus import Link, commands, menu, places, register_link
from caseflow.web.search import Group, Hit, opened_lately, search
from caseflow.web.texts import tidy, without_unkept
from caseflow.web.typed_words import LONGEST, open_words, seal_words
from caseflow.web.words import say

room = Room("search", __name__)
register_link(Link.FIND, "search.page")
register_link(Link.ANSWERS, "search.answers")
PAGES = _("Pages")


@room.route("/search", permission=SIGNED_IN)
def page() -> ResponseReturnValue:
    """What was found for the words of this address; without words, where one can go."""
    sealed = request.args.get("w", "")
    typed = open_words(sealed) if sealed else ""
    groups = search(typed) if typed else []
    exact = [hit for group in groups for hit in group.hits if hit.exact]
    if len(exact) == 1:
        return redirect(exact[0].url)
    pages = pages_called(typed or "")
    if pages:
        groups.append(Group("pages", PAGES, pages))
    lately = () if typed else opened_lately()
    return render_template(
        "frame/search.html", typed=typed or "", ended=typed is None, groups=groups, lately=lately
    )


@room.route("/search", methods=["POST"], permission=SIGNED_IN, endpoint="ask", reads=True)
def ask() -> ResponseReturnValue:
    """Lead to the page that answers; what was typed goes along sealed."""
    typed = typed_words()
    return redirect(
        url_for("search.page", w=seal_words(typed)) if typed else url_for("search.page")
    )


@room.route("/search/answers", methods=["POST"], permission=SIGNED_IN, reads=True)
def answers() -> ResponseReturnValue:
    """The lines for the box while somebody types; before that, what they opened last."""
    typed = typed_words()
    groups = search(typed) if typed else []
    lately = () if typed else opened_lately()
    return render_template("frame/answers.html", typed=typed, groups=groups, lately=lately)


def typed_words() -> str:
    """What was typed into the box, fit to be looked for."""
    return tidy(without_unkept(request.form.get("q", "")[: LONGEST * 2]), lines=False)[:LONGEST]


def pages_called(typed: str) -> tuple[Hit, ...]:
    """The pages and acts of this reader whose name has all these words."""
    wanted = typed.casefold().split()
    lines = {(line.url, say(line.label)): line for line in commands()}
    lines |= {(line.url, say(line.label)): line for _group, kept in menu() for line in kept}
    lines |= {(line.url, say(line.label)): line for line in places()}
    return tuple(
        Hit(line.label, line.url, line.icon)
        for line in lines.values()
        if all(word in said(line.label) for word in wanted)
    )


def said(label: Text) -> str:
    """A label as it is compared."""
    return str(say(label)).casefold()
