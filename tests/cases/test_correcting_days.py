"""A day that was written down wrong is put right, and all that is counted from it with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from caseflow.access.wall import PAST
from caseflow.cases import queries
from caseflow.cases.course.decision_ground import decided
from caseflow.cases.models import (
    Case,
    ClockRecord,
    Correction,
    Decision,
    Finding,
    Investigation,
    Measure,
)
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.opened_case.timeline import entry_lag
from caseflow.cases.records.entries import MeasureEntry
from caseflow.cases.services import correcting_days as days
from caseflow.cases.services import subject_told as telling
from caseflow.cases.services.breaking_glass import break_glass
from caseflow.cases.services.departures import record_departure
from caseflow.cases.services.timekeeping import stop_clock
from caseflow.cases.services.withdrawing import withdraw_person
from caseflow.errors import AlreadyDone, NotFound, NotReady, Refused
from caseflow.matters.models import Move
from caseflow.reference.entry_lag import lag_words
from tests.cases.conftest import LATER, Office, subjects
from tests.cases.test_days_of_events import (
    DAYS,
    FIRST,
    STEPS,
    back,
    days_of,
    limits_of,
    noon,
    step,
)
from tests.support.house import TODAY

WHY = "The letter bears another date."
VERBS = {
    "find": (Finding, days.finding_day, days.correct_finding_day),
    "decide": (Decision, days.decision_day, days.correct_decision_day),
}


def row_named(session, case, name):
    """The last row of a step in a case: a move by its name, a finding or a decision."""
    if name in VERBS:
        wanted = sa.select(VERBS[name][0]).where(VERBS[name][0].root_id == case.id)
    else:
        wanted = sa.select(Move).where(Move.root_id == case.id, Move.name == name)
    return session.scalars(wanted).all()[0]


def correct(office, reference, name, day, *, actor=None, reason=WHY, now=LATER):
    actor = actor or office.senior
    _model, group, verb = VERBS.get(name, (Move, days.move_day, days.correct_move_day))
    with office.house.session(actor) as session:
        case = queries.case(session, reference, actor=actor)
        row = row_named(session, case, name)
        seen = group(row).version
        verb(case, row.id, day=day, reason=reason, version=seen, actor=actor, now=now)
        session.commit()


def refused(office, reference, name, day, kind=NotReady, **given):
    with pytest.raises(kind) as wrong:
        correct(office, reference, name, day, **given)
    return str(wrong.value.sentence)


def taken(office, *upto, ago=100, every=10, **facts):
    """A case whose steps were taken ten days apart, each entered on its day."""
    reference = office.log(received_on=back(ago), **facts)
    for number, name in enumerate(STEPS[: STEPS.index(upto[0]) + 1], 1):
        day = back(ago - number * every)
        step(office, reference, name, day, noon(day))
    return reference


def view(office, reference, actor=None):
    actor = actor or office.officer
    with office.house.session(actor) as session:
        shown = open_case(session, reference, actor=actor, now=LATER)
        session.commit()
    return shown


def inside(office, reference, model, *columns):
    with office.house.system() as session:
        case = session.scalar(sa.select(Case).where(Case.reference == reference))
        return session.execute(sa.select(*columns).where(model.root_id == case.id)).all()


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(gaps=DAYS, wrong=st.integers(0, 5), off=st.integers(1, 20), upto=st.integers(2, 6))
@example(gaps=[60, 60, 60, 60, 60, 20], wrong=0, off=20, upto=6)
@example(gaps=[30, 20, 5, 20, 5, 20], wrong=1, off=4, upto=6)
@example(gaps=[30, 20, 5, 20, 5, 20], wrong=3, off=19, upto=6)
@example(gaps=[30, 20, 5, 20, 25, 20], wrong=4, off=19, upto=6)
@example(gaps=[30, 20, 5, 20, 5, 20], wrong=5, off=19, upto=6)
def test_a_corrected_step_leaves_each_limit_as_one_that_was_entered_right(
    office: Office, gaps, wrong, off, upto
):
    wrong %= upto
    name = STEPS[wrong]
    right = days_of(gaps)[:upto]
    if name == "find":
        return  # no limit runs from it
    entered = [noon(right[-1])] * upto
    mistaken = list(right)
    before = mistaken[wrong - 1] if wrong else FIRST
    mistaken[wrong] = max(before, right[wrong] - timedelta(days=off))
    if mistaken[wrong] == right[wrong]:
        return
    references = []
    for happened in (right, mistaken):
        reference = office.log(received_on=FIRST)
        references.append(reference)
        for each, day, at in zip(STEPS, happened, entered, strict=False):
            step(office, reference, each, day, at)
    correct(office, references[1], name, right[wrong], now=noon(right[-1]))
    assert limits_of(office, references[1]) == limits_of(office, references[0])


def test_the_old_day_stays_readable_in_the_timeline_with_reason_and_name(office: Office):
    reference = taken(office, "assess", ago=40)
    correct(office, reference, "assess", back(35))
    shown = view(office, reference)
    (event,) = [each for each in shown.timeline if each.kind == "correction"]
    assert str(event.label) == "Moved to “Assessed”, day: corrected"
    assert (event.was, event.quote, event.by.name) == (str(back(30)), WHY, "Amara Diallo")
    moved = next(each for each in shown.timeline if each.kind == "move")
    assert (moved.on, moved.lag) == (back(35), 5)
    with office.house.engine.connect() as raw:
        query = sa.text("SELECT before FROM corrections")
        kept = raw.execute(query, execution_options=PAST).scalars().all()
    assert kept
    assert not any(str(back(30)).encode() in bytes(each) for each in kept)


def test_a_day_after_its_entry_is_the_one_that_is_shown(office: Office):
    reference = taken(office, "send-to-review")
    correct(office, reference, "send-to-review", back(55))
    shown = view(office, reference)
    moves = [each for each in shown.timeline if each.kind == "move"]
    step = next(each for each in moves if "review" in str(each.label))
    assert (step.on, step.lag) == (back(55), -5)
    assert str(lag_words(step.lag)) == "entered 5 days before"
    assert entry_lag(shown.timeline).late == 1, "only the receipt"
    assert inside(office, reference, Case, Case.stage_since) == [(back(55),)]


def test_a_corrected_day_keeps_the_rules_of_its_entry(office: Office):
    reference = taken(office, "send-to-review")
    assert "was received on" in refused(office, reference, "assess", back(101))
    assert "step after it was taken" in refused(office, reference, "assess", back(79))
    assert "step before it was taken" in refused(office, reference, "open-investigation", back(91))
    assert "was found on" in refused(office, reference, "open-investigation", back(69))
    assert "rests on a finding" in refused(office, reference, "send-to-review", back(71))
    assert "has not come yet" in refused(office, reference, "send-to-review", TODAY + timedelta(1))
    assert "investigation began" in refused(office, reference, "find", back(81))
    assert "step after it was taken" in refused(office, reference, "find", back(59))
    assert "Say why" in refused(office, reference, "find", back(65), reason=" ")
    assert "Nothing is changed" in refused(office, reference, "find", back(70))
    assert not inside(office, reference, Correction, Correction.id)
    correct(office, reference, "find", back(65))
    correct(office, reference, "find", back(61))
    assert inside(office, reference, Finding, Finding.found_on) == [(back(61),)]
    assert len(inside(office, reference, Correction, Correction.id)) == 2


def test_a_stage_did_not_begin_after_its_limit_was_stopped(office: Office):
    reference = taken(office, "open-investigation", ago=60)
    stop = {"ground": "subject_unavailable", "reason": "In hospital"}
    office.do(office.officer, reference, stop_clock, **stop, now=noon(back(20)))
    words = refused(office, reference, "open-investigation", back(19))
    assert "stopped or extended" in words
    correct(office, reference, "open-investigation", back(20))


def test_what_a_step_brought_about_follows_its_day(office: Office):
    reference = taken(office, "close", ago=70)
    correct(office, reference, "open-investigation", back(55))
    correct(office, reference, "send-to-review", back(35))
    correct(office, reference, "close", back(5))
    rows = inside(office, reference, Investigation, *_columns(Investigation))
    assert rows == [(back(55), back(35))]
    with office.house.system() as session:
        case = session.scalar(sa.select(Case).where(Case.reference == reference))
        assert (case.stage_since, case.closed_on) == (back(5), back(5))


def _columns(model):
    return model.opened_on, model.reported_on


def test_a_limit_that_has_passed_is_not_kept_by_who_entered_the_step(office: Office):
    reference = office.log(received_on=back(260))
    step(office, reference, "assess", back(10), noon(back(10)))  # far beyond the limit
    assert inside(office, reference, ClockRecord, ClockRecord.breached) == [(True,)]
    words = refused(office, reference, "assess", back(258), kind=Refused, actor=office.officer)
    assert "somebody else" in words
    assert inside(office, reference, ClockRecord, ClockRecord.breached) == [(True,)]
    correct(office, reference, "assess", back(9), actor=office.officer)
    correct(office, reference, "assess", back(258), actor=office.senior)
    assert inside(office, reference, ClockRecord, ClockRecord.breached) == [(False,)]


def test_a_running_limit_that_has_passed_is_not_moved_on_by_who_entered_the_stage(office: Office):
    reference = taken(office, "send-to-review", ago=150)
    before = view(office, reference)
    assert before.clocks[0].reading.breached
    kind = {"kind": Refused}
    refused(office, reference, "send-to-review", TODAY, **kind, actor=office.investigator)
    correct(office, reference, "send-to-review", TODAY, actor=office.senior)
    assert not view(office, reference).clocks[0].reading.breached


def test_a_decision_s_day_takes_its_findings_and_step_along(office: Office):
    reference = taken(office, "decide", ago=70)
    correct(office, reference, "decide", back(25), actor=office.decider)
    assert inside(office, reference, Decision, Decision.decided_on) == [(back(25),)]
    final = inside(office, reference, Finding, Finding.found_on)
    assert sorted(final) == [(back(40),), (back(25),)]
    moves = dict(inside(office, reference, Move, Move.name, Move.happened_on))
    assert moves["decide"] == back(25)
    shown = view(office, reference)
    assert shown.stages[-2].since == back(25) or shown.head.stage == "decided"
    words = refused(office, reference, "decide", back(31), actor=office.decider)
    assert "step before it" in words


def test_a_decision_that_the_subject_was_told_of_keeps_its_day(office: Office):
    reference = taken(office, "decide", ago=70)
    tell(office, reference, back(15))
    assert "was told of this decision" in refused(office, reference, "decide", back(25))
    correct_told(office, reference, None)
    correct(office, reference, "decide", back(25))


def test_a_decision_that_goes_before_the_register_keeps_its_day(office: Office):
    reference = taken(office, "send-to-review", ago=70)
    dismissal = (MeasureEntry(kind="dismissal"),)
    office.decide(reference, decided_on=back(5), measures=dismissal)
    with office.house.system() as session:
        case = session.scalar(sa.select(Case).where(Case.reference == reference))
        decision = session.scalar(sa.select(Decision).where(Decision.root_id == case.id))
        assert decided(session, decision.id).qualifying()
    assert "screening register" in refused(office, reference, "decide", back(6))


def test_a_day_is_corrected_also_where_somebody_was_withdrawn(office: Office):
    people = (office.subject("Tomas Elberg"), office.subject("Ada Nowak"))
    reference = taken(office, "assess", ago=40, people=people)
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        wrong = subjects(session, case)[1]
    office.do(office.officer, reference, withdraw_person, wrong, reason=WHY)
    correct(office, reference, "assess", back(35))
    assert limits_of(office, reference)[0][:2] == ("assessed", back(35))
    ((_limit, started, _due, ended, _used, _late),) = limits_of(office, reference)[1]
    assert (started, ended) == (back(40), back(35))


def test_other_steps_have_no_day_of_their_own(office: Office):
    reference = taken(office, "decide", ago=70)
    assert "day of the report" in refused(office, reference, "receive", back(60))
    with office.house.session(office.senior) as session:
        case = queries.case(session, reference, actor=office.senior)
        row = session.scalar(sa.select(Move).where(Move.root_id == case.id, Move.name == "decide"))
        given = {"reason": WHY, "version": days.move_day(row).version, "day": back(15)}
        with pytest.raises(NotReady, match="day of the decision"):
            days.correct_move_day(case, row.id, **given, actor=office.senior, now=LATER)


def test_who_does_not_work_on_the_case_corrects_no_day(office: Office):
    reference = taken(office, "assess", ago=40)
    stranger = office.house.person("investigator", name="Pavel Orlov")
    other = office.log(received_on=back(40))
    with pytest.raises(NotFound):
        correct(office, reference, "assess", back(35), actor=stranger)
    with office.house.session(office.senior) as session:
        case = queries.case(session, other, actor=office.senior)
        row = session.scalar(sa.select(Move).where(Move.name == "assess"))
        given = {"reason": WHY, "version": days.move_day(row).version, "day": back(35)}
        with pytest.raises(NotFound):
            days.correct_move_day(case, row.id, **given, actor=office.senior, now=LATER)


def test_who_only_reads_a_case_corrects_no_day_and_who_investigated_it_none_of_the_decision(
    office: Office,
):
    reference = taken(office, "decide", ago=70)
    elsewhere = office.house.person("conduct-officer", entity=office.house.entity("SM"))
    why = "A threat was made and nobody of the entity answers the telephone."
    break_glass(office.house.factory, reference, why, actor=elsewhere, now=LATER)
    refused(office, reference, "assess", back(55), kind=Refused, actor=elsewhere)
    refused(office, reference, "find", back(35), kind=Refused, actor=elsewhere)
    refused(office, reference, "decide", back(15), kind=Refused, actor=office.investigator)
    with pytest.raises(Refused):
        tell(office, reference, back(12), actor=office.investigator)
    assert not inside(office, reference, Correction, Correction.id)


def decision_of(office, reference):
    ((decision_id,),) = inside(office, reference, Decision, Decision.id)
    return decision_id


def tell(office, reference, on, *, actor=None, **given):
    decision_id = decision_of(office, reference)
    given = {"late_reason": "The receipt came by sea.", **given}
    verb = telling.record_told
    office.do(actor or office.officer, reference, verb, decision_id, on=on, **given)


def correct_told(office, reference, on, *, actor=None, reason=WHY):
    actor = actor or office.officer
    decision_id = decision_of(office, reference)
    with office.house.session(actor) as session:
        case = queries.case(session, reference, actor=actor)
        seen = telling.told_day(session.get(Decision, decision_id)).version
        given = {"on": on, "reason": reason, "version": seen, "actor": actor, "now": LATER}
        telling.correct_told(case, decision_id, **given)
        session.commit()


def told(shown):
    return [each for each in shown.timeline if str(each.label).startswith("Subject told")]


def test_it_is_recorded_later_that_a_subject_was_told_with_who_wrote_it_down(office: Office):
    reference = taken(office, "decide", ago=70)
    assert view(office, reference).decisions[0].told_on is None
    for day, words in (
        (TODAY + timedelta(1), "has not come yet"),
        (back(21), "nobody was told before"),
    ):
        with pytest.raises(NotReady, match=words):
            tell(office, reference, day)
    with pytest.raises(NotReady) as late:
        tell(office, reference, back(12), late_reason=" ")
    assert late.value.field == "late_reason"
    tell(office, reference, back(12))
    shown = view(office, reference)
    (event,) = told(shown)
    assert (event.on, event.at, event.by.name) == (back(12), LATER, "Ines Okafor")
    assert (event.lag, event.late_reason) == (12, "The receipt came by sea.")
    with pytest.raises(AlreadyDone):
        tell(office, reference, back(11))


def test_when_a_subject_was_told_is_corrected_and_taken_back(office: Office):
    reference = taken(office, "decide", ago=70)
    tell(office, reference, back(12))
    correct_told(office, reference, back(14), actor=office.decider)
    with pytest.raises(NotReady, match="nobody was told before"):
        correct_told(office, reference, back(30))
    assert told(view(office, reference))[0].on == back(14)
    correct_told(office, reference, None)
    shown = view(office, reference)
    assert told(shown) == []
    was = [each.was for each in shown.timeline if each.kind == "correction"]
    assert was == [str(back(14)), str(back(12))]
    tell(office, reference, back(13))
    assert told(view(office, reference))[0].on == back(13)


def test_measures_that_rest_on_a_departure_hold_the_day_of_their_decision(office: Office):
    reference = taken(office, "send-to-review", ago=70)
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        subject = subjects(session, case)[0]
    office.do(office.officer, reference, record_departure, subject, on=back(12))
    office.decide(
        reference,
        decided_on=back(20),
        late_reason=WHY,
        measures=(MeasureEntry(kind="written_censure"),),
    )
    assert inside(office, reference, Measure, Measure.warranted) == [(False,)]
    words = refused(office, reference, "decide", back(10))
    assert "left on" in words
