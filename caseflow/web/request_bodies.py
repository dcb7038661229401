"""What may be sent to a page: forms, and nothing else. Files in them are kept in memory."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Flask, Request, request
from werkzeug.exceptions import ServiceUnavailable, UnsupportedMediaType
from werkzeug.formparser import FormDataParser

from caseflow.db import WRITES
from caseflow.web import store
from caseflow.web.body_gate import BUSY
from caseflow.web.lifecycle import SAFE

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class ParserInMemory(FormDataParser):
    """Reads forms as usual, but writes no file to a disk as it came: it is confidential."""

    def __init__(self, stream_factory: object = None, **options: Any) -> None:
        super().__init__(lambda *_args, **_more: BytesIO(), **options)


class FormRequest(Request):
    """A request whose files are kept in memory while it runs."""

    form_data_parser_class = ParserInMemory


def init_bodies(app: Flask) -> None:
    """Look at what was sent before anything reads it; set up right after `init_lifecycle`."""
    app.request_class = FormRequest
    app.before_request(_received)
    app.before_request(_forms_only)


def _received() -> None:
    """Refuse what was not received: others were sending large files. Raises ServiceUnavailable."""
    if request.environ.get(BUSY):
        WRITES.put(store.session(), False)
        raise ServiceUnavailable(retry_after=2)


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
