"""Somebody with a browser that has no scripts: follows forms, keeps cookies, sends tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.homes import PASSWORD
from tests.support.versions import with_version

BASE = "https://localhost"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Visitor:
    """A client of the application over TLS, so that its cookies are sent back."""

    app: Flask
    client: FlaskClient = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        """Fetch a page and remember its form's token."""
        answer = self.client.get(path, base_url=BASE, **options)
        if "text/html" in answer.content_type and (found := TOKEN.search(answer.text)):
            self.token = found[1]
        return answer

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with the token of the page seen last, and the version of what it shows."""
        sent = {"csrf_token": self.token, **(data or {})}
        return with_version(
            sent, lambda form: self.client.post(path, data=form, base_url=BASE, **options)
        )

    def sign_in(self, username: str, password: str = PASSWORD, **options: Any) -> TestResponse:
        """Go through the door and open a page that has a form."""
        self.get("/sign-in")
        answer = self.post("/sign-in", {"username": username, "password": password, **options})
        if answer.status_code < 400:
            self.get("/me")
        return answer

    def cookie(self) -> str | None:
        """The value of the session's cookie."""
        found = self.client.get_cookie("__Host-caseflow", domain="localhost")
        return found.value if found else None


def visitor(app: Flask, username: str | None = None) -> Visitor:
    """A visitor, signed in where a name is given. AssertionError when the door stays shut."""
    made = Visitor(app)
    if username:
        answer = made.sign_in(username)
        assert answer.status_code == 302, f"{username} cannot sign in: {answer.status_code}"
    return made
