"""What was written down wrong in a case is put right, and what stood there stays readable."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification
from caseflow.access.wall import PAST
from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import (
    Case,
    ClockRecord,
    Correction,
    Occurrence,
    Part,
    Precision,
    Reporting,
)
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records import correctable
from caseflow.cases.records.correctable import ChangedMeanwhile
from caseflow.cases.records.entries import OccurrenceEntry, PersonEntry
from caseflow.cases.services.access import let_in
from caseflow.cases.services.correcting import correct_account, correct_occurrence, correct_report
from caseflow.cases.services.moving import move
from caseflow.cases.services.noticing import SUBSCRIPTIONS
from caseflow.cases.services.people import add_person
from caseflow.clocks.reading import State
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import EventTable
from caseflow.notices.models import Notice
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW

WHY = "The officer heard the name of the depot wrongly."


def read(office, reference, actor=None):
    actor = actor or office.officer
    with office.house.session(actor) as session:
        view = open_case(session, reference, actor=actor, now=LATER)
        session.commit()
    return view


def version(office, reference, group, *more):
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        of_case = (case,) if group is correctable.report else (session, case)
        found = group(*of_case, *more).version
        session.rollback()
    return found


def corrections(view):
    return [each for each in view.timeline if each.kind == "correction"]


def correct_title(office, reference, title, *, seen=None, actor=None, **given):
    facts = {"summary": read(office, reference).summary, "reason": WHY, **given}
    seen = seen or version(office, reference, correctable.account)
    actor = actor or office.officer
    office.do(actor, reference, correct_account, title=title, version=seen, **facts)


def correct_day(office, reference, day, *, actor=None, **given):
    facts = {"channel": None, "reporting": Reporting.CONFIDENTIAL, "reason": WHY, **given}
    seen = version(office, reference, correctable.report)
    actor = actor or office.officer
    office.do(actor, reference, correct_report, received_on=day, version=seen, **facts)


def test_a_title_is_corrected_and_the_timeline_says_what_stood_there_by_whom_and_why(
    office: Office,
):
    reference = office.log()
    correct_title(office, reference, "Falsified diesel receipts")
    view = read(office, reference)
    assert view.head.title == "Falsified diesel receipts"
    (event,) = corrections(view)
    assert (event.fact, event.was, event.quote) == ("title", "Falsified fuel receipts", WHY)
    assert (event.by.name, event.at) == ("Ines Okafor", LATER)


def test_only_what_changed_is_kept_and_sealed_under_the_key_of_the_case(office: Office):
    reference = office.log()
    correct_title(office, reference, "Other", summary="Receipts bear numbers of another year.")
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        rows = session.scalars(sa.select(Correction)).all()
        assert {row.fact for row in rows} == {"title", "summary"}
        assert {row.data_key_id for row in rows} == {case.data_key_id}
    with office.house.engine.connect() as raw:
        query = sa.text("SELECT before, reason FROM corrections")
        kept = raw.execute(query, execution_options=PAST).all()
    assert kept
    assert not any(
        b"fuel" in bytes(each) or b"depot" in bytes(each) for row in kept for each in row
    )


def test_a_correction_needs_a_reason_and_something_to_correct(office: Office):
    reference = office.log()
    with pytest.raises(NotReady) as wrong:
        correct_title(office, reference, "Other", reason=" ")
    assert wrong.value.field == "reason"
    with pytest.raises(NotReady, match="Nothing is changed"):
        correct_title(office, reference, "Falsified fuel receipts")
    with pytest.raises(NotReady) as wrong:
        correct_title(office, reference, " ")
    assert wrong.value.field == "title"
    with pytest.raises(NotReady) as wrong:
        correct_title(office, reference, "Other", summary="")
    assert wrong.value.field == "summary"
    assert corrections(read(office, reference)) == []


def test_who_did_not_see_the_latest_text_is_shown_it_and_overwrites_nothing(office: Office):
    reference = office.log()
    seen = version(office, reference, correctable.account)
    correct_title(office, reference, "By the first")
    with pytest.raises(ChangedMeanwhile) as late:
        correct_title(office, reference, "By the second", seen=seen)
    assert late.value.now["title"] == "By the first"
    assert read(office, reference).head.title == "By the first"
    correct_title(office, reference, "By the second", seen=late.value.now.version)
    assert [each.was for each in corrections(read(office, reference))] == [
        "By the first",
        "Falsified fuel receipts",
    ]


def test_only_who_works_on_the_case_corrects_it(office: Office):
    reference = office.log()
    with pytest.raises((Refused, NotFound)):
        correct_title(office, reference, "Other", actor=office.decider)
    stranger = office.house.person("conduct-officer", entity=office.house.entity("SM"))
    with pytest.raises(NotFound):
        correct_title(office, reference, "Other", actor=stranger)
    assert read(office, reference).head.title == "Falsified fuel receipts"


def test_a_closed_case_can_be_corrected_and_one_that_was_merged_cannot(office: Office):
    reference = office.log()
    office.do(office.officer, reference, move, "close-without-action", reason="No merit")
    correct_title(office, reference, "Falsified diesel receipts")
    assert read(office, reference).head.title == "Falsified diesel receipts"
    assert "correct" in read(office, reference).may


def test_the_limit_runs_from_the_day_on_which_the_report_truly_came(office: Office):
    reference = office.log()
    before = read(office, reference).clocks[0].reading
    correct_day(office, reference, date(2026, 9, 15))
    view = read(office, reference)
    (clock,) = view.clocks
    assert (before.started, clock.reading.started) == (date(2026, 9, 1), date(2026, 9, 15))
    assert clock.reading.due > before.due
    assert view.received_on == date(2026, 9, 15)
    assert view.stages[0].since == date(2026, 9, 15)
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        assert (case.stage_since, case.due_on) == (date(2026, 9, 15), clock.reading.due)
    (event,) = corrections(view)
    assert (event.fact, event.was) == ("received_on", "2026-09-01")


def test_a_limit_that_ended_is_counted_again_from_the_day_of_the_report(office: Office):
    reference = office.log(received_on=date(2026, 1, 5))
    office.do(office.officer, reference, move, "assess")
    with office.house.session(office.officer) as session:
        before = session.scalars(sa.select(ClockRecord)).one()
        used, breached = before.used, before.breached
    assert breached
    with pytest.raises(Refused, match="somebody else"):  # it would hide that the limit has passed
        correct_day(office, reference, NOW.date() - timedelta(days=2))
    correct_day(office, reference, NOW.date() - timedelta(days=2), actor=office.senior)
    with office.house.session(office.officer) as session:
        row = session.scalars(sa.select(ClockRecord)).one()
        assert row.started_on == NOW.date() - timedelta(days=2)
        assert (row.used < used, row.breached) == (True, False)
        case = session.scalars(sa.select(Case)).one()
        assert case.stage_since != row.started_on


def test_a_report_cannot_have_come_after_what_was_done_about_it_nor_after_today(office: Office):
    reference = office.log()
    for day in (NOW.date() + timedelta(days=1), date(1900, 1, 1)):
        with pytest.raises(NotReady) as wrong:
            correct_day(office, reference, day)
        assert wrong.value.field == "received_on"
    office.do(office.officer, reference, move, "assess", now=NOW - timedelta(days=5))
    with pytest.raises(NotReady, match="was received by then") as wrong:
        correct_day(office, reference, NOW.date() - timedelta(days=4))
    assert wrong.value.field == "received_on"


def test_when_and_where_it_happened_is_corrected_and_the_old_days_are_kept(office: Office):
    reference = office.log(
        occurrence=OccurrenceEntry(
            precision=Precision.EXACT, first_day=date(2026, 8, 20), place="Depot 2"
        )
    )
    (occurrence,) = read(office, reference).occurrences
    seen = version(office, reference, correctable.occurrence, occurrence.id)
    entry = OccurrenceEntry(
        precision=Precision.BETWEEN,
        first_day=date(2026, 8, 1),
        last_day=date(2026, 8, 9),
        place="Depot 2",
    )
    office.do(
        office.officer,
        reference,
        correct_occurrence,
        occurrence.id,
        entry,
        reason=WHY,
        version=seen,
    )
    view = read(office, reference)
    (occurrence,) = view.occurrences
    assert (occurrence.first_day, occurrence.last_day) == (date(2026, 8, 1), date(2026, 8, 9))
    assert occurrence.place == "Depot 2"
    (event,) = corrections(view)
    kept = correctable.when_read(event.was)
    assert (event.fact, kept and kept.first_day) == ("happened", date(2026, 8, 20))
    seen = version(office, reference, correctable.occurrence, occurrence.id)
    for wrong in (
        OccurrenceEntry(precision=Precision.EXACT, first_day=date(2031, 1, 1)),
        OccurrenceEntry(precision=Precision.EXACT),
    ):
        with pytest.raises(NotReady) as refused:
            office.do(
                office.officer,
                reference,
                correct_occurrence,
                occurrence.id,
                wrong,
                reason=WHY,
                version=seen,
            )
        assert refused.value.field == "first_day"


def test_an_occurrence_of_another_case_cannot_be_corrected_from_here(office: Office):
    one, other = office.log(), office.log()
    (occurrence,) = read(office, other).occurrences
    seen = version(office, other, correctable.occurrence, occurrence.id)
    entry = OccurrenceEntry(place="Elsewhere")
    with pytest.raises(NotFound):
        office.do(
            office.officer, one, correct_occurrence, occurrence.id, entry, reason=WHY, version=seen
        )


def test_a_case_that_never_said_when_it_happened_can_say_it_once(office: Office):
    reference = office.log()
    with office.house.system() as session:
        case = session.scalars(sa.select(Case)).one()
        with act(session, CaseAct.CHANGED, thing=case):
            session.delete(session.scalars(sa.select(Occurrence)).one())
        session.commit()
    seen = version(office, reference, correctable.occurrence, None)
    entry = OccurrenceEntry(precision=Precision.EXACT, first_day=date(2026, 8, 20), place="Depot 2")
    office.do(office.officer, reference, correct_occurrence, None, entry, reason=WHY, version=seen)
    view = read(office, reference)
    assert view.occurrences[0].place == "Depot 2"
    with pytest.raises(NotReady, match="written down already"):
        office.do(
            office.officer, reference, correct_occurrence, None, entry, reason=WHY, version=seen
        )


def test_nobody_opens_the_name_of_a_reporter_by_correcting_how_they_want_to_be_known(
    office: Office,
):
    reporter = PersonEntry(part=Part.REPORTER, name="Lena Moss")
    strict = office.log(
        office.senior,
        classification=Classification.STRICTLY_CONFIDENTIAL,
        people=(office.subject(), reporter),
    )
    let = {"user_id": office.officer.user_id, "capacity": AccessCapacity.READER}
    office.do(office.senior, strict, let_in, **let)
    assert read(office, strict).people[0].name == ""
    with pytest.raises(NotReady, match="Only the owner") as refused:
        correct_day(office, strict, date(2026, 9, 1), reporting=Reporting.NAMED)
    assert refused.value.field == "reporting"
    assert read(office, strict).people[0].name == ""


def test_a_report_with_a_named_reporter_does_not_become_anonymous(office: Office):
    reporter = PersonEntry(part=Part.REPORTER, name="Lena Moss")
    reference = office.log(people=(office.subject(), reporter))
    with pytest.raises(NotReady, match="names a reporter"):
        correct_day(office, reference, date(2026, 9, 1), reporting=Reporting.ANONYMOUS)


def test_the_owner_is_told_when_somebody_else_corrects(office: Office):
    office.house.info["events"] = EventTable(*SUBSCRIPTIONS)
    reference = office.log()
    correct_title(office, reference, "Mine")
    correct_title(office, reference, "Other", actor=office.senior)
    with office.house.session(office.officer) as session:
        (notice,) = session.scalars(sa.select(Notice).where(Notice.kind == "corrected"))
        assert notice.to_user_id == office.officer.user_id
        assert "Other" not in f"{notice.sentence} {notice.parameters}"


def test_who_came_later_does_not_make_a_late_case_one_in_time(office: Office):
    """The limit of a stage runs from when the case came to it, not from its newest subject."""
    reference = office.log(received_on=NOW.date() - timedelta(days=120))
    late = read(office, reference).clocks[0].reading
    entry = office.subject("Somebody Else")
    office.do(office.officer, reference, add_person, entry)
    day = NOW.date() - timedelta(days=121)
    correct_day(office, reference, day)
    view = read(office, reference)
    assert view.clocks[0].reading.started == day
    assert view.clocks[0].reading.state is late.state is State.LATE
    assert view.stages[0].since == day
    with office.house.system() as session:
        case = session.scalars(sa.select(Case)).one()
        assert (case.stage_since, case.due_on) == (day, view.clocks[0].reading.due)


def test_a_report_does_not_tell_of_what_began_after_it_came(office: Office):
    told = OccurrenceEntry(precision=Precision.EXACT, first_day=date(2026, 8, 30))
    reference = office.log(occurrence=told)
    with pytest.raises(NotReady, match="did not begin later") as wrong:
        correct_day(office, reference, date(2026, 8, 29))
    assert wrong.value.field == "received_on"
    correct_day(office, reference, date(2026, 8, 30))
    with pytest.raises(NotReady, match="did not begin later") as wrong:
        office.log(
            occurrence=OccurrenceEntry(precision=Precision.EXACT, first_day=date(2026, 9, 2))
        )
    assert wrong.value.field == "first_day"
    office.log(occurrence=OccurrenceEntry(precision=Precision.UNKNOWN, first_day=date(2026, 9, 2)))
