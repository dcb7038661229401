"""The palette of every page: find, do, go to. Drawn once for all who are offered the same."""

from __future__ import annotations

from flask import current_app, render_template, request
from markupsafe import Markup

from caseflow.web.menus import commands, menu
from caseflow.web.viewer import viewer
from caseflow.web.words import safe, speech

MOST_KEPT = 256
Key = tuple[str, str, tuple[str, ...]]


def palette() -> Markup:
    """The palette for this reader; nothing for nobody. What names cases is never kept."""
    person = viewer()
    if person is None:
        return Markup()
    if person.lately or current_app.debug:
        return _drawn()
    kept: dict[Key, Markup] = current_app.extensions.setdefault("caseflow.palettes", {})
    offered = (*commands(), *(line for _group, lines in menu() for line in lines))
    key = (speech().name, request.script_root, tuple(line.url for line in offered))
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _drawn()
    return kept[key]


def _drawn() -> Markup:
    return safe(render_template("frame/palette.html"))
