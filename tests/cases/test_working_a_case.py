"""A case from its report to its closure, and who may do what on the way."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from caseflow.access.models import Membership
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import CaseOutcome, Finding, Measure
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import FindingEntry, MeasureEntry
from caseflow.cases.services.access import let_in
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.finding import record_finding, withdraw_finding
from caseflow.cases.services.moving import move
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import Event, EventTable, on
from tests.cases.conftest import LATER, Office, allegations, subjects
from tests.support.house import SINCE


def read(office, actor, reference):
    with office.house.session(actor) as session:
        view = open_case(session, reference, actor=actor, now=LATER)
        session.commit()
    return view


def test_a_case_is_worked_from_report_to_closure_and_tells_what_happened(office: Office):
    told = []
    office.house.info["events"] = EventTable(on(Event, lambda _session, event: told.append(event)))
    reference = office.log()
    assert read(office, office.officer, reference).next_move.name == "assess"
    office.review(reference)
    office.decide(
        reference,
        measures=(MeasureEntry(kind="separation", parameters={"notice": "yes", "indemnity": ""}),),
    )
    office.do(office.officer, reference, move, "close")

    view = read(office, office.officer, reference)
    assert view.head.stage == "closed"
    assert view.head.outcome is CaseOutcome.MEASURE
    assert view.head.closed_on == date(2026, 11, 23)
    assert [stage.state for stage in view.stages] == ["done"] * 6
    (cell,) = view.matrix[0].cells
    assert (cell.label, cell.final, cell.standard) == (
        "Substantiated",
        True,
        "Clear and convincing evidence",
    )
    (decision,) = view.decisions
    assert decision.reasons == "Facts, law, proportion."
    assert [m.kind for m in decision.measures] == ["separation"]
    assert dict(decision.measures[0].parameters)["With termination indemnity"] == "no"
    assert {type(event).__name__ for event in told} >= {
        "CaseReceived",
        "StageChanged",
        "FindingRecorded",
        "DecisionMade",
        "CaseClosed",
    }
    assert [type(event).__name__ for event in told].count("DecisionMade") == 1
    titles = [event.label for event in view.timeline]
    assert "Moved to “Under investigation”" in titles
    assert "Finding on A1: Substantiated" in titles


def test_each_step_waits_for_what_it_needs_and_says_what(office: Office):
    reference = office.log(conduct=())
    with pytest.raises(NotReady, match="Add at least one allegation"):
        office.do(office.officer, reference, move, "assess")
    ahead = read(office, office.officer, reference).next_move
    assert [(b.words, b.code) for b in ahead.blockers] == [
        ("Add at least one allegation.", "no_allegation")
    ]
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        who = subjects(session, case)
    office.do(office.officer, reference, add_allegation, conduct="forgery", subjects=who)
    office.do(office.officer, reference, move, "assess")
    with pytest.raises(NotReady, match="Let an investigator into the case"):
        office.do(office.officer, reference, move, "open-investigation")
    office.do(
        office.officer,
        reference,
        let_in,
        user_id=office.investigator.user_id,
        capacity=CaseCapacity.INVESTIGATOR,
    )
    office.do(office.officer, reference, move, "open-investigation")
    with pytest.raises(NotReady, match="Record a finding on every allegation"):
        office.do(office.investigator, reference, move, "send-to-review")
    with pytest.raises(NotReady, match="not open at the stage"):
        office.do(office.officer, reference, move, "assess")
    with pytest.raises(NotFound):
        office.do(office.officer, reference, move, "no-such-move")


def test_closing_early_asks_for_a_reason_and_reopening_takes_the_case_up_again(office: Office):
    reference = office.log()
    with pytest.raises(NotReady) as wrong:
        office.do(office.officer, reference, move, "close-without-action", reason=" ")
    assert wrong.value.field == "reason"
    office.do(office.officer, reference, move, "close-without-action", reason="Not our staff")
    view = read(office, office.officer, reference)
    assert view.head.outcome is CaseOutcome.NO_ACTION
    assert "Not our staff" in [event.quote for event in view.timeline]
    office.do(office.senior, reference, move, "reopen", reason="New evidence")
    view = read(office, office.officer, reference)
    assert (view.head.stage, view.head.outcome, view.head.closed_on) == ("assessed", None, None)


def test_nobody_decides_on_what_they_investigated_or_proposed(office: Office):
    hats = office.house.person("decision-maker", entity=office.entity, name="Both Hats")
    with office.house.system() as session:
        with act(session, AccountAct.PERSON_CHANGED):
            second = {"role": "investigator", "entity_id": office.entity, "valid_from": SINCE}
            key = session.get_one(User, hats.user_id).data_key_id
            session.add(Membership(user_id=hats.user_id, data_key_id=key, **second))
        session.commit()
    both = office.house.actor(hats.user_id)
    reference = office.log()
    office.assess(reference)
    office.do(
        office.officer,
        reference,
        let_in,
        user_id=both.user_id,
        capacity=CaseCapacity.INVESTIGATOR,
    )
    office.do(office.officer, reference, move, "open-investigation")
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review")
    with pytest.raises(Refused, match="You investigated this case"):
        office.decide(reference, actor=both)
    assert "decide" not in read(office, both, reference).may
    with pytest.raises(Refused):
        office.decide(reference, actor=office.officer)
    office.decide(reference)
    assert read(office, office.decider, reference).head.stage == "decided"


def test_only_an_investigator_of_the_case_records_findings(office: Office):
    reference = office.log()
    office.investigate(reference)
    with office.house.session(office.decider) as session:
        case = queries.case(session, reference, actor=office.decider)
        entry = FindingEntry(
            allegation_id=allegations(session, case)[0],
            outcome="substantiated",
            standard="preponderance",
        )
        with pytest.raises(Refused, match="investigator of this case"):
            record_finding(case, entry, actor=office.decider, now=LATER)


def test_an_allegation_is_alleged_until_something_is_found(office: Office):
    reference = office.log()
    (cell,) = read(office, office.officer, reference).matrix[0].cells
    assert (cell.label, cell.final, cell.substantiated) == ("Alleged", False, False)
    office.review(reference)
    (cell,) = read(office, office.officer, reference).matrix[0].cells
    assert (cell.label, cell.final) == ("Substantiated", False)
    assert cell.evidence == "Receipts 114 to 131"


def test_a_measure_needs_the_finding_standard_and_category_it_asks_for(office: Office):
    weak, cleared, proven = office.log(), office.log(), office.log()
    office.review(weak, outcome="substantiated", standard="preponderance")
    office.review(cleared, outcome="unsubstantiated", standard="clear_and_convincing")
    office.review(proven)
    for reference, measure, sentence in (
        (weak, "dismissal", "higher standard of proof"),
        (cleared, "written_censure", "substantiated"),
        (proven, "repatriation", "cannot be imposed"),
        (proven, "no_such_measure", "Choose one"),
    ):
        with pytest.raises(NotReady, match=sentence) as wrong:
            office.decide(reference, measures=(MeasureEntry(kind=measure),))
        assert wrong.value.field == "measures"
        assert read(office, office.decider, reference).head.stage == "under-review"
    office.decide(weak, measures=(MeasureEntry(kind="written_censure"),))


def test_separation_and_dismissal_exclude_each_other_in_one_decision(office: Office):
    reference = office.log()
    office.review(reference)
    separation = MeasureEntry(kind="separation", parameters={"notice": "yes"})
    for other in (
        MeasureEntry(kind="dismissal"),
        MeasureEntry(kind="loss_of_steps", parameters={"steps": "1"}),
    ):
        for both in ((separation, other), (other, separation)):
            with pytest.raises(NotReady, match="exclude each other") as wrong:
                office.decide(reference, measures=both)
            assert wrong.value.field == "measures"
    assert read(office, office.decider, reference).head.stage == "under-review"
    office.decide(reference, measures=(separation,))


def test_measures_of_the_staff_rules_are_not_imposed_on_a_contingent_member(office: Office):
    sergeant = office.subject(personnel_category="contingent")
    reference = office.log(people=(sergeant,))
    office.review(reference)
    for kind in ("written_reprimand", "oral_reprimand", "recovery", "reimbursement"):
        money = {"amount": "10"}
        with pytest.raises(NotReady, match="cannot be imposed on this category"):
            office.decide(reference, measures=(MeasureEntry(kind=kind, parameters=money),))
    office.decide(reference, measures=(MeasureEntry(kind="repatriation"),))


def test_an_old_decision_with_both_separation_and_dismissal_stays_readable(office: Office):
    reference = office.log()
    office.review(reference)
    office.decide(reference, measures=(MeasureEntry(kind="dismissal"),))
    with office.house.system() as session:
        with act(session, CaseAct.CHANGED):
            landed = session.scalars(sa.select(Measure)).one()
            session.add(
                Measure(
                    root_id=landed.root_id,
                    data_key_id=landed.data_key_id,
                    decision_id=landed.decision_id,
                    kind="separation",
                )
            )
        session.commit()
    (decision,) = read(office, office.decider, reference).decisions
    assert {m.label for m in decision.measures} == {"Separation from service", "Dismissal"}


def test_the_parameters_of_a_measure_are_checked_at_their_field(office: Office):
    reference = office.log()
    office.review(reference)
    with pytest.raises(NotReady) as wrong:
        office.decide(
            reference,
            measures=(MeasureEntry(kind="loss_of_steps", parameters={"steps": "99"}),),
        )
    assert wrong.value.field == "steps"
    with pytest.raises(NotReady) as wrong:
        office.decide(reference, reasons=" ")
    assert wrong.value.field == "reasons"


def test_whoever_recorded_a_finding_takes_it_back_once_and_with_a_reason(office: Office):
    reference = office.log()
    office.investigate(reference)
    office.find(reference)
    with office.house.system() as session:
        finding_id = session.scalars(sa.select(Finding.id)).one()
    taking_back = {"reason": "Recorded for the wrong person."}
    with pytest.raises(NotReady):
        office.do(office.investigator, reference, withdraw_finding, finding_id, reason=" ")
    with pytest.raises(Refused):
        office.do(office.officer, reference, withdraw_finding, finding_id, **taking_back)
    office.do(office.investigator, reference, withdraw_finding, finding_id, **taking_back)
    with office.house.system() as session:
        assert session.scalars(sa.select(Finding.withdrawn_at)).one() == LATER
    with pytest.raises(NotReady):
        office.do(office.investigator, reference, withdraw_finding, finding_id, **taking_back)


def test_a_finding_is_taken_back_only_while_it_is_investigated(office: Office):
    reference = office.log()
    office.review(reference)
    with office.house.system() as session:
        finding_id = session.scalars(sa.select(Finding.id)).one()
    why = {"reason": "Recorded for the wrong person."}
    with pytest.raises(NotReady, match="return the case for more investigation first"):
        office.do(office.investigator, reference, withdraw_finding, finding_id, **why)
    office.do(office.decider, reference, move, "return-for-investigation", reason="Again")
    office.do(office.investigator, reference, withdraw_finding, finding_id, **why)
    (cell,) = read(office, office.officer, reference).matrix[0].cells
    assert cell.label == "Alleged"
