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

from caseflow.access.engine_guard import guard_engine
from caseflow.db import WorkSession, engine_options, metadata, prepare_engine


class RequestSession(WorkSession, ScopedSession):
    """A walled session that finds its engine through Flask-SQLAlchemy."""


store = SQLAlchemy(
    metadata=metadata,
    add_models_to_shell=False,
    session_options={"class_": RequestSession, "expire_on_commit": False},
)


@dataclass(frozen=True)
class Edge:
    """What every session of this application carries: keys, signer, subscribers, roles."""

    info: dict[str, Any]

    def equip(self, session: Session) -> None:
        """Give a session what verbs and the trail need."""
        session.info.update(self.info)


def init_store(app: Flask, url: str) -> None:
    """Bind the database; the engine keeps its promises and guards protected tables."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    store.init_app(app)
    with app.app_context():
        guard_engine(prepare_engine(store.engine))


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
    return sessionmaker(
        engine(), class_=WorkSession, expire_on_commit=False, info=dict(edge().info)
    )
