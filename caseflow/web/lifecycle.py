"""The life of a request: read or write is known at the start, the commit comes once, at the end.

A changing request holds SQLite's write lock from its first statement. A reading request reads,
ends its read, and writes what it delivered in a short transaction of its own before the answer
leaves; if that fails, the answer does not leave. A refusal is recorded after everything else was
rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, make_response, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import default_exceptions

from caseflow import clock
from caseflow.access.acting import actor_of
from caseflow.audit.acts import Outcome, PageAct
from caseflow.audit.record import Pending, pending
from caseflow.audit.savepoints import forget_transaction
from caseflow.crypto.broken_seals import broken_seals
from caseflow.db import WRITES, reading_only
from caseflow.web import store

P = ParamSpec("P")
T = TypeVar("T")
Touch = Callable[[Session], None]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
READING = "caseflow.reading"
DENIALS = frozenset({403, 404})
"""Answers to somebody signed in that are put on the trail: not theirs to do, or not there for them.
"""


def init_lifecycle(app: Flask) -> None:
    """Begin and finish every request; must be set up before anything that reads."""
    app.before_request(begin)
    app.after_request(finish)
    app.register_error_handler(OperationalError, answer_busy)
    for meeting in (IntegrityError, StaleDataError):
        app.register_error_handler(meeting, answer_met)


def begin() -> None:
    """Equip the session of this request and say whether it may change something.

    A request for a file, too: where there is none, the page that says so knows who asks.
    """
    g.now = clock.now()
    session = store.session()
    session.info.clear()
    store.edge().equip(session)
    WRITES.put(session, changes_something())


def changes_something() -> bool:
    """Whether this request may change something: not where its page was declared to read only."""
    reading: set[str] = current_app.extensions.get(READING, set())
    safe = request.method in SAFE or request.endpoint == "static"
    return not (safe or request.endpoint in reading)


def declare_reading(extensions: dict[str, Any], endpoint: str) -> None:
    """Say that a page only reads, although its form is sent by POST."""
    extensions.setdefault(READING, set()).add(endpoint)


def perform(verb: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one verb in a savepoint, so that a half-done verb leaves nothing to commit."""
    with store.session().begin_nested():
        return verb(*args, **kwargs)


def afterwards(touch: Touch) -> None:
    """Do something small in the transaction that ends this request, whatever its outcome."""
    g.setdefault("touches", []).append(touch)


def beforehand(step: Callable[[Session], T]) -> T:
    """Do something small in a transaction of its own, committed before slow work begins."""
    session = store.session()
    session.rollback()
    WRITES.put(session, True)
    try:
        done = step(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return done


@contextmanager
def reading_first() -> Iterator[Session]:
    """Within a changing request, read without holding the write lock (before slow work)."""
    with reading_only(store.session()) as session:
        yield session


def deny(facts: dict[str, object] | None = None) -> None:
    """Have a denial recorded once the main transaction is rolled back, whatever the answer says."""
    g.denied = facts or {}


def finish(response: Response) -> Response:
    """Commit once below 400; otherwise keep only what was looked at and what was refused."""
    if request.endpoint == "static" or "now" not in g:
        return response
    session = store.session()
    try:
        if response.status_code < 400 and WRITES.get(session):
            _touch(session)
            session.commit()
        else:
            _end_read(session, response.status_code)
    except (IntegrityError, StaleDataError) as error:
        return answer_met(error)
    except OperationalError as error:
        return answer_busy(error)
    return response


def answer_met(error: Exception) -> Response:
    """Keep nothing, and say that the change met another one."""
    store.session().rollback()
    current_app.logger.warning("a change met another change; nothing was kept", exc_info=error)
    return _instead(409)


def answer_busy(error: Exception) -> Response:
    """Keep nothing, and say that the database is busy."""
    session = store.session()
    session.rollback()
    WRITES.put(session, False)  # the page that says so waits for no lock
    current_app.logger.error("the database did not take the transaction", exc_info=error)
    return _instead(503)


def _end_read(session: Session, status: int) -> None:
    looked = [a for a in pending(session) if a.looked or status < 400]
    session.rollback()
    forget_transaction(session)  # acts recorded where no transaction had begun
    if _is_denied(session, status):
        looked.append(_denial(g.get("denied", {})))
    touches = g.get("touches", [])
    if not looked and not touches and not broken_seals(session):
        return
    WRITES.put(session, True)
    pending(session).extend(looked)
    _touch(session)
    session.commit()


def _is_denied(session: Session, status: int) -> bool:
    if "denied" in g:
        return status >= 400
    return status in DENIALS and request.endpoint is not None and actor_of(session) is not None


def _touch(session: Session) -> None:
    for touch in g.pop("touches", []):
        touch(session)


def _denial(facts: dict[str, object]) -> Pending:
    where = {"page": request.endpoint or "", "method": request.method, **(request.view_args or {})}
    return Pending(PageAct.ACCESS_REFUSED, outcome=Outcome.DENIED, facts={**where, **facts})


def _instead(status: int) -> Response:
    answer = current_app.handle_user_exception(_http(status))
    return make_response(answer)


def _http(status: int) -> Exception:
    return default_exceptions[status]()
