"""A decision that is set aside is decided anew: by somebody else, on findings of today."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.cases.models import DecisionStanding, DecisionState
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.decisions_set_aside import set_aside
from caseflow.cases.services.moving import move
from caseflow.errors import NotReady, Refused
from tests.screening.set_aside import THEN, WAYS, aside, decision_of, reopen


@pytest.mark.parametrize("way", WAYS)
def test_nobody_takes_up_again_what_they_decided(cases, listed, way):
    reference, _ref = listed
    with pytest.raises(Refused, match="You decided this"):
        WAYS[way](cases, reference, cases.decider)
    with cases.house.factory() as session:
        assert session.scalars(sa.select(DecisionStanding.state)).all() == [DecisionState.STANDS]


def test_findings_of_before_no_longer_answer_a_case_that_is_taken_up_anew(cases, listed):
    reference, _ref = listed
    reopen(cases, reference)
    with cases.house.session(cases.officer) as session:
        view = open_case(session, reference, actor=cases.officer, now=THEN)
        (cell,) = view.matrix[0].cells
        assert (cell.label, cell.final, cell.outcome) == ("Alleged", False, None)
    cases.do(cases.officer, reference, move, "open-investigation", now=THEN)
    with pytest.raises(NotReady, match="Record a finding on every allegation"):
        cases.do(cases.investigator, reference, move, "send-to-review", now=THEN)
    cases.find(reference, outcome="unsubstantiated")


def test_after_setting_aside_what_the_investigation_found_counts_again(cases, listed):
    reference, _ref = listed
    aside(cases, reference)
    with cases.house.session(cases.officer) as session:
        view = open_case(session, reference, actor=cases.officer, now=THEN)
        (cell,) = view.matrix[0].cells
        assert (view.head.stage, cell.label, cell.final) == ("under-review", "Substantiated", False)
        assert view.decisions == ()
        assert "Finding on A1, set aside: Substantiated" in [e.label for e in view.timeline]


def test_setting_aside_needs_a_reason_an_open_case_and_a_decision_that_stands(cases, listed):
    reference, _ref = listed
    decision = decision_of(cases, reference)

    def try_it(reason="Not heard", actor=cases.other):
        cases.do(actor, reference, set_aside, decision.id, reason=reason, now=THEN)

    with pytest.raises(NotReady) as unsaid:
        try_it(" ")
    assert unsaid.value.field == "reason"
    with pytest.raises(Refused):
        try_it(actor=cases.officer)
    cases.do(cases.officer, reference, move, "close")
    with pytest.raises(NotReady, match="not open at the stage"):
        try_it()
    cases.do(cases.other, reference, move, "reopen", reason="Appeal", now=THEN)
    with pytest.raises(NotReady, match="already"):
        try_it()
