"""Cases of an old register come in as it tells them, once, and many at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
import sqlalchemy as sa

from caseflow.access.acting import WrongActor
from caseflow.access.actor import SYSTEM
from caseflow.accounts.purposes import AccountPurpose
from caseflow.audit.models import Entry
from caseflow.cases.lists.queue import QueueFilters, queue
from caseflow.cases.models import Case, CaseOutcome, Party, Precision
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.records.entries import (
    OccurrenceEntry,
    OldAllegation,
    OldAnswer,
    OldCase,
    OldMeasure,
    OldSubject,
    PersonEntry,
)
from caseflow.cases.services.admitting import Result, admit
from caseflow.cases.services.growing import Ground, grow
from caseflow.cases.services.moving import move
from caseflow.matters.services.notes import write_note
from caseflow.screening.purposes import ScreeningPurpose
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW
from tests.support.statements import count_statements


def accused(name="Jan Kowalski", number="77"):
    measure = OldMeasure(kind=None, raw="14", remark="Suspended for 14 days")
    return OldSubject(
        person=PersonEntry(name=name, external_id=number, rank="Sergeant"),
        stage="closed",
        allegations=(
            OldAllegation(
                external_id="1",
                type="forgery",
                raw="10A",
                recommended_finding=OldAnswer(outcome="substantiated", raw="SU"),
                final_finding=OldAnswer(outcome="substantiated", raw="SU"),
                final_measure=measure,
            ),
            OldAllegation(
                external_id="2",
                type=None,
                raw="99Z-STRANGE",
                final_finding=OldAnswer(outcome=None, raw="??"),
                final_measure=measure,
            ),
        ),
    )


def old(office, number, **facts):
    given = {
        "source": "police-oversight",
        "external_reference": str(number),
        "fingerprint": b"one",
        "entity_id": office.entity,
        "entity_code": "NM",
        "title": f"Complaint {number}",
        "received_on": date(2007, 3, 1),
        "closed_on": date(2008, 5, 1),
        "occurrences": (
            OccurrenceEntry(precision=Precision.EXACT, first_day=date(2007, 2, 1), place="Beat 4"),
        ),
        "subjects": (accused(),),
    }
    return OldCase(**{**given, **facts})


def bring_in(office, cases):
    with office.house.system(ScreeningPurpose.IMPORT) as session:
        done = admit(session, cases, actor=SYSTEM, now=NOW)
        session.commit()
    return [one.result for one in done]


def find(office, number):
    with office.house.session(office.officer) as session:
        page = queue(session, QueueFilters(text=str(number)), actor=office.officer, now=LATER)
        view = open_case(session, page.rows[0].reference, actor=office.officer, now=LATER)
        session.commit()
    return view


def test_a_case_comes_in_at_the_stage_it_claims_with_what_cannot_be_mapped_word_for_word(
    office: Office,
):
    assert bring_in(office, [old(office, 1041)]) == [Result.CREATED]
    view = find(office, 1041)
    assert view.head.admitted
    assert (view.head.stage, view.head.outcome) == ("closed", CaseOutcome.SUBSTANTIATED)
    assert view.head.closed_on == date(2008, 5, 1)
    assert view.head.reference.startswith("NM-2007-")
    assert (view.clocks, view.subjects[0].name) == ((), "Jan Kowalski")
    known, unknown = view.matrix
    assert (known.label, known.cells[0].label, known.cells[0].final) == (
        "Forgery",
        "Substantiated",
        True,
    )
    assert (unknown.label, unknown.raw, unknown.cells[0].label) == (
        "Not mapped",
        "99Z-STRANGE",
        "Not mapped: ??",
    )
    assert view.not_mapped == ("99Z-STRANGE", "??")
    assert view.decisions == ()
    (besides,) = view.old_words
    assert besides.measures == ()
    assert [(r.code, r.words) for r in besides.remarks] == [
        ("A1", "Suspended for 14 days"),
        ("A2", "Suspended for 14 days"),
    ]
    assert [event.label for event in view.timeline][-2:] == [
        "Moved to “Closed”",
        "Moved to “Received”",
    ]


def test_a_case_without_an_accused_has_one_unidentified_subject(office: Office):
    bring_in(office, [old(office, 7, subjects=(), closed_on=None, stage="assessed")])
    view = find(office, 7)
    assert view.head.stage == "assessed"
    assert [(s.identified, s.how_many) for s in view.subjects] == [(False, None)]


def test_bringing_the_same_in_twice_changes_nothing_and_a_change_is_taken_over(office: Office):
    batch = [old(office, n) for n in range(5)]
    assert bring_in(office, batch) == [Result.CREATED] * 5
    before = find(office, 3)
    assert bring_in(office, batch) == [Result.UNCHANGED] * 5
    changed = replace(
        batch[3], fingerprint=b"two", title="Corrected", subjects=(accused("Anna Nowak", "78"),)
    )
    again = [*batch[:3], changed, batch[4]]
    assert bring_in(office, again) == [*[Result.UNCHANGED] * 3, Result.UPDATED, Result.UNCHANGED]
    after = find(office, 3)
    assert (after.head.id, after.head.reference) == (before.head.id, before.head.reference)
    assert (after.head.title, [s.name for s in after.subjects]) == ("Corrected", ["Anna Nowak"])
    with office.house.session(office.officer) as session:
        assert session.scalar(sa.select(sa.func.count(Case.id))) == 5
        assert session.scalar(sa.select(sa.func.count(Party.id))) == 5
        found = queue(session, QueueFilters(text="anna nowak"), actor=office.officer, now=LATER)
        assert [row.title for row in found.rows] == ["Corrected"]


def test_a_case_that_was_worked_on_here_keeps_what_was_done(office: Office):
    open_one = old(office, 9, subjects=(), closed_on=None, stage="received")
    bring_in(office, [open_one])
    reference = find(office, 9).head.reference
    office.do(office.officer, reference, move, "close-without-action", reason="Too old")
    assert bring_in(office, [replace(open_one, fingerprint=b"x", title="New")]) == [Result.KEPT]
    assert find(office, 9).head.title == "Complaint 9"


def test_a_batch_takes_as_many_statements_however_many_cases_it_has(office: Office):
    counts = []
    for numbers in (range(3), range(100, 160)):
        with (
            office.house.system(ScreeningPurpose.IMPORT) as session,
            count_statements(office.house.engine) as seen,
        ):
            admit(session, [old(office, n) for n in numbers], actor=SYSTEM, now=NOW)
            session.commit()
            counts.append(len(seen))
    assert counts[1] <= counts[0] + 12, counts


def test_each_admitted_case_has_its_own_line_in_the_trail(office: Office):
    bring_in(office, [old(office, n) for n in range(4)])
    with office.house.system() as session:
        lines = session.scalars(sa.select(Entry).where(Entry.act == "case:admitted")).all()
    assert len({line.root_id for line in lines}) == len(lines) == 4


def test_an_admitted_case_is_worked_on_like_any_other(office: Office):
    bring_in(office, [old(office, 5, subjects=(), closed_on=None)])
    reference = find(office, 5).head.reference
    office.do(office.officer, reference, write_note, "Taken up again.")
    assert find(office, 5).notes[0].words == "Taken up again."


def test_grown_cases_are_real_to_a_reader_and_need_a_purpose(office: Office):
    ground = Ground(entity_id=office.entity, code="NM")
    with office.house.system(CasePurpose.GROWTH) as session:
        assert grow(session, grounds=[ground], how_many=130, random=Random(1), now=NOW) == 130
        session.commit()
    with office.house.session(office.officer) as session:
        page = queue(session, QueueFilters(), actor=office.officer, now=LATER)
        view = open_case(session, page.rows[0].id, actor=office.officer, now=LATER)
        found = queue(
            session, QueueFilters(text=view.subjects[0].name), actor=office.officer, now=LATER
        )
        session.commit()
    assert len(page.rows) == 50
    assert view.head.title == f"Grown case {view.head.reference}"
    assert view.head.reference in {row.reference for row in found.rows}
    with office.house.system(AccountPurpose.DEMONSTRATION) as session, pytest.raises(WrongActor):
        grow(session, grounds=[ground], how_many=1, random=Random(1), now=NOW)
