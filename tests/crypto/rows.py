"""Tables of the tests' own, apart from CaseFlow's, and a vault to keep them in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from caseflow import db
from caseflow.crypto.columns import SealedRow, conceal, confidential, guarded
from caseflow.crypto.keyring import Compartment, Keyring
from caseflow.crypto.models import DataKey, DomainKey, Hold, KeyEpoch, KeyGroup
from caseflow.crypto.provider import FileProvider
from caseflow.crypto.sealing import install
from caseflow.crypto.tokens import TokenOwner, TokenRow

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
KEY_TABLES = [model.__table__ for model in (DomainKey, DataKey, Hold, KeyEpoch)]


class Ground(DeclarativeBase):
    registry = registry(
        metadata=sa.MetaData(naming_convention=db.NAMES),
        type_annotation_map=db.Base.registry.type_annotation_map,
    )
    __init__ = db.Base.__init__


class Thing(SealedRow, Ground):
    __tablename__ = "test_things"

    id: Mapped[db.Key]
    root_id: Mapped[UUID] = mapped_column(default=db.new_id)
    label: Mapped[str | None]
    title: Mapped[confidential]
    summary: Mapped[confidential | None]
    name: Mapped[guarded | None]


class Paper(SealedRow, Ground):
    __tablename__ = "test_papers"

    id: Mapped[db.Key]
    title: Mapped[confidential]
    summary: Mapped[confidential | None]


class NameOwner(TokenOwner, Ground):
    __tablename__ = "test_name_owners"


class NameToken(TokenRow, Ground):
    __tablename__ = "test_name_tokens"
    __owners__ = "test_name_owners"


class Clock:
    """Stands still until a test moves it, so that keys age when it says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class VaultSession(db.WorkSession):
    pass


install(VaultSession)


@dataclass
class Vault:
    """A database with keys, and sessions on it."""

    engine: sa.Engine
    keyring: Keyring
    url: str
    folder: Path
    clock: Clock

    @contextmanager
    def session(self, *, purpose: str | None = None, writes: bool = True) -> Iterator[VaultSession]:
        info = {"keyring": self.keyring, "writes": writes, "purpose": purpose}
        with VaultSession(self.engine, info=info) as session:
            yield session

    def key(self, session: Any, root_id: UUID | None = None, kind: str = "case") -> UUID:
        return self.keyring.make(
            session,
            kind=kind,
            root_id=root_id or db.new_id(),
            compartment=Compartment.CASES,
            now=NOW,
        )

    def thing(self, session: Any, title: str = "a title", **more: Any) -> Thing:
        """A new thing under a key of its own."""
        thing = Thing(title=conceal(title), **more)
        thing.root_id = thing.root_id or thing.id
        thing.data_key_id = thing.data_key_id or self.key(session, thing.root_id)
        session.add(thing)
        return thing

    def stored(self, thing: Any, column: str) -> bytes:
        """The bytes that the database holds."""
        table = sa.inspect(type(thing)).local_table
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(raw(table, column)).where(table.c.id == thing.id))

    def tamper(self, table: Any, row_id: UUID, **values: Any) -> None:
        """What somebody with the database, but without the keys, can do."""
        with self.engine.begin() as connection:
            bare = sa.table(table.name, sa.column("id", db.Id()), *(sa.column(c) for c in values))
            connection.execute(sa.update(bare).where(bare.c.id == row_id).values(**values))


def raw(table: Any, column: str) -> Any:
    return sa.type_coerce(table.c[column], sa.LargeBinary)


def make_vault(url: str, folder: Path) -> Vault:
    """Tables, provider keys and a started keyring."""
    engine = db.make_engine(url)
    db.metadata.create_all(engine, tables=KEY_TABLES)
    Ground.metadata.create_all(engine)
    folder.mkdir(exist_ok=True)
    clock = Clock()
    keyring = open_keyring(folder, clock=clock)
    vault = Vault(engine, keyring, url, folder, clock)
    with vault.session() as session:
        keyring.start(session, now=NOW)
        session.commit()
    return vault


def open_keyring(folder: Path, **options: Any) -> Keyring:
    """A keyring as a fresh process has it."""
    providers = {}
    for group in KeyGroup:
        path = folder / f"{group}.json"
        providers[group] = FileProvider(path) if path.exists() else FileProvider.create(path)
    return Keyring(providers, **options)
