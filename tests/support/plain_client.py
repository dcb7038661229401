"""A client of the real server over one kept connection: cookies, form tokens, nothing else."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.support.homes import PASSWORD
from tests.support.visitor import TOKEN


@dataclass
class Client:
    """One person's browser, far simplified; raises OSError or HTTPException when cut off."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; its form's token is kept."""
        status, text, _location = self.send("GET", path)
        if found := TOKEN.search(text):
            self.token = found[1]
        return status, text

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Status of a sent form, and where it leads."""
        body = urlencode({"csrf_token": self.token, **fields})
        status, _text, location = self.send("POST", path, body)
        return status, location

    def sign_in(self, username: str) -> Client:
        """Go through the door. AssertionError when it stays shut."""
        self.get("/sign-in")
        status, _where = self.post("/sign-in", username=username, password=PASSWORD)
        assert status == 302, status
        self.get("/me")
        return self

    def send(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """One request; a page is asked for again when the kept connection had gone stale."""
        kept = self.connection is not None
        try:
            return self._send(method, path, body)
        except http.client.RemoteDisconnected:
            if kept and method == "GET":
                return self._send(method, path, body)
            raise

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")
