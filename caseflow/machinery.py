"""What runs beside the pages: kinds of jobs, what is due each minute, and how mail leaves."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import partial
from uuid import UUID

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.accounts.code_mail import mail_codes
from caseflow.accounts.models import User
from caseflow.audit.head_hooks import keep_last
from caseflow.crypto.opening import open_text
from caseflow.db import at_most
from caseflow.jobs.commands import Opener, jobs_group
from caseflow.jobs.models import Job, State
from caseflow.jobs.purposes import JobPurpose
from caseflow.jobs.queue import open_queue
from caseflow.jobs.services import ask
from caseflow.jobs.worker import Round, Waker
from caseflow.manifests import works
from caseflow.notices.mailing import Post, mail_waiting
from caseflow.web.store import edge, engine, session_factory
from config import Config


def jobs_commands(opened: Opener) -> click.Group:
    """The commands about jobs; the queue is opened when one of them runs."""
    return jobs_group(opened, waker, ending=keep_head)


def waker() -> Waker:
    """The way to the worker of the current application, with what is due each minute."""
    config: Config = current_app.extensions["caseflow.config"]
    secret = hmac.new(the_secret(), b"the queue of jobs", hashlib.sha256).digest()
    post = the_post(config)
    with system_session(session_factory(), JobPurpose.JOBS) as session:
        ask_for_upkeep(session)
        session.commit()
    return Waker(open_queue(config.jobs_database, secret), session_factory(), rounds(post))


def rounds(post: Post) -> list[Round]:
    """What is due once a minute: mail, and what the rooms look after."""
    every = [work for room in works() for work in room.rounds]
    return [partial(mail, post=post), *(partial(_at_this_moment, work) for work in every)]


def _at_this_moment(work: Callable[..., object], session: Session) -> None:
    work(session, now=clock.now())


def ask_for_upkeep(session: Session) -> None:
    """Ask for what an earlier release left to do, unless it is asked for already."""
    for room in works():
        for kind, is_left in room.left_over.items():
            if is_left(session):
                _ask_once(session, kind)


def _ask_once(session: Session, kind: str) -> None:
    waiting = sa.select(Job.id).where(Job.kind == kind, Job.state == State.QUEUED)
    if session.scalar(waiting.limit(at_most(1))) is None:
        ask(session, kind, asked_by=None, now=clock.now())


def keep_head() -> None:
    """Keep the head of the trail, with what was done last."""
    keep_last(engine(), edge().head_file)


def the_post(config: Config) -> Post:
    """How mail leaves here."""
    mail = config.mail
    return Post(
        sender=mail.sender,
        folder=config.home / "mail",
        host=mail.server,
        port=mail.port,
        encryption=mail.encryption,
        user=mail.user,
        password=mail.password,
    )


def the_secret() -> bytes:
    """The secret of this application's sessions, from which the queue's is made."""
    secret = current_app.secret_key
    return secret.encode() if isinstance(secret, str) else secret or b""


def mail(session: Session, post: Post) -> None:
    """Mail what waits in the outbox, and codes for new passwords."""
    mail_waiting(session, post, address_of, now=clock.now())
    mail_codes(session, post, address_of, now=clock.now())


def address_of(session: Session, user_id: UUID) -> str | None:
    """The mail address of a user, opened for this one use."""
    user = session.get(User, user_id)
    return open_text(session, user, "email") if user is not None and user.active else None
