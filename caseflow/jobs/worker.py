"""The embedded worker: wakes at each request for work, and looks round once a minute anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from huey import crontab
from huey.api import Huey
from huey.consumer import Consumer
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.jobs.purposes import JobPurpose
from caseflow.jobs.services import run, take

Factory = Callable[[], Session]
Round = Callable[[Session], None]
AT_ONCE = 50


def work_off(factory: Factory) -> int:
    """Do the jobs that wait, each in sessions of its own; returns how many."""
    done = 0
    while done < AT_ONCE:
        with system_session(factory, JobPurpose.JOBS) as session:
            job = take(session, now=clock.now())
            if job is None:
                session.rollback()
                return done
            session.commit()
            run(session, job, now=clock.now)
        done += 1
    return done


def go_round(factory: Factory, rounds: Iterable[Round]) -> None:
    """Do what is due once a minute, each in a system session that is then committed."""
    for work in rounds:
        with system_session(factory, JobPurpose.JOBS) as session:
            work(session)
            session.commit()


class Waker:
    """What pages use to say that there is work, after their commit."""

    def __init__(self, queue: Huey, factory: Factory, rounds: Sequence[Round]) -> None:
        self.queue = queue
        self._wake = queue.task(name="wake")(lambda: work_off(factory))
        queue.periodic_task(crontab(minute="*"), name="round")(lambda: go_round(factory, rounds))
        queue.periodic_task(crontab(minute="*"), name="sweep")(lambda: work_off(factory))

    def wake(self) -> None:
        """Have a worker look at the list."""
        self._wake()

    def work(self) -> None:
        """Be a worker until a signal ends it."""
        Consumer(self.queue, workers=1, worker_type="thread", check_worker_health=True).run()
