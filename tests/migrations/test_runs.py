"""Each run of the migrations leaves one act on the trail, even when its program was ended early."""

from __future__ import annotations

import json

import sqlalchemy as sa

from caseflow.access.acting import system_session
from caseflow.audit.acts import TrailAct
from caseflow.audit.chain import decode
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.start.database_state import newest_migrations
from caseflow.web.store import session_factory

BEFORE = "5d0b8f3e1c47"  # pragma: allowlist secret


def upgrade(site) -> None:
    done = site.app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert done.exit_code == 0, (done.output, done.exception)


def recorded(site) -> list[tuple[str | None, str]]:
    """The runs that the trail tells of, oldest first."""
    runs = []
    with (
        site.app.app_context(),
        system_session(session_factory(), TrailPurpose.TRAIL_VERIFICATION) as session,
    ):
        kept = sa.select(Entry).where(Entry.act == TrailAct.DATABASE_UPGRADED).order_by(Entry.seq)
        for entry in session.scalars(kept):
            line = decode(bytes(entry.body))
            place = ("acts.detail", line.seq.to_bytes(8, "big"))
            opened = session.info["keyring"].open_detail(
                session, line.detail_key_id, *place, line.detail
            )
            facts = json.loads(opened)["facts"]
            runs.append((facts["before"], facts["after"]))
    return runs


def test_a_run_leaves_one_act_and_a_second_upgrade_none(site):
    upgrade(site)
    upgrade(site)
    assert recorded(site) == [(None, *newest_migrations())]


def test_a_run_whose_program_was_ended_is_recorded_by_the_next(site):
    site.up(revision=BEFORE)
    site.up()
    upgrade(site)
    assert recorded(site) == [(BEFORE, *newest_migrations())]
