"""What runs beside the pages: kinds of jobs, what is due each minute, and how mail leaves."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

import click
from flask import current_app
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.accounts.models import User
from caseflow.crypto.opening import open_text
from caseflow.jobs.commands import Opener, jobs_group
from caseflow.jobs.queue import open_queue
from caseflow.jobs.worker import Waker, register_round
from caseflow.notices.mailing import Post, mail_waiting
from caseflow.web.store import session_factory
from config import Config


def jobs_commands(opened: Opener) -> click.Group:
    """The commands about jobs; the queue is opened when one of them runs."""
    return jobs_group(opened, waker)


def waker() -> Waker:
    """The way to the worker of the current application, with what is due each minute."""
    config: Config = current_app.extensions["caseflow.config"]
    secret = hmac.new(the_secret(), b"the queue of jobs", hashlib.sha256).digest()
    post = Post(sender="caseflow@localhost", folder=config.home / "mail")
    register_round(lambda session: mail(session, post))
    return Waker(open_queue(config.jobs_database, secret), session_factory())


def the_secret() -> bytes:
    """The secret of this application's sessions, from which the queue's is made."""
    secret = current_app.secret_key
    return secret.encode() if isinstance(secret, str) else secret or b""


def mail(session: Session, post: Post) -> None:
    """Mail what waits in the outbox."""
    mail_waiting(session, post, address_of, now=clock.now())


def address_of(session: Session, user_id: UUID) -> str | None:
    """The mail address of a user, opened for this one use."""
    user = session.get(User, user_id)
    return open_text(session, user, "email") if user is not None and user.active else None
