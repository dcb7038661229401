"""The session of a request: Flask-SQLAlchemy's scope around our walled session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as ScopedSession
from sqlalchemy.orm import Session, sessionmaker

from caseflow import clock
from caseflow.audit.listening import guard
from caseflow.audit.session_values import HEAD_FILE
from caseflow.audit.trail_head import HeadFile
from caseflow.crypto.keyring import KEYRING, Keyring
from caseflow.db import WRITER, WRITES, WorkSession, engine_options, metadata, prepare_engine


class RequestSession(WorkSession, ScopedSession):
    """A walled session that finds its engine through Flask-SQLAlchemy."""


store = SQLAlchemy(
    metadata=metadata,
    add_models_to_shell=False,
    session_options={"class_": RequestSession, "expire_on_commit": False},
)


@dataclass
class Edge:
    """What every session of this application carries: keys, signer, subscribers."""

    info: dict[str, Any]
    opened: bool = False

    def equip(self, session: Session) -> None:
        """Give a session what verbs and the trail need."""
        self.open_keys()
        session.info.update(self.info)

    @property
    def head_file(self) -> HeadFile:
        """The file in which the last signed head of the trail is kept."""
        return cast("HeadFile", self.info[HEAD_FILE.name])

    def open_keys(self) -> None:
        """Open the domain keys once in each process; the first one ever makes them."""
        if self.opened:
            return
        keyring: Keyring = self.info[KEYRING.name]
        with WorkSession(engine(), info={**self.info, WRITES.name: True}) as own:
            keyring.start(own, now=clock.now())
            own.commit()
        if engine().dialect.name == "sqlite":  # one for all requests: making it costs each of them
            self.info[WRITER.name] = engine().execution_options(begin="IMMEDIATE")
        self.opened = True


def init_store(app: Flask, url: str) -> None:
    """Bind the database; the engine keeps its promises and guards protected tables."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    store.init_app(app)
    with app.app_context():
        guard(prepare_engine(store.engine))


def set_edge(app: Flask, edge: Edge) -> None:
    """Say what sessions carry."""
    app.extensions["caseflow.edge"] = edge


def edge() -> Edge:
    """What sessions of the current application carry."""
    return cast("Edge", current_app.extensions["caseflow.edge"])


def session() -> WorkSession:
    """The session of this request."""
    return cast("WorkSession", store.session())


def engine() -> sa.Engine:
    """The engine of the current application."""
    return store.engine


def session_factory() -> Callable[[], WorkSession]:
    """Sessions of their own, for system purposes, commands and jobs."""
    edge().open_keys()
    return sessionmaker(
        engine(), class_=WorkSession, expire_on_commit=False, info=dict(edge().info)
    )
