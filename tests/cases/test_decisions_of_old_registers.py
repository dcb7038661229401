"""A decision that came with an old register is set aside, and decided anew, like one made here."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import Case, DecisionStanding, DecisionState, Finding, Step
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import (
    FindingEntry,
    OldAllegation,
    OldAnswer,
    OldMeasure,
    OldSubject,
    PersonEntry,
)
from caseflow.cases.services.access import let_in
from caseflow.cases.services.decisions_set_aside import set_aside, withdraw_final_finding
from caseflow.cases.services.moving import move
from caseflow.cases.workflow import DECISION_STANDS
from caseflow.errors import NotReady
from caseflow.screening.purposes import ScreeningPurpose
from tests.cases.conftest import LATER, Office
from tests.cases.test_old_registers import bring_in, find, old

PROVEN = OldAnswer(outcome="substantiated", raw="SU")
SEPARATED = OldMeasure(kind="separation", raw="400")


def alleged(type_="forgery", **facts):
    return OldAllegation(external_id=type_, type=type_, raw="10A", **facts)


def subject(*allegations, name="Gus Holm", stage="decided"):
    return OldSubject(person=PersonEntry(name=name), stage=stage, allegations=allegations)


def brought(office, *subjects, closed_on=None):
    """The reference of a case that an old register holds."""
    bring_in(office, [old(office, 12, subjects=subjects, closed_on=closed_on)])
    return find(office, 12).head.reference


def view(office, reference):
    with office.house.session(office.senior) as session:
        found = open_case(session, reference, actor=office.senior, now=LATER)
        session.commit()
    return found


def cells(office, reference):
    shown = view(office, reference)
    return [(cell.label, cell.final) for row in shown.matrix for cell in row.cells if cell]


def annul(office, reference):
    (decision, *_others) = view(office, reference).decisions
    office.do(office.senior, reference, set_aside, decision.id, reason="Not heard")


def category(office, reference):
    with office.house.session(office.senior) as session:
        case = queries.case(session, reference, actor=office.senior)
        return case.category, case.category_proven


def test_its_final_findings_are_set_aside_with_it(office: Office):
    reference = brought(
        office,
        subject(
            alleged(recommended_finding=PROVEN, final_finding=PROVEN, final_measure=SEPARATED),
            alleged("theft.private_property", final_finding=PROVEN),
        ),
    )
    assert category(office, reference) == ("forgery", True)
    annul(office, reference)
    assert cells(office, reference) == [("Substantiated", False), ("Alleged", False)]
    told = [event.label for event in view(office, reference).timeline]
    assert {"Decision, set aside", "Finding on A2, set aside: Substantiated"} <= set(told)
    assert category(office, reference)[1] is False


def test_another_subject_of_the_case_keeps_decision_and_findings(office: Office):
    reference = brought(
        office,
        subject(alleged(final_finding=PROVEN, final_measure=SEPARATED)),
        subject(alleged(final_finding=PROVEN, final_measure=SEPARATED), name="Other Holm"),
    )
    annul(office, reference)
    assert cells(office, reference) == [("Alleged", False), ("Substantiated", True)]
    assert category(office, reference) == ("forgery", True)


def test_an_annulled_final_finding_answers_no_allegation(office: Office):
    reference = brought(office, subject(alleged(final_finding=PROVEN, final_measure=SEPARATED)))
    annul(office, reference)
    office.do(office.senior, reference, move, "return-for-investigation", reason="Look again")
    given = {"user_id": office.investigator.user_id, "capacity": CaseCapacity.INVESTIGATOR}
    office.do(office.senior, reference, let_in, **given)
    assert "Record a finding on every allegation." in view(office, reference).next_move.blocking
    with pytest.raises(NotReady, match="Record a finding on every allegation"):
        office.do(office.investigator, reference, move, "send-to-review")
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review")


def test_a_final_finding_that_was_tied_to_no_decision_is_set_aside_too(office: Office):
    reference = brought(office, subject(alleged(final_finding=PROVEN, final_measure=SEPARATED)))
    with office.house.system(ScreeningPurpose.IMPORT) as session:
        case = session.scalars(sa.select(Case)).one()
        with act(session, CaseAct.ADMITTED, thing=case):
            session.scalars(sa.select(Finding)).one().decision_id = None
        session.commit()
    annul(office, reference)
    assert cells(office, reference) == [("Alleged", False)]


def test_a_final_finding_is_taken_back_with_its_decision(office: Office):
    reference = brought(office, subject(alleged(final_finding=PROVEN, final_measure=SEPARATED)))
    (cell,) = view(office, reference).matrix[0].cells
    office.do(office.senior, reference, withdraw_final_finding, cell.finding_id, reason="Wrong")
    shown = view(office, reference)
    assert (shown.head.stage, shown.decisions, shown.matrix[0].cells[0].label) == (
        "under-review",
        (),
        "Alleged",
    )


def test_only_the_findings_of_the_new_decision_are_final_then(office: Office):
    reference = brought(office, subject(alleged(final_finding=PROVEN, final_measure=SEPARATED)))
    annul(office, reference)
    (cell,) = view(office, reference).matrix[0].cells
    answer = FindingEntry(
        allegation_id=cell.allegation_id, outcome="unfounded", standard="clear_and_convincing"
    )
    with pytest.raises(NotReady, match="Record a finding on every allegation"):
        office.decide(reference)
    office.do(office.senior, reference, move, "return-for-investigation", reason="Look again")
    given = {"user_id": office.investigator.user_id, "capacity": CaseCapacity.INVESTIGATOR}
    office.do(office.senior, reference, let_in, **given)
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review")
    office.decide(reference, findings=(answer,))
    assert cells(office, reference) == [("Unfounded", True)]
    with office.house.session(office.senior) as session:
        states = session.scalars(sa.select(DecisionStanding.state)).all()
        finals = session.scalars(sa.select(Finding).where(Finding.step == Step.DECISION)).all()
    assert sorted(states) == [DecisionState.REPLACED, DecisionState.STANDS]
    assert sorted((f.outcome, f.holds) for f in finals) == [
        ("substantiated", False),
        ("unfounded", True),
    ]


def test_a_case_reopened_after_it_was_closed_has_no_answer_left(office: Office):
    reference = brought(
        office,
        subject(alleged(recommended_finding=PROVEN, final_finding=PROVEN), stage="closed"),
        closed_on=date(2008, 5, 1),
    )
    office.do(office.senior, reference, move, "reopen", reason="Appeal")
    assert cells(office, reference) == [("Alleged", False)]
    with office.house.session(office.senior) as session:
        assert session.scalars(sa.select(Case.category_proven)).all() == [False]


UNDECIDED = {"recommended_finding": PROVEN, "final_measure": SEPARATED}
"""What a register says of a measure on whose ground it has no final finding."""


@pytest.mark.parametrize("stage", ["under-investigation", "under-review"])
def test_a_decision_without_a_final_finding_is_set_aside_where_the_case_stands(
    office: Office, stage: str
):
    reference = brought(office, subject(alleged(**UNDECIDED), stage=stage))
    (decision,) = view(office, reference).decisions
    assert view(office, reference).may_set_aside == {decision.id}
    annul(office, reference)
    shown = view(office, reference)
    assert (shown.head.stage, shown.decisions, shown.may_set_aside) == (stage, (), frozenset())
    told = [(event.label, event.quote) for event in shown.timeline]
    assert ("Decision set aside", "Not heard") in told
    assert [s.state for s in shown.stages if s.code == "decided"] == ["next"]
    with pytest.raises(NotReady, match="already"):
        office.do(office.senior, reference, set_aside, decision.id, reason="Again")


def test_nothing_is_decided_over_a_decision_that_stands(office: Office):
    reference = brought(office, subject(alleged(**UNDECIDED), stage="under-review"))
    shown = view(office, reference)
    assert DECISION_STANDS in shown.next_move.blocking
    answer = FindingEntry(
        allegation_id=shown.matrix[0].cells[0].allegation_id,
        outcome="unfounded",
        standard="clear_and_convincing",
    )
    with pytest.raises(NotReady, match="set aside first"):
        office.decide(reference, findings=(answer,))
    annul(office, reference)
    assert view(office, reference).next_move.ready
    office.decide(reference, findings=(answer,))
    assert view(office, reference).head.stage == "decided"


def test_another_subject_is_decided_on_while_the_decision_of_one_stands(office: Office):
    reference = brought(
        office,
        subject(alleged(**UNDECIDED), stage="under-review"),
        subject(alleged(recommended_finding=PROVEN), name="Other Holm", stage="under-review"),
    )
    shown = view(office, reference)
    one, other = shown.subjects
    assert (shown.undecided, shown.next_move.blocking) == ({other.id}, ())
    answer = FindingEntry(
        allegation_id=shown.matrix[0].cells[1].allegation_id,
        outcome="unfounded",
        standard="clear_and_convincing",
    )
    office.decide(reference, subject_id=other.id, findings=(answer,))
    shown = view(office, reference)
    assert DECISION_STANDS in shown.next_move.blocking
    annul(office, reference)
    assert view(office, reference).undecided == {one.id}


def test_final_findings_without_a_decision_are_set_aside_by_the_stage(office: Office):
    reference = brought(office, subject(alleged(final_finding=PROVEN)))
    assert "set-aside" in [step.name for step in view(office, reference).moves]
    office.do(office.senior, reference, move, "set-aside", reason="Not heard")
    assert cells(office, reference) == [("Alleged", False)]
    assert view(office, reference).head.stage == "under-review"


def test_what_has_a_decision_is_offered_to_be_set_aside_once(office: Office):
    reference = brought(office, subject(alleged(final_finding=PROVEN, final_measure=SEPARATED)))
    assert "set-aside" not in [step.name for step in view(office, reference).moves]
