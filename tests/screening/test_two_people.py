"""A published entry takes two people to come out, also when fifty of them press at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from caseflow.audit.commands import public_key
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.verifying import verify
from caseflow.errors import NotReady, Refused
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.queries.register import entry, read_whole_entry
from caseflow.screening.services.entries import withdraw
from caseflow.screening.services.entry_withdrawal import ask_withdrawal, confirm_withdrawal
from tests.support.house import NOW, TODAY

SUBMITS, AT_ONCE = 50, 10


def both(office, ref, actor, start):
    """One submit of somebody who asks and confirms in one go, as fast as they can."""
    said = []
    start.wait(timeout=60)
    for verb, given in ((ask_withdrawal, {"reason": "Mixed up"}), (confirm_withdrawal, {})):
        with office.session(actor) as session:
            try:
                this = entry(session, ref, actor=actor)
                seen = {"seen": this.withdrawal_asked_at} if verb is confirm_withdrawal else {}
                verb(this, **given, **seen, actor=actor, now=NOW)
                session.commit()
                said.append(verb.__name__)
            except (NotReady, Refused) as refused:
                session.rollback()
                said.append(type(refused).__name__)
    return said


def submit(office, ref, actors):
    """Fifty submits of these people, ten at a time from one starting line."""
    start = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        turns = [actors[n % len(actors)] for n in range(SUBMITS)]
        made = list(pool.map(lambda actor: both(office, ref, actor, start), turns))
    return Counter(word for said in made for word in said)


def state(office, ref):
    with office.house.system(TrailPurpose.DOCTOR) as session:
        row = session.execute(
            sa.select(
                RegisterEntry.stage,
                RegisterEntry.withdrawal_asked_by,
                RegisterEntry.withdrawn_by,
            ).where(RegisterEntry.ref == ref)
        ).one()
        acts = Counter(session.scalars(sa.select(Entry.act)))
        assert verify(session, public_key(session)).ok
    return row, acts


def test_one_person_never_takes_an_entry_out_however_often_they_press(office):
    ref = office.published("Elena Duarte")
    said = submit(office, ref, [office.registry])
    row, acts = state(office, ref)
    assert row.stage is EntryStage.PUBLISHED
    assert (row.withdrawal_asked_by, row.withdrawn_by) == (office.registry.user_id, None)
    assert said["ask_withdrawal"] == acts["register:withdrawal-asked"] == 1
    assert said["confirm_withdrawal"] == acts["register:withdrawn"] == 0


def test_an_entry_tells_its_steps_by_whom_and_why(office):
    ref = office.published("Elena Duarte")
    taken_back = office.proposed("Ina Berg")
    first, second = office.registry, office.second
    with office.session(first) as session:
        withdraw(entry(session, taken_back, actor=first), reason="Twice", actor=first, now=NOW)
        ask_withdrawal(entry(session, ref, actor=first), reason="Served", actor=first, now=NOW)
        session.commit()
    with office.session(second) as session:
        this = entry(session, ref, actor=second)
        confirm_withdrawal(this, seen=this.withdrawal_asked_at, actor=second, now=NOW)
        session.commit()
        steps = read_whole_entry(session, ref, actor=second).course
        (only,) = read_whole_entry(session, taken_back, actor=second).course
        session.commit()
    assert [(step.label, step.by.name, step.day, step.reason) for step in steps] == [
        ("Record notice to the subject", "Rosa Registry", TODAY, None),
        ("Publish", "Sam Second", TODAY, None),
        ("Confirm the withdrawal", "Sam Second", TODAY, "Served"),
    ]
    assert (only.label, only.by.name, only.reason) == ("Withdraw", "Rosa Registry", "Twice")


def test_two_people_take_it_out_once(office):
    ref = office.published("Elena Duarte")
    said = submit(office, ref, [office.registry, office.second])
    row, acts = state(office, ref)
    assert row.stage is EntryStage.WITHDRAWN
    assert row.withdrawn_by is not None
    assert row.withdrawn_by != row.withdrawal_asked_by
    assert said["ask_withdrawal"] == acts["register:withdrawal-asked"] == 1
    assert said["confirm_withdrawal"] == acts["register:withdrawn"] == 1
