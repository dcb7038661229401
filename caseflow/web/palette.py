"""The palette of every page: find, do, go to. Drawn once for all who are offered the same.

What names cases is never kept here: that comes from the server when the box is opened.
"""

from __future__ import annotations

from flask import current_app, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from caseflow.web.menus import commands, menu, places
from caseflow.web.viewer import viewer
from caseflow.web.words import safe, speech

MOST_KEPT = 256
PLACE = "put-in-for-each-reader"
"""What is kept in the place of the page's token against forgery."""
Key = tuple[str, str, tuple[str, ...]]


def palette() -> Markup:
    """The palette for this reader, with the token of this page; nothing for nobody."""
    if viewer() is None:
        return Markup()
    return safe(_kept().replace(PLACE, str(escape(generate_csrf()))))


def _kept() -> str:
    if current_app.debug:
        return _drawn()
    kept: dict[Key, str] = current_app.extensions.setdefault("caseflow.palettes", {})
    offered = (*commands(), *(line for _group, lines in menu() for line in lines), *places())
    key = (speech().name, request.script_root, tuple(line.url for line in offered))
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _drawn()
    return kept[key]


def _drawn() -> str:
    return render_template("frame/palette.html", token=PLACE)
