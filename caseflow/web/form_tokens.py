"""The two hidden fields of every form that does something: against forgery, and against twice."""

from __future__ import annotations

import secrets

from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

CSRF = "csrf_token"
TOKEN = "form_token"  # noqa: S105  # nosec B105: the name of a field
LENGTH = 12
"""Random bytes of a form's own token."""


def form_token() -> Markup:
    """A form's own token: fresh each time the form is drawn, and kept nowhere."""
    token = secrets.token_urlsafe(LENGTH)
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN, token)


def form_tokens() -> Markup:
    """Both fields, for a form that a template writes itself."""
    csrf = Markup('<input type="hidden" name="{}" value="{}">').format(CSRF, generate_csrf())
    return csrf + form_token()
