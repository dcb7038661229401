"""What runs beside the pages: kinds of jobs, what is due each minute, and how mail leaves."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.accounts.models import User
from caseflow.crypto.opening import open_text
from caseflow.jobs.queue import open_queue
from caseflow.jobs.worker import Waker, register_round
from caseflow.notices.mailing import Post, mail_waiting
from caseflow.web.store import session_factory
from config import Config


def init_machinery(app: Flask, config: Config) -> None:
    """Open the queue and say what is due each minute."""
    secret = hmac.new(app.secret_key, b"the queue of jobs", hashlib.sha256).digest()  # type: ignore[arg-type]
    app.extensions["caseflow.queue"] = open_queue(config.jobs_database, secret)
    post = Post(sender="caseflow@localhost", folder=config.home / "mail")
    register_round(lambda session: mail(session, post))


def waker() -> Waker:
    """The way to the worker of the current application."""
    return Waker(current_app.extensions["caseflow.queue"], session_factory())


def mail(session: Session, post: Post) -> None:
    """Mail what waits in the outbox."""
    mail_waiting(session, post, address_of, now=clock.now())


def address_of(session: Session, user_id: UUID) -> str | None:
    """The mail address of a user, opened for this one use."""
    user = session.get(User, user_id)
    return open_text(session, user, "email") if user is not None and user.active else None
