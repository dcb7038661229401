"""The page of a case and the list of cases: what they open, what they record, what they ask."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.acting import acting
from caseflow.access.capacities import AccessCapacity
from caseflow.audit.chain import decode
from caseflow.audit.models import Entry
from caseflow.cases import queries
from caseflow.cases.lists.queue import MOST_COUNTED, ROWS, QueueFilters, Sort, View, queue
from caseflow.cases.models import Precision
from caseflow.cases.opened_case import loading
from caseflow.cases.opened_case.reading import open_case, open_head
from caseflow.cases.opened_case.summary import Level, default_level, summarise
from caseflow.cases.records.entries import MeasureEntry, OccurrenceEntry
from caseflow.cases.rights.faces import SUMMARISING
from caseflow.cases.services.access import let_in
from caseflow.cases.services.moving import move
from caseflow.cases.services.receiving import log_case
from caseflow.db import at_most
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.tasks import add_task, finish_task
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW
from tests.support.statements import count_statements


def last_act(house, act):
    """The facts of the newest entry of this act."""
    with house.system() as session:
        found = session.scalars(
            sa.select(Entry).where(Entry.act == act).order_by(Entry.seq.desc()).limit(at_most(1))
        ).one()
        line = decode(found.body)
        raw = session.info["keyring"].open_detail(
            session, line.detail_key_id, "acts.detail", line.seq.to_bytes(8, "big"), line.detail
        )
        return line, json.loads(raw)["facts"]


def test_a_page_takes_at_most_twelve_statements_and_records_one_look(office: Office):
    reference = office.log()
    office.review(reference)
    office.decide(reference, measures=(MeasureEntry(kind="written_censure"),))
    office.do(office.officer, reference, write_note, "Ledger and meter differ.")
    office.do(office.officer, reference, add_task, "Tell the subject", due_on=NOW.date())
    office.house.info["keyring"].forget()
    with (
        office.house.session(office.officer) as session,
        count_statements(office.house.engine) as seen,
    ):
        view = open_case(session, reference, actor=office.officer, now=LATER)
        session.commit()
    assert len(seen) <= 12, seen
    assert view.notes[0].words == "Ledger and meter differ."
    assert view.tasks[0].words == "Tell the subject"
    line, facts = last_act(office.house, "case:read")
    assert line.root_id == view.head.id
    assert line.actor_id == office.officer.user_id
    assert {"cases.title", "cases.summary", "parties.name", "notes.words"} <= set(facts["fields"])
    assert "findings.evidence" in facts["fields"]


def test_a_form_page_opens_the_title_of_its_case_and_nothing_else(office: Office, monkeypatch):
    reference, opened = office.log(), []
    show = loading.show_rows

    def note(session, rows, names, **how):
        opened.extend(names)
        return show(session, rows, names, **how)

    with (
        office.house.session(office.officer) as session,
        count_statements(office.house.engine) as seen,
        monkeypatch.context() as patch,
    ):
        patch.setattr(loading, "show_rows", note)
        case = queries.case(session, reference, actor=office.officer)
        before = len(seen)
        head = open_head(session, case, actor=office.officer, now=LATER)
        assert len(seen) - before <= 2, seen  # the case with what its top names, and its key
        session.commit()
    assert set(opened) == {"title", "desk"}
    _line, facts = last_act(office.house, "case:read")
    assert facts["fields"] == ["cases.title"]
    with office.house.session(office.officer) as session:
        assert open_case(session, reference, actor=office.officer, now=LATER).head == head
        session.commit()


def test_whoever_reads_no_cases_has_no_form_page_of_one(office: Office):
    reference = office.log()
    recruiter = office.house.person("recruiter", name="Lea Brun")
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
    with office.house.session(recruiter) as session, pytest.raises(NotFound):
        open_head(session, case, actor=recruiter, now=LATER)


def test_a_page_for_somebody_out_of_reach_does_not_exist(office: Office):
    reference = office.log()
    elsewhere = office.house.entity("SM")
    stranger = office.house.person("conduct-officer", entity=elsewhere)
    for actor, which in ((stranger, reference), (office.officer, "NM-2026-00000"), (stranger, "")):
        with office.house.session(actor) as session, pytest.raises(NotFound):
            open_case(session, which, actor=actor, now=NOW)


def test_notes_and_tasks_are_the_teams_and_only_the_writer_changes_a_note(office: Office):
    reference = office.log()
    note = office.do(office.officer, reference, write_note, "First").note
    with pytest.raises(Refused):
        office.do(office.senior, reference, edit_note, note.id, "Changed")
    office.do(office.officer, reference, edit_note, note.id, "Second")
    task = office.do(office.officer, reference, add_task, "Call counsel")
    office.do(office.senior, reference, finish_task, task.id)
    with office.house.session(office.officer) as session:
        view = open_case(session, reference, actor=office.officer, now=LATER)
        session.commit()
    assert [(n.words, n.edits, n.mine) for n in view.notes] == [("Second", 1, True)]
    assert [(t.words, t.done) for t in view.tasks] == [("Call counsel", True)]
    with pytest.raises(NotReady):
        office.do(office.officer, reference, write_note, "  ")


def listed(office, actor, **filters):
    with office.house.session(actor) as session:
        page = queue(session, QueueFilters(**filters), actor=actor, now=LATER)
        session.commit()
    return page


def test_the_list_narrows_by_view_stage_class_conduct_name_and_reference(office: Office):
    first = office.log()
    second = office.log(
        title="Bids steered",
        conduct=("procurement_violation",),
        people=(office.subject("Łukasz Świątek-Nowak"),),
        received_on=date(2026, 6, 1),
        owner_id=office.senior.user_id,
    )
    third = office.log(title="Nobody's", desk="Conduct desk")
    office.do(office.officer, first, move, "assess")
    officer = office.officer

    def references(**filters):
        return {row.reference for row in listed(office, officer, **filters).rows}

    assert references() == {first, second, third}
    assert references(view=View.MINE) == {first}
    assert references(view=View.UNASSIGNED) == {third}
    assert references(view=View.OVERDUE) == {second}
    assert references(stage="assessed") == {first}
    assert references(category="procurement_violation") == {second}
    assert references(entity_id=office.entity) == {first, second, third}
    assert references(text="swiatek") == {second}
    assert references(text="NOWAK łukasz") == {second}
    assert references(text="swiat") == set()
    assert references(text=f" {third.lower()} ") == {third}
    page = listed(office, officer, text=third)
    assert page.exact == third
    counts = {count.view: count.count for count in page.views}
    waits = {"waiting": 3, "others": 0}
    assert counts == {**waits, "mine": 1, "overdue": 1, "due-this-week": 0, "unassigned": 1}
    late = listed(office, officer, view=View.OVERDUE).rows[0]
    assert (late.late, late.owner.name, late.title) == (True, "Amara Diallo", "Bids steered")
    _line, facts = last_act(office.house, "case:listed")
    assert facts["references"] == [second]


def test_pages_follow_one_another_without_gaps_or_repeats(office: Office):
    with office.house.session(office.officer) as session:
        for n in range(ROWS + 5):
            entry = office.entry(received_on=date(2026, 9, 1) + timedelta(days=n % 7))
            log_case(session, entry, actor=office.officer, now=NOW)
        session.commit()
    for sort in Sort:
        first = listed(office, office.officer, sort=sort)
        second = listed(office, office.officer, sort=sort, after=first.next_key)
        rows = [*first.rows, *second.rows]
        assert (len(first.rows), len(second.rows), second.next_key) == (ROWS, 5, None)
        assert len({row.id for row in rows}) == ROWS + 5
        days = [row.received_on if sort is Sort.RECEIVED else row.due_on for row in rows]
        assert days == sorted(days, reverse=sort is Sort.RECEIVED)
    counts = listed(office, office.officer).views[0]
    assert (counts.count, counts.more) == (ROWS + 5, False)
    assert counts.count <= MOST_COUNTED
    with (
        office.house.session(office.officer) as session,
        count_statements(office.house.engine) as seen,
    ):
        queue(session, QueueFilters(), actor=office.officer, now=NOW)
        session.commit()
    assert len(seen) <= 8, seen
    for key in ("x", "2026-01-01~", "9" * 40, "2026-13-01~" + "0" * 32):
        with pytest.raises(NotReady):
            listed(office, office.officer, after=key)


def test_a_case_that_is_near_for_several_reasons_stands_there_once(office: Office):
    far = office.house.entity("FAR")
    colleague = office.house.person("conduct-officer", entity=far)
    own = office.log()
    let_into = office.log(colleague, entity_id=far, desk="Far desk")
    handed = office.log(colleague, entity_id=far, owner_id=office.officer.user_id)
    hidden = office.log(colleague, entity_id=far, desk="Far desk")
    for giver, reference in ((office.officer, own), (colleague, let_into)):
        given = {"user_id": office.officer.user_id, "capacity": AccessCapacity.READER}
        office.do(giver, reference, let_in, **given)

    def references(view, sort):
        return sorted(
            r.reference for r in listed(office, office.officer, view=view, sort=sort).rows
        )

    for sort in Sort:
        assert references(View.ALL, sort) == sorted([own, let_into, handed])
        assert references(View.MINE, sort) == sorted([own, handed])
        assert references(View.UNASSIGNED, sort) == [let_into]
        assert hidden not in references(View.ALL, sort)
    counts = {each.view: each.count for each in listed(office, office.officer).views}
    waits = {"waiting": 3, "others": 0}
    assert counts == {**waits, "mine": 2, "overdue": 0, "due-this-week": 0, "unassigned": 1}


def test_a_reader_without_any_reach_lists_only_what_they_were_let_into(office: Office):
    reference, _other = office.log(), office.log()
    office.assess(reference)
    rows = listed(office, office.investigator).rows
    assert [row.reference for row in rows] == [reference]
    auditor = office.house.person("auditor", engagements=(office.entity,))
    with pytest.raises(Refused):
        listed(office, auditor)


def test_a_common_name_is_found_like_any_other(office: Office):
    with office.house.session(office.officer) as session:
        for n in range(22):
            people = (office.subject(f"Maria Number{n}"),)
            log_case(session, office.entry(people=people), actor=office.officer, now=NOW)
        session.commit()
    assert len(listed(office, office.officer, text="maria").rows) == 22
    assert len(listed(office, office.officer, text="maria number21").rows) == 1
    assert len(listed(office, office.officer, text="number3").rows) == 1


@pytest.mark.parametrize(
    ("precision", "days", "told"),
    [
        (Precision.EXACT, ("2026-08-17", None), ("about", "2026-08-01", None)),
        (Precision.ABOUT, ("2026-08-17", None), ("about", "2026-08-01", None)),
        (Precision.BETWEEN, ("2026-08-17", "2026-08-19"), ("about", "2026-08-01", "2026-08-31")),
        (Precision.BETWEEN, ("2026-02-27", "2026-04-02"), ("between", "2026-02-01", "2026-04-30")),
        (Precision.UNKNOWN, (None, None), ("unknown", None, None)),
    ],
)
def test_a_summary_without_names_tells_months_and_no_days(office: Office, precision, days, told):
    first, last = (date.fromisoformat(day) if day else None for day in days)
    entry = OccurrenceEntry(precision=precision, first_day=first, last_day=last)
    reference = office.log(occurrence=entry)
    with office.house.session(office.officer) as session:
        facts = {"level": Level.REDACTED, "actor": office.officer, "now": LATER}
        (view,) = summarise(session, reference, **facts).occurrences
        session.rollback()
    shown = [view.precision, *(day and day.isoformat() for day in (view.first_day, view.last_day))]
    assert tuple(shown) == told


def test_a_summary_tells_an_auditor_no_names_and_an_officer_everything(office: Office):
    reference = office.log()
    office.review(reference)
    office.decide(reference, measures=(MeasureEntry(kind="written_censure"),))
    auditor = office.house.person("auditor", engagements=(office.entity,))
    with office.house.session(auditor) as session, pytest.raises(NotFound):
        open_case(session, reference, actor=auditor, now=NOW)
    with office.house.factory() as session, acting(session, auditor, SUMMARISING):
        session.info["now"] = LATER
        assert default_level(session, reference, actor=auditor) is Level.REDACTED
        told = summarise(
            session, reference, level=Level.REDACTED, actor=auditor, now=LATER, export="X-1"
        )
        with pytest.raises(Refused):
            summarise(session, reference, level=Level.FULL, actor=auditor, now=LATER)
        session.commit()
    words = repr(told)
    assert told.subjects[0].label == "Subject 1"
    assert (told.substantiated, told.allegations) == (1, 1)
    for secret in ("Elberg", "Falsified", "Kovac", "Facts, law", "supplier"):
        assert secret not in words
    _line, facts = last_act(office.house, "case:exported")
    assert (facts["level"], facts["export"], facts.get("fields")) == ("redacted", "X-1", None)
    with office.house.session(office.officer) as session:
        assert default_level(session, reference, actor=office.officer) is Level.FULL
        full = summarise(session, reference, level=Level.FULL, actor=office.officer, now=LATER)
        figures = summarise(
            session, reference, level=Level.STATISTICAL, actor=office.officer, now=LATER
        )
        session.commit()
    assert full.subjects[0].name == "Tomas Elberg"
    assert full.decisions[0].reasons == "Facts, law, proportion."
    assert (figures.subjects, figures.matrix, figures.days_open) == ((), (), 83)
