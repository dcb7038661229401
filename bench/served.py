"""One instance in a process of its own, asked line by line: the real application, no server.

Started by `bench.asking`, with `--plain` over a plaintext twin. A line of input names a page; a
line of output says what it took.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections.abc import Callable
from typing import Any

if "--plain" in sys.argv:
    from bench import twin

    twin.take_off_the_seals()

from sqlalchemy import event, select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from caseflow import clock
from caseflow.accounts import sessions
from caseflow.accounts.models import User
from caseflow.web.store import edge, engine, session_factory
from wsgi import app as the_app

HOST = "https://localhost"
BOX = "/search"
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class Served:
    """An application with one person signed in."""

    def __init__(self, username: str) -> None:
        self.app = the_app
        self.cookie = self._sign_in(username)
        self.statements = 0
        self.token: str | None = None

    def _sign_in(self, username: str) -> str:
        with self.app.test_request_context(), session_factory()() as session:
            now = clock.now()
            session.info |= {"now": now, "writes": True}
            user = session.scalars(select(User).where(User.username == username)).one()
            _row, secret = sessions.start(session, user, agent="bench", now=now)
            session.commit()
        client = self.app.test_client()
        with client.session_transaction(base_url=HOST) as kept:
            kept["_user_id"], kept["_fresh"] = secret, True
        name = self.app.config["SESSION_COOKIE_NAME"]
        found = client.get_cookie(name, domain="localhost")
        assert found is not None
        return f"{name}={found.value}"

    def ask(
        self, path: str, *, cold: bool = False, body: bool = False, words: str = ""
    ) -> dict[str, Any]:
        """Fetch a page; CPU milliseconds, bytes and the statements it took.

        With `words` they are typed into the search form of that address.
        """
        environ = self._typed(path, words) if words else self._plain(path)
        if cold:
            with self.app.app_context():
                edge().info["keyring"].cache.clear()
        self.statements = 0
        began = time.process_time()
        parts, status, headers = run_wsgi_app(self.app, environ)
        text = b"".join(parts)
        cpu = (time.process_time() - began) * 1000
        if (kept := headers.get("Set-Cookie")) is not None:  # as a browser does
            self.cookie = kept.partition(";")[0]
        said = {
            "status": int(status.split()[0]),
            "cpu": cpu,
            "statements": self.statements,
            "bytes": len(text),
            "packed": len(gzip.compress(text, 6)),
            "kind": headers.get("Content-Type", ""),
        }
        return said | ({"body": text.decode("utf-8", "replace")} if body else {})

    def _plain(self, path: str) -> dict[str, Any]:
        headers = {"Cookie": self.cookie}
        return EnvironBuilder(path, base_url=HOST, headers=headers).get_environ()

    def _typed(self, path: str, words: str) -> dict[str, Any]:
        """The request by which a page sends what was typed into its search box."""
        if self.token is None:
            found = TOKEN.search(self.ask(BOX, body=True)["body"])
            assert found is not None
            self.token = found[1]
        return EnvironBuilder(
            path,
            base_url=HOST,
            method="POST",
            data={"q": words, "csrf_token": self.token},
            headers={"Cookie": self.cookie, "Origin": HOST, "Referer": HOST + BOX},
        ).get_environ()

    def count(self) -> Callable[[], None]:
        """Count statements from now on; call what comes back to end it."""

        def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
            self.statements += not statement.lstrip().upper().startswith(CONTROL)

        with self.app.app_context():
            found = engine()
        event.listen(found, "before_cursor_execute", note)
        return lambda: event.remove(found, "before_cursor_execute", note)


def listen(app: Served) -> None:
    """Answer until there is no more input."""
    for line in sys.stdin:
        asked = json.loads(line)
        stop = app.count() if asked.pop("count", False) else None
        print(json.dumps(app.ask(**asked)), flush=True)
        if stop is not None:
            stop()


if __name__ == "__main__":
    listen(Served(sys.argv[1]))
