"""A review answers an allegation after its investigation, and counts until the decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.cases import queries
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import Finding, Step
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import FindingEntry
from caseflow.cases.services.access import let_in
from caseflow.cases.services.finding import withdraw_finding
from caseflow.cases.services.reviewing import record_review
from caseflow.errors import NotFound, NotReady, Refused
from tests.cases.conftest import LATER, allegations
from tests.support.trail import details


@pytest.fixture
def reviewer(office):
    return office.house.person("reviewer", name="Teodor Wills")


@pytest.fixture
def reviewed(office, reviewer):
    """A case under review, its reviewer let in."""
    reference = office.log()
    office.review(reference)
    let(office, reviewer, reference)
    return reference


def let(office, reviewer, reference):
    office.do(
        office.officer,
        reference,
        let_in,
        user_id=reviewer.user_id,
        capacity=CaseCapacity.REVIEWER,
    )


def answer(office, actor, reference, outcome="unsubstantiated", **facts):
    with office.house.session(actor) as session:
        case = queries.case(session, reference, actor=actor)
        entry = FindingEntry(
            **{
                "allegation_id": allegations(session, case)[0],
                "outcome": outcome,
                "standard": "clear_and_convincing",
                "evidence": "The second witness was never asked.",
                **facts,
            }
        )
        row = record_review(case, entry, actor=actor, now=LATER)
        session.commit()
        return row.id


def shown(office, actor, reference):
    with office.house.session(actor) as session:
        view = open_case(session, reference, actor=actor, now=LATER)
        (cell,) = view.matrix[0].cells
        return view, cell


def test_a_review_takes_the_place_of_the_finding_until_the_decision(office, reviewer, reviewed):
    view, cell = shown(office, reviewer, reviewed)
    assert "review" in view.may
    assert (cell.outcome, cell.reviewed) == ("substantiated", False)
    answer(office, reviewer, reviewed)
    view, cell = shown(office, reviewer, reviewed)
    assert (cell.outcome, cell.reviewed, cell.final) == ("unsubstantiated", True, False)
    assert cell.evidence == "The second witness was never asked."
    assert {"Finding on A1: Substantiated", "Review of A1: Not substantiated"} <= {
        str(event.label) for event in view.timeline
    }
    said = [d["facts"] for act, d in details(office.house) if act == "finding:recorded"]
    assert [facts.get("step") for facts in said] == [None, "review"]
    office.decide(reviewed)
    with office.house.system() as session:
        steps = list(session.scalars(sa.select(Finding.step).order_by(Finding.recorded_at)))
        outcomes = set(
            session.scalars(sa.select(Finding.outcome).where(Finding.step == Step.DECISION))
        )
    assert set(steps) == set(Step)
    assert outcomes == {"unsubstantiated"}


def test_a_review_is_recorded_in_its_turn_and_by_somebody_else(office, reviewer):
    reference = office.log()
    office.investigate(reference)
    let(office, reviewer, reference)
    with pytest.raises(NotReady, match="under review"):
        answer(office, reviewer, reference)
    assert "review" not in shown(office, reviewer, reference)[0].may
    with pytest.raises(Refused):
        answer(office, office.officer, reference)


def test_nobody_reviews_an_investigation_of_their_own(office, reviewed):
    with pytest.raises(Refused):
        answer(office, office.investigator, reviewed)
    assert "review" not in shown(office, office.investigator, reviewed)[0].may


def test_a_review_answers_an_allegation_of_this_case_from_the_lists(office, reviewer, reviewed):
    other = office.log(title="Another")
    with office.house.session(office.officer) as session:
        elsewhere = allegations(session, queries.case(session, other, actor=office.officer))[0]
    with pytest.raises(NotFound):
        answer(office, reviewer, reviewed, allegation_id=elsewhere)
    with pytest.raises(NotReady):
        answer(office, reviewer, reviewed, outcome="perhaps")
    with pytest.raises(NotReady):
        answer(office, reviewer, reviewed, standard="a feeling")
    before = LATER.date() - timedelta(days=40)
    with pytest.raises(NotReady) as refusal:
        answer(office, reviewer, reviewed, found_on=before)
    assert refusal.value.field == "found_on"


def test_a_review_is_taken_back_by_whoever_recorded_it(office, reviewer, reviewed):
    row_id = answer(office, reviewer, reviewed)
    other = office.house.person("reviewer", name="Sol Other")
    let(office, other, reviewed)
    with pytest.raises(Refused):
        office.do(other, reviewed, withdraw_finding, row_id, reason="x")
    office.do(reviewer, reviewed, withdraw_finding, row_id, reason="The witness had been asked.")
    assert shown(office, reviewer, reviewed)[1].outcome == "substantiated"
