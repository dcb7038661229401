"""Entries of an earlier release name one type: those it was not proven for are suspended."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.audit.commands import public_key
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.audit.rows import compare_rows
from caseflow.audit.verifying import verify
from caseflow.demo.acts import DemonstrationAct
from caseflow.errors import NotReady
from caseflow.jobs.purposes import JobPurpose
from caseflow.notices.models import Notice
from caseflow.screening.models import Answer, RegisterCategory, RegisterEntry
from caseflow.screening.queries.register import entry, read_entry
from caseflow.screening.services.landed_entries import (
    AT_ONCE,
    check_entries,
    left,
    lift_suspension,
)
from tests.screening.set_aside import ask, band, list_it, refs
from tests.screening.test_proposing import DISMISSAL, SUBJECT, answer
from tests.support.house import NOW


def landed(cases, named, proven="forgery"):
    """An entry as an earlier release made it: it names the first type that was logged."""
    people = (cases.subject("Elena Duarte", **SUBJECT),)
    reference = cases.log(conduct=("theft", "forgery"), people=people)
    cases.review(reference)
    answer(cases, reference, "Elena Duarte", "forgery", measures=(DISMISSAL,))
    ref = refs(cases)[-1]
    list_it(cases, ref)
    with cases.house.system() as session:
        row = session.scalars(sa.select(RegisterEntry).where(RegisterEntry.ref == ref)).one()
        with act(session, DemonstrationAct.MADE, thing=row):
            row.category = named
            for kept in session.scalars(
                sa.select(RegisterCategory).where(RegisterCategory.root_id == row.id)
            ):
                session.delete(kept)
        session.commit()
    return ref


def check(cases):
    with cases.house.system(JobPurpose.JOBS) as session:
        found = check_entries(session, now=NOW, after_step=lambda _done: session.commit())
        assert left(session) == 0
        return found


def shown(cases, ref):
    with cases.house.session(cases.second) as session:
        return read_entry(session, ref, actor=cases.second)


def test_an_entry_named_for_what_was_not_proven_is_suspended_and_refers(cases):
    ref = landed(cases, "theft")
    assert check(cases) == {"checked": 1, "suspended": 1}
    view = shown(cases, ref)
    assert view.standing.why == "Suspended until the registry has looked at it"
    assert list(view.categories) == ["Forgery"]
    assert (ask(cases).answer, band(cases)) == (Answer.REFER, "refer")
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        told = session.scalars(sa.select(Notice).where(Notice.kind == "entry-suspended")).all()
        assert cases.registry.user_id in {notice.to_user_id for notice in told}
        verdict = verify(session, public_key(session))
        compare_rows(session, verdict)
        assert verdict.faults == []


def test_an_entry_named_for_what_was_proven_is_filled_in_and_goes_on(cases):
    ref = landed(cases, "forgery")
    assert check(cases) == {"checked": 1, "suspended": 0}
    assert list(shown(cases, ref).categories) == ["Forgery"]
    assert band(cases) == "strong"


def test_checking_twice_does_no_more_and_goes_on_where_it_was_stopped(cases):
    for _number in range(3):
        landed(cases, "theft")

    class Stopped(Exception):
        pass

    def stop(_done):
        raise Stopped

    with pytest.raises(Stopped), cases.house.system(JobPurpose.JOBS) as session:
        check_entries(session, now=NOW, after_step=stop)
    assert check(cases) == {"checked": 3, "suspended": 3}
    assert check(cases) == {"checked": 0, "suspended": 0}
    assert AT_ONCE >= 3


def test_the_registry_lets_it_hold_again_for_what_was_proven(cases):
    ref = landed(cases, "theft")
    check(cases)
    with cases.house.session(cases.second) as session:
        this = entry(session, ref, actor=cases.second)
        with pytest.raises(NotReady) as unsaid:
            lift_suspension(this, reason=" ", actor=cases.second, now=NOW)
        assert unsaid.value.field == "reason"
        lift_suspension(this, reason="Forgery is proven", actor=cases.second, now=NOW)
        session.commit()
        with pytest.raises(NotReady, match="not suspended"):
            lift_suspension(this, reason="Twice", actor=cases.second, now=NOW)
    assert band(cases) == "strong"
    assert check(cases) == {"checked": 0, "suspended": 0}


def test_what_no_rule_lists_is_suspended_and_can_only_be_withdrawn(cases, monkeypatch, tmp_path):
    ref = landed(cases, "forgery")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "register_rules.toml").write_text("separated = false\n")
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    assert check(cases) == {"checked": 1, "suspended": 1}
    assert shown(cases, ref).categories == ()
    with cases.house.session(cases.second) as session:
        this = entry(session, ref, actor=cases.second)
        with pytest.raises(NotReady, match="withdrawn"):
            lift_suspension(this, reason="No", actor=cases.second, now=NOW)
