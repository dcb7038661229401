"""A flush that fails takes back its own acts only; what was written stands in the trail."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.audit.acts import TrailAct
from caseflow.audit.bulk import NewRows
from caseflow.audit.record import Unrecorded, act, act_per_root, pending, record
from caseflow.audit.written_rows import written_rows
from caseflow.cases.acts import CaseAct
from caseflow.reference.acts import EntityAct
from caseflow.reference.models import Organization
from tests.support.house import SINCE, House
from tests.support.trail import details

ADDED = EntityAct.CHANGED


def organization(code: str | None, **facts: Any) -> Organization:
    return Organization(code=code, name=f"Organization {code}", valid_from=SINCE, **facts)


def add(session, code: str | None) -> None:
    with act(session, ADDED, facts={"code": code}):
        session.add(organization(code))


def fail(session, code: str = "LOST") -> None:
    """A flush that fails inside a savepoint, and whose error is caught."""
    with pytest.raises(IntegrityError), session.begin_nested():
        add(session, code)
        add(session, None)


def codes(house: House) -> list[str]:
    with house.system() as session:
        return sorted(session.scalars(sa.select(Organization.code)))


def recorded(house: House) -> list[str]:
    """The codes of the organizations that entries of the trail name as made."""
    names = []
    for name, detail in details(house):
        if name == ADDED:
            names += [c[-1]["code"] for c in detail.get("changes", ()) if c[2] == "new"]
    return sorted(names)


def test_acts_before_and_after_a_failed_flush_are_chained(house: House) -> None:
    with house.system() as session:
        add(session, "BEFORE")
        fail(session)
        add(session, "AFTER")
        session.commit()
    assert codes(house) == recorded(house) == ["AFTER", "BEFORE"]


def test_an_act_around_a_failed_flush_names_what_stayed(house: House) -> None:
    with house.system() as session:
        with act(session, ADDED) as entry:
            session.add(organization("BEFORE"))
            session.flush()
            with pytest.raises(IntegrityError), session.begin_nested():
                entry.facts["lost"] = True
                session.add(organization("LOST"))
                session.flush()
                session.add(organization(None))
            session.add(organization("AFTER"))
        session.commit()
    assert codes(house) == recorded(house) == ["AFTER", "BEFORE"]
    assert not any("lost" in detail.get("facts", {}) for _name, detail in details(house))


def test_a_savepoint_that_is_taken_back_keeps_the_acts_before_it(house: House) -> None:
    with house.system() as session:
        add(session, "BEFORE")
        record(session, TrailAct.AUDIT_READ)
        savepoint = session.begin_nested()
        add(session, "LOST")
        savepoint.rollback()
        session.commit()
    assert codes(house) == recorded(house) == ["BEFORE"]
    assert TrailAct.AUDIT_READ in {name for name, _detail in details(house)}


def test_a_kept_savepoint_inside_one_that_is_taken_back_leaves_nothing(house: House) -> None:
    with house.system() as session:
        outer = session.begin_nested()
        with session.begin_nested():
            add(session, "INNER")
        outer.rollback()
        session.commit()
    assert codes(house) == recorded(house) == []


def test_a_transaction_that_is_taken_back_leaves_nothing_to_the_next(house: House) -> None:
    with house.system() as session:
        add(session, "LOST")
        session.rollback()
        add(session, "KEPT")
        session.commit()
    assert codes(house) == recorded(house) == ["KEPT"]


def test_rows_and_trail_agree_after_any_course_of_savepoints_and_failures(house: House) -> None:
    chance = random.Random(20261129)
    number = 0

    def go(session, depth: int) -> None:
        nonlocal number
        for _step in range(chance.randint(1, 4)):
            number += 1
            kind = chance.choice(("add", "add", "fail", "nest", "nest and take back"))
            if kind == "add":
                add(session, f"N{number}")
            elif kind == "fail":
                fail(session, f"N{number}")
            elif depth < 3:
                savepoint = session.begin_nested()
                go(session, depth + 1)
                savepoint.commit() if kind == "nest" else savepoint.rollback()

    for _round in range(25):
        with house.system() as session:
            go(session, 0)
            session.rollback() if chance.random() < 0.2 else session.commit()
    kept = codes(house)
    assert len(kept) > 20
    assert kept == recorded(house)
    assert max(Counter(recorded(house)).values()) == 1


def test_a_row_that_no_entry_names_cannot_be_committed(house: House) -> None:
    with house.system() as session:
        add(session, "UNNAMED")
        pending(session).clear()
        for _attempt in range(2):
            with pytest.raises(Unrecorded):
                session.commit()
    assert codes(house) == recorded(house) == []


def test_rows_written_in_bulk_stand_in_the_trail_or_are_taken_back(house: House) -> None:
    with house.system() as session:
        for code, keep in (("KEPT", True), ("LOST", False)):
            savepoint = session.begin_nested()
            with act(session, ADDED, facts={"code": code}):
                rows = NewRows(session)
                rows.add(Organization, code=code, name=code, valid_from=SINCE)
                rows.write()
            savepoint.commit() if keep else savepoint.rollback()
        assert len(written_rows(session)) == 1
        session.commit()
    assert codes(house) == ["KEPT"]


def test_bulk_rows_whose_entry_is_lost_cannot_be_committed(house: House) -> None:
    with house.system() as session:
        with act(session, ADDED):
            rows = NewRows(session)
            rows.add(Organization, code="UNNAMED", name="Unnamed", valid_from=SINCE)
            rows.write()
        pending(session).clear()
        with pytest.raises(Unrecorded):
            session.commit()
    assert codes(house) == []


@pytest.mark.parametrize(
    "write",
    [
        lambda s: s.execute(sa.update(Organization).values(name="Changed")),
        lambda s: s.execute(sa.delete(Organization)),
        lambda s: s.execute(sa.text("UPDATE organizations SET name = 'Changed'")),
        lambda s: s.connection().execute(sa.update(Organization.__table__).values(name="Changed")),
        lambda s: s.connection().exec_driver_sql("DELETE FROM organizations"),
    ],
    ids=["orm update", "orm delete", "text", "core", "driver"],
)
def test_statements_past_the_trail_are_refused(house: House, write: Any) -> None:
    with house.system() as session:
        add(session, "KEPT")
        session.commit()
    with house.system() as session, act(session, ADDED):
        with pytest.raises(Unrecorded):
            write(session)
        session.rollback()
    with house.system() as session:
        assert session.scalars(sa.select(Organization.name)).one() == "Organization KEPT"


def test_a_commit_inside_an_act_is_refused(house: House) -> None:
    """The entry of an open act is not chained yet, so its rows would stand alone."""
    with house.system() as session:
        with pytest.raises(Unrecorded), act(session, ADDED):
            session.add(organization("EARLY"))
            session.commit()
        session.rollback()
    assert codes(house) == []


def test_an_act_by_root_forgets_the_roots_of_a_failed_flush(house: House) -> None:
    with house.system() as session:
        add(session, "BEFORE")
        with act_per_root(session, CaseAct.CHANGED):
            fail(session)
        session.commit()
    assert codes(house) == recorded(house) == ["BEFORE"]
