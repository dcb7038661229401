"""What may be sent to a page: forms, and nothing else."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.exceptions import UnsupportedMediaType

from caseflow.db import WRITES
from caseflow.web import store
from caseflow.web.lifecycle import SAFE

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def init_bodies(app: Flask) -> None:
    """Look at what was sent before anything reads it; set up right after `init_lifecycle`."""
    app.before_request(_forms_only)


def _forms_only() -> None:
    """Refuse every other body: the form library would read JSON, and fail on what is no object.

    Raises UnsupportedMediaType (RFC 9110, 15.5.16). A button without fields sends no body, and
    names no type.
    """
    if request.method in SAFE:
        return
    if request.mimetype in FORMS or (not request.content_type and not _has_body()):
        return
    WRITES.put(store.session(), False)  # the page that says so waits for no lock
    raise UnsupportedMediaType


def _has_body() -> bool:
    """Whether anything was sent; a body in chunks does not say how long it is."""
    return bool(request.content_length) or "Transfer-Encoding" in request.headers
