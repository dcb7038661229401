"""A house for tests: a database with its tables, keys, people, and sessions to act in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

from caseflow.access.acting import Purpose, acting, system_session
from caseflow.access.actor import SYSTEM, Actor, load_actor
from caseflow.access.models import Engagement, Membership
from caseflow.access.roles import shipped
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.keyed_codes import keep_hash
from caseflow.accounts.models import User
from caseflow.accounts.purposes import AccountPurpose
from caseflow.audit.listening import guard, install
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.crypto.file_storage import FolderStorage
from caseflow.crypto.keyring import Compartment, Keyring
from caseflow.crypto.secrets import Secrets, load_or_create
from caseflow.db import WorkSession, make_engine, metadata, new_id
from caseflow.events import EventTable
from caseflow.reference import services as reference
from caseflow.reference.models import Entity, ListKind, ListValue, Organization
from caseflow.reference.services import EntityFacts
from caseflow.rooms import import_tables
from tests.support.databases import Databases

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
SINCE = date(2020, 1, 1)


@dataclass
class House:
    """One instance without a web server."""

    engine: sa.Engine
    secrets: Secrets
    info: dict[str, Any] = field(default_factory=dict)

    def factory(self) -> WorkSession:
        """A new session, equipped as the edge equips it."""
        maker = sessionmaker(
            self.engine, class_=WorkSession, expire_on_commit=False, info={**self.info}
        )
        return maker()

    @contextmanager
    def session(self, actor: Actor | None = None, *, now: datetime = NOW) -> Iterator[WorkSession]:
        """A session acting for somebody; commit it yourself."""
        with self.factory() as session:
            session.info["writes"] = True
            session.info["now"] = now
            if actor is None:
                yield session
            else:
                with acting(session, actor):
                    yield session

    @contextmanager
    def system(self, purpose: Purpose = AccountPurpose.DEMONSTRATION) -> Iterator[WorkSession]:
        """A session past the wall, for setting the scene."""
        with system_session(self.factory, purpose) as session:
            session.info["now"] = NOW
            yield session

    def entity(self, code: str, *, parent: UUID | None = None, **facts: Any) -> UUID:
        """An entity of the one test organisation, below `parent` where one is given."""
        with self.system() as session:
            organization = session.scalar(sa.select(Organization))
            if organization is None:
                organization = reference.add_organization(
                    session, code="TEST", name="Test", valid_from=SINCE, actor=SYSTEM, now=NOW
                )
            found = reference.add_entity(
                session,
                organization=organization,
                code=code,
                facts=EntityFacts(name=f"Entity {code}", **{"kind": "peacekeeping", **facts}),
                parent=session.get(Entity, parent) if parent else None,
                valid_from=SINCE,
                actor=SYSTEM,
                now=NOW,
            )
            session.commit()
            return found.id

    def value(self, entity: UUID, kind: ListKind, name: str) -> UUID:
        """A value of one of an entity's lists, added where it is not there yet."""
        with self.system() as session:
            same = sa.select(ListValue.id).where(
                ListValue.entity_id == entity, ListValue.list == kind, ListValue.name == name
            )
            if (known := session.scalar(same)) is not None:
                return known
            found = reference.add_list_value(
                session.get_one(Entity, entity), kind=kind, name=name, actor=SYSTEM, now=NOW
            )
            session.commit()
            return found.id

    def person(
        self,
        role: str | None,
        *,
        entity: UUID | None = None,
        username: str | None = None,
        name: str = "Test Person",
        team: UUID | None = None,
        since: date = SINCE,
        until: date | None = None,
        engagements: tuple[UUID, ...] = (),
        deeper: Mapping[str, bool] = {},
    ) -> Actor:
        """A user in one role, as an actor of today."""
        user_id = new_id()
        with self.system() as session:
            keyring: Keyring = session.info["keyring"]
            key = keyring.make(
                session, kind="user", root_id=user_id, compartment=Compartment.ACCOUNTS, now=NOW
            )
            user = User(
                id=user_id,
                username=username or f"{role or 'nobody'}-{user_id.hex[-8:]}",
                full_name=name,
                data_key_id=key,
                created_at=NOW,
            )
            keep_hash(session, user, "none that anybody could type")
            with act(session, AccountAct.PERSON_CHANGED, thing=user):
                session.add(user)
                session.flush()
                if role:
                    session.add(
                        Membership(
                            user_id=user_id,
                            role=role,
                            entity_id=entity,
                            team_id=team,
                            data_key_id=key,
                            valid_from=since,
                            valid_to=until,
                        )
                    )
                for engaged in engagements:
                    session.add(
                        Engagement(
                            user_id=user_id,
                            entity_id=engaged,
                            data_key_id=key,
                            purpose=conceal("test"),
                            valid_from=since,
                            valid_to=until,
                            **deeper,
                        )
                    )
            session.commit()
        return self.actor(user_id)

    def actor(self, user_id: UUID, *, today: date = TODAY, now: datetime | None = None) -> Actor:
        """An existing user as an actor of a moment, or of nine o'clock on a day."""
        with self.factory() as session:
            user = session.get_one(User, user_id)
            return load_actor(
                session,
                user_id=user.id,
                username=user.username,
                name=user.full_name,
                roles=shipped(),
                now=now or datetime.combine(today, NOW.timetz()),
            )


def tables(databases: Databases, kind: str) -> AbstractContextManager[str]:
    """The address of a fresh database with every table, copied from one made once."""
    return databases.copy_of("tables", kind, make_tables)


def make_tables(url: str) -> None:
    """Every room's tables in an empty database."""
    import_tables()
    engine = make_engine(url)
    metadata.create_all(engine)
    engine.dispose()


@lru_cache
def engine_of(url: str) -> sa.Engine:
    """The guarded engine for an address, with the statements it compiled for earlier tests."""
    engine = make_engine(url)
    guard(engine)
    return engine


def build_house(
    url: str, folder: Path, *, subscribers: tuple[Any, ...] = (), extra: Mapping[str, Any] = {}
) -> House:
    """Keys and sessions over a database that has its tables (`tables`) and no row."""
    install()
    engine = engine_of(url)
    secrets = load_or_create(folder / "keys")
    keyring = Keyring(secrets.providers)
    house = House(
        engine,
        secrets,
        {
            "keyring": keyring,
            "audit_signer": secrets.audit_signing,
            "secrets": secrets,
            "events": EventTable(*subscribers),
            "file_storage": FolderStorage(folder / "files"),
            **extra,
        },
    )
    with house.factory() as session:
        keyring.start(session, now=NOW)
        session.commit()
    return house
