"""Time limits, and cases that belong together."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.permissions import Permission
from caseflow.cases import queries
from caseflow.cases.models import CaseOutcome, ClockRecord, LinkKind
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.merging import merge
from caseflow.cases.services.moving import move
from caseflow.cases.services.timekeeping import (
    agree_extension,
    propose_extension,
    restart_clock,
    stop_clock,
)
from caseflow.cases.services.tying import link_cases
from caseflow.cases.workflow import track
from caseflow.clocks.limits import Unit
from caseflow.clocks.reading import State
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.manifests import by_value
from caseflow.matters.services.notes import write_note
from tests.cases.conftest import LATER, Office


def read(office, reference, actor=None, now=LATER):
    actor = actor or office.officer
    with office.house.session(actor) as session:
        view = open_case(session, reference, actor=actor, now=now)
        session.commit()
    return view


def test_the_clock_of_a_stage_stops_runs_again_and_is_extended(office: Office):
    reference = office.log()
    (assessing,) = read(office, reference).clocks
    assert (assessing.reading.limit.name, assessing.reading.due) == (
        "preliminary_assessment",
        date(2026, 12, 1),
    )
    office.investigate(reference)
    (clock,) = read(office, reference).clocks
    assert clock.reading.due == date(2027, 5, 23)
    with pytest.raises(NotReady) as wrong:
        office.do(office.officer, reference, stop_clock, ground="boredom", reason="x")
    assert wrong.value.field == "ground"
    office.do(
        office.officer, reference, stop_clock, ground="subject_unavailable", reason="Sick leave"
    )
    ten = LATER + timedelta(days=10)
    (stopped,) = read(office, reference, now=ten).clocks
    assert (stopped.reading.state, stopped.stop_ground) == (
        State.STOPPED,
        "the subject cannot take part",
    )
    with pytest.raises(NotReady, match="stands still already"):
        office.do(
            office.officer, reference, stop_clock, ground="subject_unavailable", reason="Again"
        )
    office.do(office.officer, reference, restart_clock, now=ten)
    (running,) = read(office, reference, now=ten).clocks
    assert (running.reading.state, running.reading.due) == (State.RUNNING, date(2027, 6, 1))
    proposal = office.do(
        office.investigator,
        reference,
        propose_extension,
        amount=3,
        unit=Unit.MONTHS,
        reason="Witness abroad",
        now=ten,
    )
    office.do(office.officer, reference, agree_extension, proposal.id, now=ten)
    (extended,) = read(office, reference, now=ten).clocks
    assert extended.reading.due > date(2027, 8, 20)
    with pytest.raises(NotReady):
        office.do(
            office.officer,
            reference,
            propose_extension,
            amount=50,
            unit=Unit.MONTHS,
            reason="Long",
            now=ten,
        )
    kinds = [event.label for event in read(office, reference, now=ten).timeline]
    assert "Clock stopped: the subject cannot take part" in kinds
    with office.house.session(office.officer) as session:
        (record,) = session.scalars(sa.select(ClockRecord)).all()
        assert (record.limit, record.breached) == ("preliminary_assessment", False)


def test_sexual_exploitation_runs_under_the_stricter_limit(office: Office):
    reference = office.log(conduct=("sexual_exploitation",))
    office.investigate(reference)
    (clock,) = read(office, reference).clocks
    assert clock.reading.limit.name == "investigation_grave"


def test_a_merged_case_stays_as_a_readable_shell_and_takes_its_bars_along(office: Office):
    boss = office.house.person("senior-conduct-officer", name="Named Boss")
    shell = office.log(people=(office.subject("N", user_id=boss.user_id),))
    target = office.log()
    assert read(office, target, boss)
    with office.house.session(office.officer) as session:
        one = queries.case(session, shell, actor=office.officer)
        two = queries.case(session, target, actor=office.officer)
        with pytest.raises(NotReady):
            merge(one, one, reason="Same", actor=office.officer, now=LATER)
        merge(one, two, reason="Same receipts", actor=office.officer, now=LATER)
        session.commit()
    view = read(office, shell)
    assert (view.head.stage, view.head.outcome, view.head.merged_into) == (
        "closed",
        CaseOutcome.MERGED,
        target,
    )
    assert view.subjects[0].name == "N"
    looks = {"summarise", "export", "manage-access", "classify"}
    assert view.may <= looks | {"undo-merge", "withdraw-file"}
    assert [link.reference for link in read(office, target).links] == [shell]
    with pytest.raises(NotFound):
        read(office, target, boss)
    with pytest.raises(NotReady, match="merged into another"):
        office.do(office.officer, shell, write_note, "Late")
    with pytest.raises(NotReady, match="merged into another"):
        office.do(office.senior, shell, move, "reopen", reason="Mistake")


def test_linked_cases_show_each_other_only_to_those_who_may_see_both(office: Office):
    one, other = office.log(), office.log(title="Bids steered")
    office.assess(one)
    with office.house.session(office.officer) as session:
        a = queries.case(session, one, actor=office.officer)
        b = queries.case(session, other, actor=office.officer)
        link_cases(a, b, kind=LinkKind.RELATED, actor=office.officer, now=LATER)
        with pytest.raises(NotReady, match="linked already"):
            link_cases(b, a, kind=LinkKind.RELATED, actor=office.officer, now=LATER)
        session.commit()
    assert [(x.reference, x.title) for x in read(office, one).links] == [(other, "Bids steered")]
    assert read(office, one, office.investigator).links == ()


def test_every_move_of_the_track_is_permitted_to_some_role_and_bars_those_named():
    staff = track("staff")
    assert [stage.value for stage in staff.stages] == [
        "received",
        "assessed",
        "under-investigation",
        "under-review",
        "decided",
        "closed",
    ]
    for step in staff.moves:
        assert by_value(Permission, step.needs)
        assert any("You are named" in reason for reason, *_rest in step.bars), step.name
    assert all(stage.label for stage in staff.stages)


def test_the_wrong_person_makes_no_move(office: Office):
    reference = office.log()
    with pytest.raises(Refused):
        office.do(office.decider, reference, move, "assess")
    with pytest.raises(NotFound):
        office.do(office.investigator, reference, move, "assess")
    assert isinstance(LATER, datetime)
