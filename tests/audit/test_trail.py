"""The trail can be proved: any change of the past is found, by two verifiers that share no code."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from caseflow.audit.acts import TrailAct
from caseflow.audit.commands import public_key
from caseflow.audit.exporting import export_lines
from caseflow.audit.models import Entry
from caseflow.audit.record import Unrecorded, act, record
from caseflow.audit.rows import compare_rows
from caseflow.audit.second_verifier import check
from caseflow.audit.verifying import verify
from caseflow.reference.acts import EntityAct
from caseflow.reference.models import Entity
from tests.support.house import NOW, House

ENTRIES = 60


@pytest.fixture
def told(house: House) -> House:
    """A house with a few dozen entries."""
    house.entity("NORTH")
    with house.session() as session:
        for n in range(ENTRIES):
            record(session, TrailAct.AUDIT_READ, facts={"n": n})
            session.commit()
    return house


def verdicts(house: House) -> tuple[bool, bool]:
    """What the system's verifier and the second one say."""
    with house.system() as session:
        public = public_key(session)
        ours = verify(session, public)
        _count, fault = check(list(export_lines(session)), public)
        return ours.ok, fault is None


def tamper(house: House, statement: str, **values: object) -> None:
    with house.engine.begin() as connection:
        connection.execute(sa.text(statement), values)


def test_an_untouched_trail_holds_for_both_verifiers(told: House) -> None:
    assert verdicts(told) == (True, True)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM acts WHERE seq = 30",
        "UPDATE acts SET seq = seq + 1000 WHERE seq = 30",
        "UPDATE acts SET body = (SELECT body FROM acts WHERE seq = 31) WHERE seq = 30",
        "UPDATE acts SET hash = (SELECT hash FROM acts WHERE seq = 31) WHERE seq = 30",
    ],
)
def test_a_changed_past_is_found_by_both_verifiers(told: House, statement: str) -> None:
    tamper(told, statement)
    assert verdicts(told) == (False, False)


def test_changed_search_columns_are_found(told: House) -> None:
    tamper(told, "UPDATE acts SET act = 'case:read' WHERE seq = 30")
    assert verdicts(told)[0] is False


def test_any_changed_byte_of_an_entry_is_found(told: House) -> None:
    chance = random.Random(7)
    with told.session() as session:
        body = bytearray(session.scalars(sa.select(Entry.body).where(Entry.seq == 20)).one())
    for _attempt in range(10):
        changed = bytearray(body)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        tamper(told, "UPDATE acts SET body = :body WHERE seq = 20", body=bytes(changed))
        assert verdicts(told) == (False, False)
    tamper(told, "UPDATE acts SET body = :body WHERE seq = 20", body=bytes(body))
    assert verdicts(told) == (True, True)


def test_a_cut_off_end_is_found_with_a_checkpoint_kept_elsewhere(told: House) -> None:
    with told.system() as session:
        before = verify(session, public_key(session))
    tamper(told, "DELETE FROM acts WHERE seq > 40")
    with told.system() as session:
        kept = (before.entries, before.head)
        assert not verify(session, public_key(session), witnessed=kept).ok


def test_an_act_that_fails_leaves_neither_change_nor_entry(told: House) -> None:
    def go(session: Session) -> None:
        with act(session, EntityAct.CHANGED):
            session.scalars(sa.select(Entity)).one().name = "Changed"
            session.flush()
            raise ZeroDivisionError

    with told.system() as session:
        before = session.scalar(sa.select(sa.func.count(Entry.seq)))
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            go(session)
        session.commit()
    with told.system() as session:
        assert session.scalars(sa.select(Entity)).one().name == "Entity NORTH"
        assert session.scalar(sa.select(sa.func.count(Entry.seq))) == before


def test_a_change_outside_any_act_is_a_mistake(told: House) -> None:
    with told.system() as session:
        session.scalars(sa.select(Entity)).one().name = "Changed"
        with pytest.raises(Unrecorded):
            session.commit()


def test_entries_cannot_be_changed_or_deleted_through_the_session(told: House) -> None:
    for change in (lambda e: setattr(e, "act", "x"), None):
        with told.system() as session:
            entry = session.scalars(sa.select(Entry).where(Entry.seq == 3)).one()
            change(entry) if change else session.delete(entry)
            with pytest.raises(Unrecorded):
                session.commit()


def test_rows_are_compared_with_the_trail(told: House) -> None:
    with told.system() as session:
        verdict = verify(session, public_key(session))
        compare_rows(session, verdict)
        assert verdict.ok


def test_the_order_of_time_survives_a_clock_that_is_set_back(told: House) -> None:
    """Also whoever waited for the lock comes after whoever held it."""
    for hours in (2, -2, 0):
        with time_machine.travel(NOW + timedelta(hours=hours)), told.session() as session:
            record(session, TrailAct.AUDIT_READ)
            session.commit()
    assert verdicts(told) == (True, True)


def test_entries_of_many_writers_at_once_are_one_gapless_chain(house: House) -> None:
    house.entity("NORTH")
    writers, each = 6, 15
    barrier = threading.Barrier(writers)

    def write(writer: int) -> None:
        barrier.wait()
        for n in range(each):
            with house.session() as session:
                record(session, TrailAct.AUDIT_READ, facts={"writer": writer, "n": n})
                session.commit()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert verdicts(house) == (True, True)
    with house.session() as session:
        seqs = session.scalars(sa.select(Entry.seq).order_by(Entry.seq)).all()
        reads = session.scalar(
            sa.select(sa.func.count(Entry.seq)).where(Entry.act == TrailAct.AUDIT_READ)
        )
    assert list(seqs) == list(range(1, len(seqs) + 1))
    assert reads == writers * each
