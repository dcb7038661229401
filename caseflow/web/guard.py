"""The first wall: every page states its permission, and nothing is open that says nothing."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from caseflow.access.acting import bind_actor
from caseflow.access.actor import Actor
from caseflow.access.permissions import Permission
from caseflow.access.policy import face_of
from caseflow.crypto.models import Compartment
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.lifecycle import SAFE, changes_something, declare_reading
from caseflow.web.unsent import answer_without_session

View = TypeVar("View", bound=Callable[..., Any])
SIGN_IN = "accounts.sign_in"
OURS = frozenset({"same-origin", "none"})
"""What a browser says of a form sent from our own pages, or by the person's own hand."""

NOT_DONE = _("You were signed out before this arrived. Nothing of it was done or kept.")


class Open(Enum):
    """The only two other choices besides a permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"


PUBLIC = Open.PUBLIC
SIGNED_IN = Open.SIGNED_IN
Needs = Permission | Open


class Room(Blueprint):
    """A blueprint whose routes cannot forget their permission: leaving it out is a TypeError.

    `compartment` is the one whose keys seal what is typed into the room's forms. `things` finds,
    by the name of an argument of its addresses, what an address is about.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        compartment: Compartment = Compartment.SYSTEM,
        **options: Any,
    ) -> None:
        super().__init__(name, import_name, **options)
        self.compartment = compartment
        self.things: dict[str, Callable[[Any], object]] = {}

    def route(  # type: ignore[override]
        self, rule: str, *, permission: Needs, reads: bool = False, **options: Any
    ) -> Callable[[View], View]:
        """Declare a page with the permission it needs.

        `reads` is for what is sent by POST only to keep it out of the address: it changes nothing,
        and takes no lock.
        """

        def declare(view: View) -> View:
            endpoint = options.pop("endpoint", view.__name__)
            self.add_url_rule(rule, endpoint, view, **options)
            name = f"{self.name}.{endpoint}"
            self.record(lambda state: _declare(state.app.extensions, name, permission))
            if reads:
                self.record(lambda state: declare_reading(state.app.extensions, name))
            return view

        return declare


def _declare(extensions: dict[str, Any], endpoint: str, permission: Needs) -> None:
    extensions.setdefault("caseflow.permissions", {})[endpoint] = permission


def declared(app: Flask) -> dict[str, Needs]:
    """Every endpoint with what it needs; Flask's own static files are public."""
    return {"static": PUBLIC, **app.extensions.get("caseflow.permissions", {})}


def init_guard(app: Flask) -> None:
    """Check every request before its view runs."""
    needs = declared

    @app.before_request
    def guard() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint == "static":
            return None
        if request.method not in SAFE and comes_from_elsewhere():
            return abort(400)
        need = needs(app).get(endpoint or "")
        actor = acting_person()
        if actor is not None:
            face = face_of(need)
            bind_actor(store.session(), actor, face)
        if need is PUBLIC:
            return None
        if actor is None:
            return _ask_to_sign_in() if need is not None else abort(404)
        if need is SIGNED_IN or (isinstance(need, Permission) and actor.may(need)):
            return None
        return abort(404)


def comes_from_elsewhere() -> bool:
    """Whether the browser says that another site sent this form; the token is asked for besides."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site not in OURS or (origin is not None and urlsplit(origin).netloc != request.host)


def acting_person() -> Actor | None:
    """Whoever is signed in, as an actor; None for nobody."""
    user = current_user._get_current_object()  # asked once: a proxy looks for it each time
    return user.actor if user.is_authenticated else None


def current_actor() -> Actor:
    """The actor of a page that only signed-in people reach."""
    actor = acting_person()
    if actor is None:
        abort(404)
    return actor


def _form_page() -> str | None:
    """Where the form stands that was sent to this address, if it can be looked at; told in vain."""
    if not changes_something():  # a search that was asked in vain changes nothing
        return None
    tell(NOT_DONE, "info")
    try:
        current_app.url_map.bind(request.host).match(request.path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return request.path


def _ask_to_sign_in() -> ResponseReturnValue:
    if (answer := answer_without_session()) is not None:
        return answer
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _form_page()
    target = url_for(SIGN_IN, next=wanted) if wanted and wanted != "/" else url_for(SIGN_IN)
    if request.headers.get("HX-Request"):
        return "", 204, {"HX-Redirect": target}
    return redirect(target)
