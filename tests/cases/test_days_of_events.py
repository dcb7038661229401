"""What happened and when it was written down are two days; time limits run from the first."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from caseflow.cases import queries
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import Case, ClockRecord, Decision, Finding, Investigation
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.opened_case.summary import Level, summarise
from caseflow.cases.records.correctable import report
from caseflow.cases.records.entries import DecisionEntry, FindingEntry
from caseflow.cases.services import access, breaking_glass, oversight, transferring
from caseflow.cases.services.access import let_in
from caseflow.cases.services.correcting import correct_report
from caseflow.cases.services.deciding import decide
from caseflow.cases.services.decisions_set_aside import set_aside
from caseflow.cases.services.finding import record_finding
from caseflow.cases.services.moving import move
from caseflow.cases.services.people import add_person
from caseflow.cases.services.receiving import log_case
from caseflow.cases.services.timekeeping import (
    agree_extension,
    propose_extension,
    restart_clock,
    stop_clock,
)
from caseflow.clocks.limits import Unit
from caseflow.errors import NotReady
from caseflow.matters.models import Move
from caseflow.matters.services import notes, tasks
from tests.cases.conftest import LATER, Office, allegations, subjects
from tests.support.house import NOW, TODAY

STEPS = ("assess", "open-investigation", "find", "send-to-review", "decide", "close")
FIRST = date(2026, 1, 5)
DAYS = st.lists(st.integers(0, 60), min_size=len(STEPS), max_size=len(STEPS))


def back(days):
    return TODAY - timedelta(days=days)


def noon(day):
    return datetime.combine(day, time(12), UTC)


def walk(office: Office, happened, entered):
    """Log a case and take every step on its day, written down on another; the reference."""
    with office.house.session(office.officer) as session:
        entry = office.entry(received_on=FIRST)
        case = log_case(session, entry, actor=office.officer, now=noon(entered[0]))
        session.commit()
        reference = case.reference
    for name, day, at in zip(STEPS, happened, entered, strict=True):
        step(office, reference, name, day, noon(at))
    return reference


def step(office, reference, name, day, now):
    late = "Written down when the files arrived."
    if name == "find":
        with office.house.session(office.investigator) as session:
            case = queries.case(session, reference, actor=office.investigator)
            for allegation_id in allegations(session, case):
                entry = FindingEntry(
                    allegation_id=allegation_id,
                    outcome="substantiated",
                    standard="clear_and_convincing",
                    found_on=day,
                    late_reason=late,
                )
                record_finding(case, entry, actor=office.investigator, now=now)
            session.commit()
        return
    if name == "decide":
        with office.house.session(office.decider) as session:
            case = queries.case(session, reference, actor=office.decider)
            entry = DecisionEntry(
                subject_id=subjects(session, case)[0],
                reasons="Facts, law, proportion.",
                decided_on=day,
                late_reason=late,
            )
            decide(case, entry, actor=office.decider, now=now)
            session.commit()
        return
    if name == "open-investigation":
        capacity, user_id = CaseCapacity.INVESTIGATOR, office.investigator.user_id
        office.do(office.officer, reference, let_in, user_id=user_id, capacity=capacity, now=now)
    who = office.investigator if name == "send-to-review" else office.officer
    office.do(who, reference, move, name, happened_on=day, reason=late, now=now)


def limits_of(office, reference):
    """All that a time limit said or says of a case, and the days that it is read from."""
    with office.house.system() as session:
        case = session.scalar(sa.select(Case).where(Case.reference == reference))

        def rows(*columns):
            model = columns[0].class_
            wanted = sa.select(*columns).where(model.root_id == case.id)
            return sorted(map(tuple, session.execute(wanted)))

        records = rows(
            ClockRecord.limit,
            ClockRecord.started_on,
            ClockRecord.due_on,
            ClockRecord.ended_on,
            ClockRecord.used,
            ClockRecord.breached,
        )
        inquiries = rows(Investigation.opened_on, Investigation.reported_on)
        moves = rows(Move.happened_on, Move.name)
        kept = (case.stage, case.stage_since, case.due_on, case.clock_stopped, case.closed_on)
        return kept, records, inquiries, moves


def days_of(gaps):
    day, found = FIRST, []
    for gap in gaps:
        day += timedelta(days=gap)
        found.append(day)
    return found


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(gaps=DAYS, lags=DAYS, upto=st.integers(1, len(STEPS)))
@example(gaps=[60, 60, 60, 60, 60, 20], lags=[40, 1, 30, 0, 20, 3], upto=6)
@example(gaps=[10, 0, 0, 5, 0, 0], lags=[300, 0, 0, 0, 0, 0], upto=4)
def test_a_step_entered_late_leaves_each_limit_as_one_entered_on_its_day(
    office: Office, gaps, lags, upto
):
    happened = days_of(gaps)[:upto]
    entered, last = [], FIRST
    for day, lag in zip(happened, lags, strict=False):
        last = max(last, day + timedelta(days=lag))
        entered.append(last)
    references = []
    for writing in (happened, entered):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tests.cases.test_days_of_events.STEPS", STEPS[:upto])
            references.append(walk(office, happened, writing))
    on_time, late = (limits_of(office, reference) for reference in references)
    assert late == on_time
    assert late[1], "a limit ended"


def test_what_was_done_to_a_clock_after_it_had_ended_moves_no_limit(office: Office):
    plain = office.log(received_on=back(60))
    touched = office.log(received_on=back(60))
    for reference in (plain, touched):
        for name, days in (("assess", 50), ("open-investigation", 40), ("find", 30)):
            step(office, reference, name, back(days), noon(back(days)))
    stop = {"ground": "subject_unavailable", "reason": "In hospital"}
    office.do(office.officer, touched, stop_clock, **stop, now=noon(back(20)))
    office.do(office.officer, touched, restart_clock, now=noon(back(10)))
    more = {"amount": 3, "unit": Unit.MONTHS, "reason": "A witness is abroad"}
    asked = office.do(office.officer, touched, propose_extension, **more, now=noon(back(9)))
    office.do(office.senior, touched, agree_extension, asked.id, now=noon(back(9)))
    step(office, plain, "send-to-review", back(28), noon(back(28)))
    step(office, touched, "send-to-review", back(28), NOW)
    assert limits_of(office, touched) == limits_of(office, plain)


def test_a_stop_that_stood_when_the_clock_ended_counts_to_that_day(office: Office):
    on_time, late = (office.log(received_on=back(60)) for _n in range(2))
    for reference in (on_time, late):
        for name, days in (("assess", 50), ("open-investigation", 40), ("find", 30)):
            step(office, reference, name, back(days), noon(back(days)))
        stop = {"ground": "subject_unavailable", "reason": "In hospital"}
        office.do(office.officer, reference, stop_clock, **stop, now=noon(back(29)))
    step(office, on_time, "send-to-review", back(25), noon(back(25)))
    office.do(office.officer, late, restart_clock, now=noon(back(5)))
    step(office, late, "send-to-review", back(25), NOW)
    assert limits_of(office, late)[1] == limits_of(office, on_time)[1]


def test_of_two_subjects_the_one_decided_last_ends_the_limit_whoever_is_entered_first(
    office: Office,
):
    references = []
    for order in ((0, 1), (1, 0)):
        people = (office.subject("Tomas Elberg"), office.subject("Ada Nowak"))
        reference = office.log(received_on=back(60), people=people)
        references.append(reference)
        for name, days in (
            ("assess", 50),
            ("open-investigation", 40),
            ("find", 30),
            ("send-to-review", 30),
        ):
            step(office, reference, name, back(days), NOW)
        days = {0: 20, 1: 10}
        for place in order:
            with office.house.session(office.decider) as session:
                case = queries.case(session, reference, actor=office.decider)
                entry = DecisionEntry(
                    subject_id=subjects(session, case)[place],
                    reasons="Facts, law, proportion.",
                    decided_on=back(days[place]),
                    late_reason="The letter came late.",
                )
                decide(case, entry, actor=office.decider, now=NOW)
                session.commit()
    one, other = (limits_of(office, reference) for reference in references)
    assert one == other
    assert one[0][:2] == ("decided", back(10))


def test_a_step_is_neither_ahead_nor_before_what_it_follows_and_says_which_day(office: Office):
    reference = office.log(received_on=back(40))

    def refused(name, day, field="happened_on", **given):
        with pytest.raises(NotReady) as wrong:
            office.do(office.officer, reference, move, name, happened_on=day, **given)
        assert wrong.value.field == field
        return str(wrong.value.sentence)

    assert "has not come yet" in refused("assess", back(-1))
    assert "was received" in refused("assess", back(41), reason="Late.")
    assert "Say why" in refused("assess", back(30), field="reason")
    office.do(office.officer, reference, move, "assess", happened_on=back(7))
    capacity, user_id = CaseCapacity.INVESTIGATOR, office.investigator.user_id
    office.do(office.officer, reference, let_in, user_id=user_id, capacity=capacity)
    assert "came to “Assessed”" in refused("open-investigation", back(8), reason="Late.")
    office.do(office.officer, reference, move, "open-investigation", happened_on=back(6))
    with pytest.raises(NotReady) as early:
        step(office, reference, "find", back(7), LATER)
    assert early.value.field == "found_on"
    assert "The investigation began" in str(early.value.sentence)
    step(office, reference, "find", back(4), LATER)
    with pytest.raises(NotReady) as rests:
        step(office, reference, "send-to-review", back(5), LATER)
    assert "rests on a finding" in str(rests.value.sentence)
    step(office, reference, "send-to-review", back(3), LATER)
    with pytest.raises(NotReady) as undecided:
        step(office, reference, "decide", back(4), LATER)
    assert undecided.value.field == "decided_on"
    step(office, reference, "decide", back(2), LATER)
    with office.house.system() as session:
        (decision,) = session.scalars(sa.select(Decision.id)).all()
    aside = {"decision_id": decision, "reason": "A document came to light."}
    with pytest.raises(NotReady) as before:
        office.do(office.senior, reference, set_aside, **aside, happened_on=back(3))
    assert before.value.field == "happened_on"
    office.do(office.senior, reference, set_aside, **aside, happened_on=back(1))
    assert limits_of(office, reference)[0][:2] == ("under-review", back(1))


def test_a_finding_and_a_decision_of_long_ago_want_a_reason_that_is_kept_sealed(office: Office):
    reference = office.log(received_on=back(60))
    for name, days in (("assess", 50), ("open-investigation", 40)):
        step(office, reference, name, back(days), NOW)
    with office.house.session(office.investigator) as session:
        case = queries.case(session, reference, actor=office.investigator)
        (allegation_id,) = allegations(session, case)
        entry = FindingEntry(
            allegation_id=allegation_id,
            outcome="substantiated",
            standard="clear_and_convincing",
            found_on=back(30),
        )
        with pytest.raises(NotReady) as silent:
            record_finding(case, entry, actor=office.investigator, now=NOW)
        assert silent.value.field == "late_reason"
    for name, days in (("find", 30), ("send-to-review", 20), ("decide", 10)):
        step(office, reference, name, back(days), NOW)
    with office.house.session(office.officer) as session:
        view = open_case(session, reference, actor=office.officer, now=LATER)
        session.commit()
    told = [(e.kind, e.on, e.lag, e.late_reason or e.quote) for e in view.timeline]
    late = "Written down when the files arrived."
    assert told == [
        ("move", back(10), 10, ""),
        ("finding", back(10), 10, ""),
        ("decision", back(10), 10, late),
        ("move", back(20), 20, late),
        ("finding", back(30), 30, late),
        ("move", back(40), 40, late),
        ("move", back(50), 50, late),
        ("received", back(60), 60, ""),
    ]
    with office.house.system() as session:
        sealed = session.scalars(sa.select(Finding.late_reason)).all()
        assert any(sealed)
        assert all("files" not in str(each) for each in sealed)


def test_the_number_of_days_after_which_a_reason_is_asked_is_the_organisations(
    office: Office, tmp_path, monkeypatch
):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "entry_lag.toml").write_text("[reason_after]\ndays = 2\n")
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    reference = office.log(received_on=back(40))
    with pytest.raises(NotReady) as silent:
        office.do(office.officer, reference, move, "assess", happened_on=back(3))
    assert silent.value.field == "reason"
    office.do(office.officer, reference, move, "assess", happened_on=back(2))


def test_the_summary_says_how_many_steps_were_entered_late(office: Office):
    reference = office.log(received_on=back(12))
    office.do(office.officer, reference, move, "assess", happened_on=back(5))
    with office.house.session(office.officer) as session:
        view = summarise(
            session, reference, level=Level.STATISTICAL, actor=office.officer, now=LATER
        )
        session.commit()
    figure = view.entry_lag
    assert (figure.entries, figure.late, figure.longest) == (2, 2, 12)
    assert [stage.since for stage in view.stages[:2]] == [back(12), back(5)]


def test_a_subject_named_later_is_named_on_that_day_and_the_report_stays_where_it_was(
    office: Office,
):
    reference = office.log(received_on=back(12))
    office.do(office.officer, reference, add_person, office.subject("Ada Nowak"))
    moves = limits_of(office, reference)[3]
    assert moves == [(back(12), "receive"), (TODAY, "receive")]
    assert limits_of(office, reference)[0][1] == back(12)


UNDATED = (access, breaking_glass, oversight, transferring, notes, tasks)


@pytest.mark.parametrize("module", UNDATED, ids=lambda m: m.__name__)
def test_access_hand_over_classification_and_emergencies_have_no_day_but_today(module):
    verbs = [
        verb
        for name, verb in inspect.getmembers(module, inspect.isfunction)
        if verb.__module__ == module.__name__ and not name.startswith("_")
    ]
    assert verbs
    for verb in verbs:
        taken = set(inspect.signature(verb).parameters)
        assert not taken & {"happened_on", "on", "since", "valid_from", "given_at"}, verb


def test_who_could_open_a_case_goes_by_when_they_were_let_in_never_by_a_step_of_before(
    office: Office,
):
    reference = office.log(received_on=back(40))
    for name, days in (("assess", 30), ("open-investigation", 20)):
        step(office, reference, name, back(days), NOW)
    with office.house.system() as session:
        case = session.scalar(sa.select(Case).where(Case.reference == reference))
        rows = sa.select(access.Grant.valid_from).where(access.Grant.root_id == case.id)
        assert set(session.scalars(rows)) == {TODAY}
        assert session.scalars(sa.select(Investigation.opened_on)).all() == [back(20)]
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        with pytest.raises(TypeError):
            let_in(
                case,
                user_id=office.decider.user_id,
                capacity=CaseCapacity.DECISION_MAKER,
                actor=office.officer,
                now=NOW,
                happened_on=back(10),
            )


def test_the_database_keeps_no_step_without_its_day(office: Office):
    office.log()
    past = {"past_wall": True, "recorded": True}
    with office.house.system() as session, pytest.raises(IntegrityError):
        session.execute(sa.text("UPDATE moves SET happened_on = NULL"), execution_options=past)


def test_a_corrected_day_of_the_report_is_the_day_on_which_it_was_received(office: Office):
    reference = office.log(received_on=back(12))
    office.do(office.officer, reference, move, "assess", happened_on=back(5))
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        given = {"channel": case.channel, "reporting": case.reporting, "reason": "Misread."}
        given |= {"version": report(case).version, "actor": office.officer, "now": LATER}
        with pytest.raises(NotReady) as late:
            correct_report(case, received_on=back(4), **given)
        assert late.value.field == "received_on"
        correct_report(case, received_on=back(8), **given)
        session.commit()
    kept, records, _inquiries, moves = limits_of(office, reference)
    assert moves == [(back(8), "receive"), (back(5), "assess")]
    assert kept[:2] == ("assessed", back(5))
    assert records[0][1] == back(8)
