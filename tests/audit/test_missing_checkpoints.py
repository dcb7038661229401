"""A checkpoint that should be there and is not is a fault: without it the chain proves nothing.

Whoever tampers here has the whole database and no key: rows are changed with a plain connection,
and the chain is computed anew as the program computes it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from caseflow.audit.acts import TrailAct
from caseflow.audit.chain import GENESIS, decode, link
from caseflow.audit.checkpoint_rule import AGE, ENTRIES
from caseflow.audit.commands import public_key
from caseflow.audit.exporting import export_lines
from caseflow.audit.models import Checkpoint, Entry
from caseflow.audit.record import record
from caseflow.audit.second_verifier import check
from caseflow.audit.verifying import Verdict, verify
from caseflow.db import new_id
from tests.support.house import NOW, House

MISSING = "the signed checkpoint that was due here is missing"


def write(house: House, at: datetime, how_many: int = 1) -> None:
    """One transaction with so many entries."""
    with time_machine.travel(at, tick=False), house.session() as session:
        for n in range(how_many):
            record(session, TrailAct.AUDIT_READ, facts={"n": n})
        session.commit()


def verdict(house: House) -> Verdict:
    with house.system() as session:
        return verify(session, public_key(session))


def verdicts(house: House) -> tuple[bool, bool]:
    """What the system's verifier and the second one say."""
    with house.system() as session:
        public = public_key(session)
        return verify(session, public).ok, check(list(export_lines(session)), public)[1] is None


def marked(session: Session) -> list[int]:
    return list(session.scalars(sa.select(Checkpoint.seq).order_by(Checkpoint.seq)))


def rewrite(house: House, first: int, *, moment: datetime | None = None) -> None:
    """Make somebody else the actor of an entry and compute all that follows anew, without a key."""
    with house.engine.begin() as raw:
        table = Entry.__table__
        before = raw.scalar(sa.select(table.c.hash).where(table.c.seq == first - 1))
        head = GENESIS if before is None else bytes(before)
        for row in raw.execute(
            sa.select(table.c.seq, table.c.body).where(table.c.seq >= first).order_by(table.c.seq)
        ).all():
            line = decode(bytes(row.body))
            if row.seq == first:
                line = replace(line, actor_id=new_id())
            if moment is not None:
                line = replace(line, at=moment)
            head = link(head, body := line.encode())
            values = {"body": body, "hash": head, "actor_id": line.actor_id, "at": line.at}
            raw.execute(sa.update(table).where(table.c.seq == row.seq).values(values))
        raw.execute(sa.text("DELETE FROM checkpoints WHERE seq >= :first"), {"first": first})


@pytest.fixture
def told(house: House) -> House:
    """An hour of work, an entry a minute."""
    with time_machine.travel(NOW, tick=False):
        house.entity("NORTH")
    for minute in range(60):
        write(house, NOW + timedelta(minutes=minute))
    return house


def test_checkpoints_stand_where_the_rule_puts_them_and_nothing_is_missed(told: House) -> None:
    write(told, NOW + timedelta(hours=2), ENTRIES + 200)
    write(told, NOW + timedelta(hours=2, seconds=1), ENTRIES - 1)
    write(told, NOW + timedelta(hours=2, seconds=2))
    with told.system() as session:
        ends = marked(session)
        moments = list(session.scalars(sa.select(Checkpoint.at).order_by(Checkpoint.at)))
    assert len(ends) == 1 + 59 // 5 + 2
    assert all(b - a >= AGE for a, b in pairwise(moments[:-1]))
    assert ends[-1] - ends[-2] == ENTRIES
    assert verdicts(told) == (True, True)


def test_deleted_checkpoints_are_found(told: House) -> None:
    with told.engine.begin() as raw:
        raw.execute(sa.text("DELETE FROM checkpoints"))
    assert any(MISSING in fault for fault in verdict(told).faults)
    assert verdicts(told) == (False, False)


def test_one_deleted_checkpoint_is_found_where_it_was(told: House) -> None:
    with told.system() as session:
        chosen = marked(session)[4]
    with told.engine.begin() as raw:
        raw.execute(sa.text("DELETE FROM checkpoints WHERE seq = :seq"), {"seq": chosen})
    assert verdict(told).faults == [f"entry {chosen}: {MISSING}"]


def test_a_history_rewritten_without_the_key_is_found(told: House) -> None:
    rewrite(told, 20)
    assert any(MISSING in fault for fault in verdict(told).faults)
    assert verdicts(told) == (False, False)


def test_a_rewritten_history_is_found_after_more_was_written_and_signed_over_it(
    told: House,
) -> None:
    rewrite(told, 20)
    write(told, NOW + timedelta(hours=3), ENTRIES)
    assert any(MISSING in fault for fault in verdict(told).faults)
    assert verdicts(told) == (False, False)


def test_many_entries_squeezed_into_one_moment_are_found(told: House) -> None:
    write(told, NOW + timedelta(hours=2), 3)
    write(told, NOW + timedelta(hours=3), ENTRIES + 5)
    with told.system() as session:
        last = marked(session)[-2]
    rewrite(told, last + 1, moment=NOW + timedelta(hours=2))
    assert any(MISSING in fault for fault in verdict(told).faults)
    assert verdicts(told) == (False, False)


def test_a_checkpoint_whose_moment_was_changed_to_hold_off_the_next_is_found(told: House) -> None:
    later = datetime(2036, 1, 1, tzinfo=UTC)
    with told.engine.begin() as raw:
        table = Checkpoint.__table__
        raw.execute(
            sa.update(table)
            .where(table.c.seq == sa.select(sa.func.max(table.c.seq)).scalar_subquery())
            .values(at=later)
        )
    write(told, NOW + timedelta(hours=5))
    after = verdict(told)
    assert any("stands at the wrong place" in fault for fault in after.faults)


def test_a_checkpoint_for_an_entry_that_is_not_there_is_found(told: House) -> None:
    with told.engine.begin() as raw:
        raw.execute(sa.text("UPDATE checkpoints SET seq = -5 WHERE seq > 5 AND seq < 12"))
    assert not verdict(told).ok


def test_an_entry_planted_in_front_of_the_trail_is_found(told: House) -> None:
    with told.engine.begin() as raw:
        raw.execute(
            sa.text(
                "INSERT INTO acts (seq, at, act, outcome, body, hash) SELECT 0, at, act, outcome,"
                " body, hash FROM acts WHERE seq = 5"
            )
        )
    assert not verdict(told).ok


def test_a_clock_that_is_set_back_for_hours_leaves_no_checkpoint_missing(told: House) -> None:
    """All that is written meanwhile shares the moment of the last entry before."""
    for step in range(4):
        write(told, NOW - timedelta(hours=step + 1), ENTRIES // 2 + 1)
    write(told, NOW + timedelta(hours=6))
    assert verdicts(told) == (True, True)
