"""The real application over a seeded home, with a planted room to try the life of a request on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
import pytest
import sqlalchemy as sa
from flask import Flask, request

from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.acts import TrailAct
from caseflow.audit.record import act, note_read
from caseflow.db import at_most
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.web import store
from caseflow.web.guard import PUBLIC, SIGNED_IN, Room, current_actor
from caseflow.web.lifecycle import perform
from tests.support.homes import Homes, application
from tests.support.visitor import Visitor, visitor

RAISES = {
    "refused": Refused("No."),
    "missing": NotFound("No."),
    "not-ready": NotReady("Not yet."),
    "crash": ZeroDivisionError("a mistake"),
}


@dataclass
class Instance:
    """A running application and a look at its database from outside."""

    app: Flask
    home: Path
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, username: str | None = None) -> Visitor:
        """A new visitor, signed in where a name is given."""
        return visitor(self.app, username)

    def ask(self, statement: str, *values: Any) -> list[Any]:
        """Rows, read past the program."""
        connection = sqlite.connect(self.home / "caseflow.db")
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def one(self, statement: str, *values: Any) -> Any:
        """One value, read past the program."""
        return self.ask(statement, *values)[0][0]

    def acts(self, after: int = 0) -> list[tuple[str, str]]:
        """Act and outcome of the entries since a number."""
        rows = self.ask("SELECT act, outcome FROM acts WHERE seq > ? ORDER BY seq", after)
        return [(row[0], row[1]) for row in rows]

    def last(self) -> int:
        """The number of the newest entry."""
        return int(self.one("SELECT max(seq) FROM acts"))

    def title(self, username: str = "officer") -> str | None:
        """What the planted room changes."""
        found: str | None = self.one("SELECT title FROM users WHERE username = ?", username)
        return found


@pytest.fixture
def instance(homes: Homes) -> Iterator[Instance]:
    home = homes.fresh()
    with application(home) as app:
        app.register_blueprint(planted_room())
        yield Instance(app, home)


@pytest.fixture(scope="module")
def shared(homes: Homes) -> Iterator[Instance]:
    """One instance for tests that change nothing others look at."""
    home = homes.fresh()
    with application(home) as app:
        app.register_blueprint(planted_room())
        yield Instance(app, home)


def planted_room() -> Room:
    """Pages that change or read something and then end as the address asks."""
    room = Room("planted", __name__)

    def change(title: str, ends: str) -> None:
        session = store.session()
        user = session.get_one(User, current_actor().user_id)
        with act(session, AccountAct.PREFERENCES_CHANGED, thing=user):
            user.title = title
            session.flush()
            if ends in RAISES:
                raise RAISES[ends]

    def end() -> Any:
        ends = request.args.get("ends", "200")
        if ends in RAISES:
            raise RAISES[ends]
        return "answered", int(ends)

    @room.route("/planted/change", methods=["GET", "POST"], permission=SIGNED_IN)
    def changed() -> Any:
        change("changed", "")
        return end()

    @room.route("/planted/half", methods=["POST"], permission=SIGNED_IN)
    def half() -> Any:
        """A verb that fails half-way, caught by the page, which then goes on well."""
        try:
            perform(change, "half", "not-ready")
        except NotReady:
            return "caught", 200
        return "went on", 200

    @room.route("/planted/read", permission=SIGNED_IN)
    def read() -> Any:
        session = store.session()
        user = session.scalars(sa.select(User).limit(at_most(1))).one()
        note_read(session, TrailAct.AUDIT_READ, thing=user, fields=("email",))
        return end()

    @room.route("/planted/open", permission=PUBLIC)
    def public() -> Any:
        return end()

    return room
