"""A case is listed under what was proven in it, else under what is alleged, and says which."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.audit.purposes import TrailPurpose
from caseflow.cases.lists.queue import QueueFilters, queue
from caseflow.cases.models import Allegation, Case
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.opened_case.summary import Level, summarise
from caseflow.cases.records.entries import FindingEntry, OldAllegation, OldAnswer
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.decisions_set_aside import set_aside
from caseflow.cases.services.moving import move
from tests.cases.conftest import LATER, Office, subjects
from tests.cases.test_old_registers import accused, bring_in, old

THEN = LATER + timedelta(days=1)


def line(office: Office, reference: str):
    with office.house.session(office.officer) as session:
        page = queue(session, QueueFilters(), actor=office.officer, now=LATER)
        session.commit()
    return next(row for row in page.rows if row.reference == reference)


def about(office: Office, reference: str) -> str:
    """What the list, the page and the summary say that a case is about."""
    with office.house.session(office.officer) as session:
        view = open_case(session, reference, actor=office.officer, now=LATER)
        summary = summarise(session, reference, level=Level.FULL, actor=office.officer, now=LATER)
        session.commit()
    (said,) = {line(office, reference).category, view.head.category, summary.category}
    return said


def strict(office: Office, reference: str) -> bool:
    with office.house.system(TrailPurpose.DOCTOR) as session:
        wanted = sa.select(Case.strict_limits).where(Case.reference == reference)
        return session.scalars(wanted).one()


def decide_each(office: Office, reference: str, *, subject: int = 0, **outcomes: str):
    """Decide about one subject with these outcomes, by type of conduct."""
    with office.house.session(office.decider) as session:
        rows = session.execute(
            sa.select(Allegation.id, Allegation.type)
            .join(Case, Case.id == Allegation.root_id)
            .where(Case.reference == reference)
        ).all()
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        subject_id = subjects(session, case)[subject]
    findings = tuple(
        FindingEntry(allegation_id=row.id, outcome=outcomes[row.type], standard="preponderance")
        for row in rows
        if row.type in outcomes
    )
    return office.decide(reference, subject_id=subject_id, findings=findings)


@pytest.mark.parametrize("logged", [("theft", "sexual_abuse"), ("sexual_abuse", "theft")])
def test_the_order_of_logging_makes_no_difference(office: Office, logged):
    reference = office.log(conduct=logged)
    assert about(office, reference) == "Sexual abuse (alleged)"
    with office.house.session(office.officer) as session:
        filters = QueueFilters(category="sexual_abuse")
        page = queue(session, filters, actor=office.officer, now=LATER)
        session.commit()
    assert [row.reference for row in page.rows] == [reference]


def test_a_graver_allegation_added_later_takes_over_and_brings_its_limits(office: Office):
    reference = office.log(conduct=("theft",))
    assert about(office, reference) == "Theft (alleged)"
    office.investigate(reference)
    before = line(office, reference).due_on
    with office.house.session(office.officer) as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        subject_ids = subjects(session, case)
    office.do(
        office.officer, reference, add_allegation, conduct="sexual_abuse", subjects=subject_ids
    )
    assert about(office, reference) == "Sexual abuse (alleged)"
    assert strict(office, reference)
    assert line(office, reference).due_on < before


def test_what_was_not_proven_gives_way_to_the_lesser_that_was(office: Office):
    reference = office.log(conduct=("sexual_abuse", "theft"))
    office.review(reference)
    decide_each(office, reference, sexual_abuse="unsubstantiated", theft="substantiated")
    assert about(office, reference) == "Theft"
    assert not strict(office, reference)


def test_what_was_found_but_not_decided_is_still_alleged(office: Office):
    reference = office.log(conduct=("theft",))
    office.review(reference)
    assert about(office, reference) == "Theft (alleged)"


def test_where_nothing_was_proven_the_gravest_stays_alleged(office: Office):
    reference = office.log(conduct=("theft", "sexual_abuse"))
    office.review(reference)
    decide_each(office, reference, sexual_abuse="unsubstantiated", theft="unsubstantiated")
    assert about(office, reference) == "Sexual abuse (alleged)"


def test_setting_the_decision_aside_turns_it_back_to_alleged(office: Office):
    reference = office.log(conduct=("sexual_abuse", "theft"))
    office.review(reference)
    decision = decide_each(office, reference, sexual_abuse="unsubstantiated", theft="substantiated")
    office.do(office.senior, reference, set_aside, decision.id, reason="New evidence", now=THEN)
    assert about(office, reference) == "Sexual abuse (alleged)"
    assert strict(office, reference)


def test_a_case_that_is_taken_up_anew_is_about_what_is_alleged(office: Office):
    reference = office.log(conduct=("theft",))
    office.review(reference)
    decide_each(office, reference, theft="substantiated")
    office.do(office.officer, reference, move, "close")
    assert about(office, reference) == "Theft"
    office.do(office.senior, reference, move, "reopen", reason="New evidence", now=THEN)
    assert about(office, reference) == "Theft (alleged)"


def test_the_shorter_limits_run_on_while_abuse_is_open_against_somebody_else(office: Office):
    both = (office.subject(), office.subject("Ana Marr"))
    reference = office.log(conduct=("sexual_abuse", "theft"), people=both)
    office.review(reference)
    outcomes = {"sexual_abuse": "unsubstantiated", "theft": "substantiated"}
    decide_each(office, reference, **outcomes)
    assert about(office, reference) == "Theft"
    assert strict(office, reference)


def test_a_case_of_an_old_register_is_about_what_the_register_says_was_proven(office: Office):
    def alleged(number: int, type_: str | None, outcome: str | None) -> OldAllegation:
        return OldAllegation(
            external_id=str(number),
            type=type_,
            raw=type_ or "99Z-STRANGE",
            final_finding=OldAnswer(outcome=outcome, raw="X") if outcome else None,
        )

    def case(number: int, *allegations: OldAllegation):
        subject = replace(accused(number=str(number)), allegations=allegations)
        return old(office, number, subjects=(subject,))

    bring_in(
        office,
        [
            case(1, alleged(1, "theft", None), alleged(2, "sexual_abuse", None)),
            case(
                2,
                alleged(1, "sexual_abuse", "unsubstantiated"),
                alleged(2, None, "substantiated"),
                alleged(3, "theft", "substantiated"),
            ),
        ],
    )
    with office.house.session(office.officer) as session:
        page = queue(session, QueueFilters(), actor=office.officer, now=LATER)
        session.commit()
    assert {row.title: row.category for row in page.rows} == {
        "Complaint 1": "Sexual abuse (alleged)",
        "Complaint 2": "Theft",
    }
