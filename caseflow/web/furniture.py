"""Everything a page is furnished with, set up in one call."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import flask.templating
from flask import Flask, g, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from caseflow import clock
from caseflow.crypto.broken_seals import broken_seals
from caseflow.days import office_day
from caseflow.labels import Labelled, Text
from caseflow.web import store
from caseflow.web.assets import init_assets
from caseflow.web.errors import register_error_pages
from caseflow.web.flashes import told
from caseflow.web.form_tokens import form_tokens
from caseflow.web.forms import init_forms
from caseflow.web.headers import init_headers
from caseflow.web.marks import STATE, TABLE
from caseflow.web.menus import commands, link, menu, places
from caseflow.web.palette import palette
from caseflow.web.viewer import initials, preferences, viewer
from caseflow.web.words import direction, init_words, language, safe, say, zone_name

SAID = (Text, Labelled)


class Environment(flask.templating.Environment):
    """Jinja as Flask sets it up, with one dictionary of names for all templates."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """No template here has names of its own, and Jinja compares them at each import."""
        return super().make_globals(d) if d else self.globals


def init_furniture(app: Flask) -> None:
    """Give an application its words, files, headers, error pages and what templates may call.

    In production an undefined name prints nothing; anywhere else it is an error.
    """
    app.jinja_environment = Environment
    init_words(app)
    init_assets(app)
    init_headers(app)
    init_forms(app)
    register_error_pages(app)
    if app.config.get("MODE") != "production":
        app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.finalize = finalize
    app.jinja_env.globals.pop("config", None)
    app.jinja_env.filters.update(initials=initials)
    app.jinja_env.globals.update(
        commands=commands,
        form_tokens=form_tokens,
        html_attributes=html_attributes,
        draft_heading=lambda _form, _page: ("", ""),
        kept_words=lambda _form, _action="": None,  # until a room keeps them
        link=link,
        marks={"state": STATE, "table": TABLE},
        menu=menu,
        palette=palette,
        places=places,
        preferences=preferences,
        today=lambda: office_day(clock.now()),
        told=told,
        unreadable=unreadable,
        url_for=url_for,
        viewer=viewer,
        zone_name=zone_name,
    )


def finalize(value: object) -> object:
    """Print domain sentences and labels in the reader's language wherever they stand."""
    return say(value) if isinstance(value, SAID) else value


def unreadable() -> bool:
    """Whether this request met a sealed value that does not open."""
    return "now" in g and bool(broken_seals(store.session()))


def html_attributes() -> Markup:
    """What the server writes on `<html>`: language, direction, theme, density, short keys."""
    wishes = preferences()
    attributes = {"lang": language(), "dir": direction()}
    if wishes.theme != "auto":
        attributes["data-bs-theme"] = wishes.theme
    if wishes.density != "roomy":
        attributes["data-density"] = wishes.density
    if not wishes.keys:
        attributes["data-keys"] = "off"
    return safe(" ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()))
