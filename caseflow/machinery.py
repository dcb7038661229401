"""What runs beside the pages: kinds of jobs, what is due each minute, and how mail leaves."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import Purpose, system_session
from caseflow.accounts.code_mail import mail_codes
from caseflow.accounts.ending_drafts import look_after_drafts
from caseflow.accounts.models import User
from caseflow.audit.file_compaction import is_clean
from caseflow.audit.head_hooks import keep_last
from caseflow.audit.open_word_sealing import seal_landed
from caseflow.audit.open_words import any_open, count_open_rows
from caseflow.cases.services.move_recount import RECOUNT_MOVES, is_counted, recount_job
from caseflow.crypto.opening import open_text
from caseflow.db import at_most
from caseflow.jobs.commands import Opener, jobs_group
from caseflow.jobs.models import Job, State
from caseflow.jobs.queue import open_queue
from caseflow.jobs.services import Progress, ask, register_kind
from caseflow.jobs.worker import Waker, register_round
from caseflow.notices.mailing import Post, mail_waiting
from caseflow.screening.services.landed_entries import check_entries
from caseflow.screening.services.landed_entries import left as unchecked_entries
from caseflow.screening.services.register_rounds import look_after
from caseflow.submissions.services import forget_submissions
from caseflow.web.store import edge, engine, session_factory
from config import Config

SEALING = "seal"
"""The kind of job that seals what an earlier release left open."""
CHECKING = "check-entries"
"""The kind of job that holds register entries of an earlier release against their decisions."""


def jobs_commands(opened: Opener) -> click.Group:
    """The commands about jobs; the queue is opened when one of them runs."""
    return jobs_group(opened, waker, ending=keep_head)


def waker() -> Waker:
    """The way to the worker of the current application, with what is due each minute."""
    config: Config = current_app.extensions["caseflow.config"]
    secret = hmac.new(the_secret(), b"the queue of jobs", hashlib.sha256).digest()
    post = the_post(config)
    register_round(lambda session: mail(session, post))
    register_round(lambda session: look_after(session, now=clock.now()))
    register_round(forget_old)
    register_round(lambda session: look_after_drafts(session, now=clock.now()))
    declare_jobs()
    with system_session(session_factory(), Purpose.JOBS) as session:
        ask_for_upkeep(session)
        session.commit()
    return Waker(open_queue(config.jobs_database, secret), session_factory())


def forget_old(session: Session) -> None:
    """Forget the forms that were sent more than a day ago."""
    forget_submissions(session, now=clock.now())


def declare_jobs() -> None:
    """Say what is done for each kind of job."""
    register_kind(SEALING, seal_open_words)
    register_kind(CHECKING, check_landed_entries)
    register_kind(RECOUNT_MOVES, recount_job)


def ask_for_upkeep(session: Session) -> None:
    """Ask for what an earlier release left to do, unless it is asked for already.

    Words that stand open are sealed, and register entries held against their decisions. Where the
    tracks were changed since, cases are counted anew by whose move it is.
    """
    if any_open(session) or not is_clean(session):
        _ask_once(session, SEALING)
    if unchecked_entries(session):
        _ask_once(session, CHECKING)
    if not is_counted(session):
        _ask_once(session, RECOUNT_MOVES)


def _ask_once(session: Session, kind: str) -> None:
    waiting = sa.select(Job.id).where(Job.kind == kind, Job.state == State.QUEUED)
    if session.scalar(waiting.limit(at_most(1))) is None:
        ask(session, kind, asked_by=None, now=clock.now())


def check_landed_entries(
    session: Session, _arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, int]:
    """Hold register entries of an earlier release against their decisions."""
    total = unchecked_entries(session)
    return check_entries(
        session, now=clock.now(), after_step=lambda done: progress.step(done, total)
    )


def seal_open_words(
    session: Session, _arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, int | bool]:
    """Seal what stands open. Raises OSError when something is left, so that it is tried again."""
    total = count_open_rows(session)
    report = seal_landed(session, after_step=lambda done: progress.step(done, total))
    if not report.ok:
        raise OSError("words are left in the open, or in the log of the database")
    return asdict(report)


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
