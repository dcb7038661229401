"""The head of the trail is kept outside the database: putting the database back is found.

Whoever tampers here has the database and neither the home nor the keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner, Result

from caseflow.access.acting import reading_session, system_session
from caseflow.audit.acts import TrailAct
from caseflow.audit.chain import Malformed
from caseflow.audit.commands import audit_group
from caseflow.audit.head_hooks import keep_last
from caseflow.audit.models import Checkpoint
from caseflow.audit.record import record
from caseflow.audit.trail_head import Head, HeadFile, last_head
from tests.support.house import NOW, House, build_house
from tests.support.trail import details

NOT_CONTAINED = "does not contain the"


@pytest.fixture
def kept(tables_url: str, tmp_path: Path) -> Iterator[House]:
    """A house whose home keeps the head, after half an hour of work."""
    house = build_house(tables_url, tmp_path)
    house.info["head_file"] = HeadFile(tmp_path / "trail-head.txt", house.secrets.audit_signing)
    with time_machine.travel(NOW, tick=False):
        house.entity("NORTH")
    for minute in range(30):
        write(house, NOW + timedelta(minutes=minute))
    yield house
    house.engine.dispose()


def write(house: House, at: datetime, *, entries: int = 1) -> None:
    with time_machine.travel(at, tick=False), house.session() as session:
        for n in range(entries):
            record(session, TrailAct.AUDIT_READ, facts={"n": n})
        session.commit()


def file_of(house: House) -> HeadFile:
    return house.info["head_file"]


def run(house: House, *words: str) -> Result:
    """`flask audit …`, one day later."""
    group = audit_group(
        partial(reading_session, house.factory), partial(system_session, house.factory)
    )
    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        return CliRunner().invoke(group, list(words))


def verified(house: House) -> tuple[int, list[str]]:
    done = run(house, "verify", "--json")
    return done.exit_code, json.loads(done.stdout)["faults"]


def cut(house: House, last: int) -> None:
    """Put the database back: no entry and no checkpoint after this one."""
    with house.engine.begin() as raw:
        for table in ("acts", "checkpoints"):
            raw.execute(sa.text(f"DELETE FROM {table} WHERE seq > :last"), {"last": last})


def signed(house: House) -> int:
    with house.session() as session:
        return session.scalar(sa.select(sa.func.max(Checkpoint.seq))) or 0


def test_with_each_checkpoint_the_head_is_kept_and_the_trail_contains_it(kept: House) -> None:
    head = file_of(kept).read()
    assert head is not None
    assert head.size == signed(kept)
    assert verified(kept) == (0, [])
    assert oct(file_of(kept).path.stat().st_mode)[-3:] == "600"


def test_an_older_backup_without_any_fault_of_its_own_is_found(kept: House) -> None:
    head = file_of(kept).read()
    cut(kept, signed(kept) - 7)
    status, faults = verified(kept)
    assert status == 1
    assert [f for f in faults if f"{NOT_CONTAINED} {head.size} entries" in f] == faults


def test_twenty_entries_cut_off_the_end_are_found_once_the_head_was_kept_at_the_end(
    kept: House,
) -> None:
    with kept.engine.connect() as connection:
        before = last_head(connection)
    keep_last(kept.engine, file_of(kept))
    assert file_of(kept).read() == before
    cut(kept, before.size - 1)
    assert any(NOT_CONTAINED in fault for fault in verified(kept)[1])


def test_another_history_of_the_same_length_is_found(kept: House) -> None:
    head = file_of(kept).read()
    file_of(kept).replace(Head(head.size, bytes(32)))
    assert any(NOT_CONTAINED in fault for fault in verified(kept)[1])


def test_the_whole_trail_emptied_is_found(kept: House) -> None:
    cut(kept, 0)
    assert any(NOT_CONTAINED in fault for fault in verified(kept)[1])


def test_a_head_that_another_key_signed_is_not_believed(kept: House) -> None:
    file_of(kept).path.write_text("caseflow.audit\n1\nAAAA\n\n— caseflow.audit AAAA\n", "utf-8")
    with pytest.raises(Malformed):
        file_of(kept).read()
    assert any("cannot be believed" in fault for fault in verified(kept)[1])


def test_the_head_moves_forward_only(kept: House) -> None:
    head = file_of(kept).read()
    assert not file_of(kept).advance(Head(head.size - 1, bytes(32)), known=head)
    assert not file_of(kept).advance(Head(head.size, bytes(32)), known=head)
    assert not file_of(kept).advance(Head(head.size + 5, bytes(32)), known=None)
    assert file_of(kept).read() == head


def test_work_that_goes_on_over_a_restored_backup_never_moves_the_head(kept: House) -> None:
    head = file_of(kept).read()
    cut(kept, head.size - 7)
    write(kept, NOW + timedelta(hours=2), entries=40)
    assert signed(kept) > head.size
    assert file_of(kept).read() == head
    keep_last(kept.engine, file_of(kept))
    assert file_of(kept).read() == head
    assert any(NOT_CONTAINED in fault for fault in verified(kept)[1])


def test_what_is_not_committed_is_not_kept(kept: House) -> None:
    head = file_of(kept).read()

    def fail(_connection) -> None:
        raise OSError("the disk is full")

    with time_machine.travel(NOW + timedelta(hours=2)), kept.session() as session:
        record(session, TrailAct.AUDIT_READ)
        sa.event.listen(kept.engine, "commit", fail)
        try:
            with pytest.raises(OSError, match="full"):
                session.commit()
        finally:
            sa.event.remove(kept.engine, "commit", fail)
        session.rollback()
        assert file_of(kept).read() == head
        session.commit()
    assert file_of(kept).read() == head
    assert signed(kept) == head.size


def test_many_writers_leave_the_head_of_the_last_checkpoint(kept: House) -> None:
    with ThreadPoolExecutor(4) as pool, time_machine.travel(NOW + timedelta(hours=3)):

        def work(_n: int) -> None:
            for _each in range(3):
                with kept.session() as session:
                    for n in range(1100):
                        record(session, TrailAct.AUDIT_READ, facts={"n": n})
                    session.commit()

        list(pool.map(work, range(4)))
    keep_last(kept.engine, file_of(kept))
    assert file_of(kept).read().size == signed(kept)
    assert verified(kept) == (0, [])


@pytest.mark.parametrize("reason", ["", "   short  "])
def test_a_restored_backup_is_not_taken_in_without_a_reason(kept: House, reason: str) -> None:
    cut(kept, signed(kept) - 7)
    done = run(kept, "accept-restore", "--reason", reason)
    assert done.exit_code == 1
    assert "why the backup was restored" in done.output
    assert any(NOT_CONTAINED in fault for fault in verified(kept)[1])


def test_a_restored_backup_is_taken_in_with_a_reason_that_stands_on_the_trail(kept: House) -> None:
    head = file_of(kept).read()
    cut(kept, head.size - 7)
    done = run(kept, "accept-restore", "--reason", "The disk of Monday was lost.")
    assert (done.exit_code, done.output.count("taken in")) == (0, 1)
    assert verified(kept) == (0, [])
    (facts,) = [d["facts"] for act, d in details(kept) if act == "restore:accepted"]
    assert facts["reason"] == "The disk of Monday was lost."
    assert facts["kept_entries"] == head.size
    assert facts["entries"] == head.size - 7


def test_there_is_nothing_to_take_in_while_the_trail_contains_its_head(kept: House) -> None:
    done = run(kept, "accept-restore", "--reason", "Only to be sure of it.")
    assert done.exit_code == 1
    assert "nothing to take in" in done.output


def test_a_backup_whose_own_trail_does_not_hold_is_not_taken_in(kept: House) -> None:
    cut(kept, signed(kept) - 7)
    with kept.engine.begin() as raw:
        raw.execute(sa.text("UPDATE acts SET act = 'case:read' WHERE seq = 4"))
    done = run(kept, "accept-restore", "--reason", "The disk of Monday was lost.")
    assert done.exit_code == 1
    assert "does not hold in itself" in done.output
