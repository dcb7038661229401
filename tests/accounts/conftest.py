"""A house with two administrators and the verbs of two people, shortened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow.access.actor import Actor
from caseflow.access.models import Membership
from caseflow.accounts import account_requests, services
from caseflow.accounts.models import AccountRequest, User
from caseflow.db import make_engine
from tests.support.house import NOW, House


@dataclass
class Office:
    """Two administrators whom nobody of the other made, and a colleague without a role."""

    house: House
    entity: UUID
    first: Actor
    second: Actor
    colleague: Actor
    made: dict[str, Actor] = field(default_factory=dict)

    def asked(self, role: str, *, by: Actor, of: Actor, now: datetime = NOW, **facts: Any) -> UUID:
        """Ask for a role; the id of the request."""
        with self.house.session(by, now=now) as session:
            request = account_requests.ask_role(
                session.get_one(User, of.user_id),
                role,
                **{"entity_id": self.entity, "reason": "Begins on Monday", **facts},
                actor=by,
                now=now,
            )
            session.commit()
            return request.id

    def decided(self, verb: Any, request_id: UUID, *, by: Actor, now: datetime = NOW) -> None:
        """Confirm, decline or withdraw."""
        with self.house.session(by, now=now) as session:
            verb(session.get_one(AccountRequest, request_id), actor=by, now=now)
            session.commit()

    def given(self, role: str, *, by: Actor, second: Actor, of: Actor, **options: Any) -> None:
        """Give a role by two people."""
        request = self.asked(role, by=by, of=of, **options)
        self.decided(
            account_requests.confirm,
            request,
            by=second,
            **{k: v for k, v in options.items() if k == "now"},
        )

    def account(self, username: str, *, by: Actor, now: datetime = NOW) -> Actor:
        """An account that somebody makes on the pages, with a password that opens nothing here."""
        with self.house.session(by, now=now) as session:
            user = services.add_user(
                session, username=username, full_name=username, actor=by, now=now
            )
            session.flush()
            session.commit()
            user_id = user.id
        with self.raw() as raw:
            raw.execute(
                sa.text(
                    "UPDATE users SET password_hash = 'x', password_code = :code"
                    " WHERE username = :name"
                ),
                {"name": username, "code": b"x"},
            )
        return self.house.actor(user_id)

    @contextmanager
    def raw(self) -> Iterator[sa.Connection]:
        """The database as somebody reaches it who has it without the program."""
        engine = make_engine(self.house.engine.url.render_as_string(hide_password=False))
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def roles_of(self, actor: Actor) -> set[str]:
        """The roles that somebody holds."""
        with self.house.system() as session:
            held = sa.select(Membership.role).where(Membership.user_id == actor.user_id)
            return set(session.scalars(held))

    def again(self, actor: Actor) -> Actor:
        """The same person with the roles of now."""
        return self.house.actor(actor.user_id)


@pytest.fixture
def office(house: House) -> Office:
    entity = house.entity("NORTH")
    return Office(
        house,
        entity,
        house.person("administrator", username="first", name="First Administrator"),
        house.person("administrator", username="second", name="Second Administrator"),
        house.person(None, username="colleague", name="A Colleague"),
    )
