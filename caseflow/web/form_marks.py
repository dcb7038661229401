"""The mark that a form with long words carries: whose it is, on which page, and its draft so far.

It is signed, so that nobody can make one for another person or another page. What arrives with a
mark that does not fit is never kept.
"""

from __future__ import annotations

import secrets
from dataclasses import astuple, dataclass, replace
from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

MARK = "draft"
"""The name of the hidden field."""
SALT = "caseflow.form-mark"
LENGTH = 12
"""Random bytes that tell one opened page from another."""
TAKERS: dict[str, Any] = {}
"""How forms of several steps put the words of one step into what was kept of the others."""
RENEWING: set[str] = set()
"""Forms of an act that is renewed by itself when the same is sent again: nobody is asked first."""


@dataclass(frozen=True)
class FormMark:
    """One form as it stands in one window of one person.

    `page` is the address the form stands at, `window` tells this opened page from every other, and
    `version` is how far its draft had come when the page last saw it.
    """

    user_id: UUID
    page: str
    form: str
    window: str
    draft_id: UUID | None = None
    version: int = 0

    def sealed(self) -> str:
        """The mark as the page carries it."""
        user_id, page, form, window, draft_id, version = astuple(self)
        kept = draft_id.hex if draft_id else ""
        text: str | bytes = _signer().dumps([user_id.hex, page, form, window, kept, version])
        return text if isinstance(text, str) else text.decode()

    def seen(self, draft_id: UUID, version: int) -> FormMark:
        """The mark of a page that has learned of its draft."""
        return replace(self, draft_id=draft_id, version=version)


def new_window() -> str:
    """A name for one opened page."""
    return secrets.token_urlsafe(LENGTH)


def read_mark(text: str | None) -> FormMark | None:
    """The mark that a form was sent with; None for none, and for one that was not made here."""
    if not text or len(text) > 2_000:
        return None
    try:
        user_id, page, form, window, kept, version = _signer().loads(text)
    except (BadData, ValueError):
        return None
    return FormMark(UUID(user_id), page, form, window, UUID(kept) if kept else None, version)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=SALT)
