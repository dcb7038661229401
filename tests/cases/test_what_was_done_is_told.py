"""What was done to a case stands in its timeline, with by whom and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.models import Classification
from caseflow.cases.models import Finding, LinkKind
from caseflow.cases.services.departures import record_departure
from caseflow.cases.services.finding import withdraw_finding
from caseflow.cases.services.merges_undone import undo_merge
from caseflow.cases.services.merging import merge
from caseflow.cases.services.noticing import SUBSCRIPTIONS
from caseflow.cases.services.people import add_person
from caseflow.cases.services.tying import link_cases, unlink_cases
from caseflow.events import EventTable
from caseflow.jobs.purposes import JobPurpose
from caseflow.notices.models import Notice
from tests.cases.conftest import LATER, Office
from tests.cases.test_merging import UNDOING, both, read


def lines(office: Office, reference: str, actor=None, now=LATER) -> list[tuple[str, str, str]]:
    """What was done, by whom and why, the newest first."""
    timeline = read(office, reference, actor, now=now).timeline
    return [(str(e.label), e.by.name, e.quote) for e in timeline]


def test_a_departure_is_told_with_its_day_its_reason_and_what_stood_there(office: Office):
    case = office.log()
    (subject,) = read(office, case).subjects
    first, other = date(2026, 10, 1), date(2026, 10, 9)
    office.do(office.officer, case, record_departure, subject.id, on=first, reason="A letter")
    steps = ((other, first, "The letter was misread"), (None, other, "Still in service"))
    for hours, (on, before, why) in enumerate(steps, 1):
        office.do(
            office.officer,
            case,
            record_departure,
            subject.id,
            on=on,
            before=before,
            reason=why,
            now=LATER + timedelta(hours=hours),
        )
    now = LATER + timedelta(hours=3)
    assert lines(office, case, now=now)[:3] == [
        ("Departure taken back: did not leave", "Ines Okafor", "Still in service"),
        ("Day of leaving changed: left on 2026-10-09", "Ines Okafor", "The letter was misread"),
        ("Departure recorded: left on 2026-10-01", "Ines Okafor", "A letter"),
    ]
    assert [e.was for e in read(office, case, now=now).timeline[:3]] == [
        "2026-10-09",
        "2026-10-01",
        "",
    ]


def test_ties_are_told_in_both_cases_and_only_to_whoever_sees_the_other_one(office: Office):
    one, two = office.log(), office.log(classification=Classification.STRICTLY_CONFIDENTIAL)
    both(office, lambda a, b, reason, **w: link_cases(a, b, kind=LinkKind.RELATED, **w), one, two)
    assert (f"Linked to {two}", "Ines Okafor", "") in lines(office, one)
    assert (f"Linked to {one}", "Ines Okafor", "") in lines(office, two)
    both(office, unlink_cases, one, two, reason="Another depot", now=UNDOING)
    for here, there in ((one, two), (two, one)):
        told = lines(office, here, now=UNDOING)
        assert told[0] == (f"Untied from {there}", "Ines Okafor", "Another depot")
        assert (f"Linked to {there}", "Ines Okafor", "") in told
        assert read(office, here, now=UNDOING).links == ()
    seen = lines(office, one, office.senior, now=UNDOING)  # who cannot see the strict one
    assert not [line for line in seen if two in line[0] or "Another depot" in line[2]]


def test_a_merge_and_its_undo_are_told_where_work_goes_on(office: Office):
    shell, into = office.log(people=(office.subject("Samir Haddad"),)), office.log()
    office.investigate(into)
    both(office, merge, shell, into, reason="The same receipts")
    told = lines(office, into)
    assert (f"{shell} merged into this case", "Ines Okafor", "The same receipts") in told
    back = "Stage was “Under investigation”: a subject who came in stands earlier"
    assert (back, "Ines Okafor", "") in told
    both(office, undo_merge, shell, into, reason="Two depots", now=UNDOING)
    told = lines(office, into, now=UNDOING)
    assert (f"Merge of {shell} undone", "Ines Okafor", "Two depots") in told
    assert read(office, into, now=UNDOING).head.stage == "under-investigation"


def test_the_team_of_the_case_that_goes_on_hears_of_a_merge_that_takes_it_back(office: Office):
    shell, into = office.log(people=(office.subject("Samir Haddad"),)), office.log()
    office.investigate(into)
    office.house.info["events"] = EventTable(*SUBSCRIPTIONS)
    both(office, merge, shell, into)
    with office.house.system(JobPurpose.JOBS) as session:
        told = [
            each.sentence
            for each in session.scalars(
                sa.select(Notice).where(Notice.to_user_id == office.investigator.user_id)
            )
        ]
    assert any("It stands at an earlier stage now" in words for words in told), told


def test_one_more_subject_who_takes_a_case_back_is_told(office: Office):
    case = office.log()
    office.investigate(case)
    office.do(office.officer, case, add_person, office.subject("Samir Haddad"))
    view = read(office, case)
    assert view.head.stage == "received"
    back = "Stage was “Under investigation”: a subject who came in stands earlier"
    assert back in [str(e.label) for e in view.timeline]


def test_a_finding_taken_back_says_when_by_whom_why_and_about_whom(office: Office):
    case = office.log(people=(office.subject(), office.subject("Samir Haddad")))
    office.investigate(case)
    office.find(case)
    view = read(office, case)
    second = view.subjects[1].id
    with office.house.session(office.investigator) as session:
        finding = session.scalars(sa.select(Finding).order_by(Finding.id.desc())).first()
    office.do(
        office.investigator, case, withdraw_finding, finding.id, reason="Misread", now=UNDOING
    )
    told = [e for e in read(office, case, now=UNDOING).timeline if e.kind == "finding"]
    (line,) = [e for e in told if e.label == "Finding on A1 taken back"]
    assert (line.at, line.by.name, line.quote) == (UNDOING, "Ravi Menon", "Misread")
    assert line.subject_id == second
    assert {e.subject_id for e in told} == {s.id for s in view.subjects}


@pytest.mark.parametrize("verb", ["link", "merge"])
def test_a_case_that_was_merged_elsewhere_is_named_for_what_it_is(office: Office, verb: str):
    gone, into, here = office.log(), office.log(), office.log()
    both(office, merge, gone, into)
    act = {
        "link": lambda a, b, reason, **w: link_cases(a, b, kind=LinkKind.RELATED, **w),
        "merge": merge,
    }[verb]
    with pytest.raises(Exception, match="merged into another") as refusal:
        both(office, act, here, gone)
    assert refusal.value.field == "reference"
