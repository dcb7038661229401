"""After an upgrade the operator runs one command, however often it is broken off."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow import upgrade_steps
from caseflow.access.acting import system_session
from caseflow.audit.models import Entry
from caseflow.audit.open_words import any_open
from caseflow.db import make_engine
from caseflow.jobs.models import Job, State
from caseflow.jobs.open_word_job import SEALING
from caseflow.jobs.purposes import JobPurpose
from caseflow.jobs.worker import work_off
from caseflow.machinery import waker
from caseflow.screening.services import rebuilding
from caseflow.start.migrations import is_upgrade_complete, probe
from caseflow.web.store import session_factory
from tests.support.databases import KINDS
from tests.support.homes import application
from tests.support.kept_homes import KEPT, bring_back

PLACES = (
    (upgrade_steps, "adopt_state"),
    (upgrade_steps, "rebuild"),
    (rebuilding.index, "thin"),
    (upgrade_steps, "reread_names"),
    (upgrade_steps, "leave_to_worker"),
    (upgrade_steps, "record_migration_runs"),
)
"""Where the program is ended: before each step, and at the end of making the index anew."""
ONCE = ("database:upgraded", "names:reread", "register:rebuilt", "state:adopted")


class Killed(BaseException):
    """The program ends here."""


@pytest.fixture(params=KINDS)
def earlier(request, databases, tmp_path):
    """The application over a home that an earlier release left, whose register has older keys."""
    home = tmp_path / "home"
    with databases.fresh(request.param) as fresh:
        url = fresh if request.param == "postgresql" else f"sqlite:///{home}/caseflow.db"
        bring_back(KEPT[0], home, url)
        engine = make_engine(url)
        with engine.begin() as raw:
            raw.exec_driver_sql("UPDATE register_index SET version = 1")
        engine.dispose()
        with application(home, DATABASE_URL=url) as app:
            yield app


def upgrade(app):
    done = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def is_complete(app):
    with probe(app.extensions["caseflow.config"]) as connection:
        return is_upgrade_complete(connection)


def kill(*_args, **_options):
    raise Killed


def findings(app):
    return app.test_cli_runner().invoke(args=["doctor", "--quick"]).output


def test_one_command_does_it_and_goes_on_wherever_it_was_broken_off(earlier, monkeypatch):
    monkeypatch.setattr(rebuilding, "AT_ONCE", 1)
    for place, name in PLACES:
        with monkeypatch.context() as patched:
            patched.setattr(place, name, kill)
            with pytest.raises(Killed):
                upgrade(earlier)
        assert not is_complete(earlier), name
        assert "The last upgrade was not completed: `flask db upgrade`." in findings(earlier)
    assert "sealed by the worker once it runs" in upgrade(earlier)
    assert is_complete(earlier)
    told = findings(earlier)
    assert "The screening register can be searched." in told
    assert "The names in cases are read by this release." in told
    upgrade(earlier)
    with earlier.app_context(), system_session(session_factory(), JobPurpose.JOBS) as session:
        acts = sa.select(Entry.act).where(Entry.act.in_(ONCE))
        assert sorted(session.scalars(acts)) == list(ONCE)


def test_what_is_left_to_the_worker_it_does_once(earlier):
    upgrade(earlier)
    upgrade(earlier)
    with earlier.app_context():
        with system_session(session_factory(), JobPurpose.JOBS) as session:
            waiting = sa.select(Job.state).where(Job.kind == SEALING)
            assert session.scalars(waiting).all() == [State.QUEUED]
            assert any_open(session)
        waker()
        assert work_off(session_factory()) >= 1
        with system_session(session_factory(), JobPurpose.JOBS) as session:
            assert not any_open(session)
    assert "sealed by the worker" not in upgrade(earlier)
