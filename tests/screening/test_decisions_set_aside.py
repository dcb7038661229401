"""An entry is read together with its decision: set aside it refers, replaced it is out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.audit.commands import public_key
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.rows import compare_rows
from caseflow.audit.verifying import verify
from caseflow.cases import queries
from caseflow.cases.models import DecisionStanding, DecisionState, Finding, Step
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.decisions_set_aside import withdraw_final_finding
from caseflow.db import make_engine, metadata
from caseflow.errors import NotFound, NotReady
from caseflow.notices.models import Notice
from caseflow.screening.models import (
    Answer,
    Settlement,
)
from caseflow.screening.queries.referrals import read_referral
from caseflow.screening.queries.register import entry, read_entry, register
from caseflow.screening.services import register_rounds
from caseflow.screening.services.entries import notice_to_subject, publish
from caseflow.screening.services.entry_withdrawal import ask_withdrawal, confirm_withdrawal
from tests.screening.set_aside import (
    THEN,
    WAYS,
    aside,
    ask,
    band,
    decision_of,
    judge_both,
    list_it,
    look,
    refs,
    told,
)
from tests.screening.test_proposing import DISMISSAL, SUBJECT, answer
from tests.support.house import NOW, TODAY


@pytest.mark.parametrize("way", WAYS)
def test_while_a_decision_is_set_aside_every_answer_is_refer(cases, listed, way):
    """Whoever sets it aside reads cases and no register; nothing waits for a job."""
    reference, ref = listed
    assert band(cases) == "strong"
    before = ask(cases)
    judge_both(cases, before.ref)
    assert told(cases, before.ref).settlement is Settlement.LISTED
    WAYS[way](cases, reference)

    assert ask(cases).answer is Answer.REFER
    assert band(cases) == "refer"
    found = told(cases, before.ref)
    assert (found.answer, found.settlement) == (Answer.REFER, None)
    assert "once more" in found.reasons[0]
    with cases.house.session(cases.registry) as session:
        view = read_entry(session, ref, actor=cases.registry)
        (line,) = register(session, actor=cases.registry).lines
        sides = read_referral(session, before.ref, actor=cases.registry)
    for standing in (view.standing, line.standing, sides.matches[0].standing):
        assert (standing.why, standing.since) == ("Decision set aside", THEN)
    assert "does not hold" in sides.settled
    assert sides.matches[0].band.value == "refer"

    again = ask(cases)
    judge_both(cases, again.ref)
    assert told(cases, again.ref).settlement is None
    with cases.house.session(cases.other) as session, pytest.raises(NotFound):
        read_entry(session, ref, actor=cases.other)


def test_what_lies_beside_the_wall_is_an_id_a_state_and_a_moment(cases, listed):
    reference, _ref = listed
    columns = metadata.tables["decision_standings"].columns.keys()
    assert list(columns) == ["decision_id", "state", "since"]
    decision = decision_of(cases, reference)
    aside(cases, reference)
    with cases.house.factory() as session:
        (row,) = session.scalars(sa.select(DecisionStanding))
        assert (row.decision_id, row.state, row.since) == (
            decision.id,
            DecisionState.SET_ASIDE,
            THEN,
        )


def test_the_reason_stays_in_the_case(cases, listed):
    reference, ref = listed
    aside(cases, reference)
    with cases.house.session(cases.officer) as session:
        view = open_case(session, reference, actor=cases.officer, now=THEN)
        assert "The subject was not heard" in [event.quote for event in view.timeline]
    with cases.house.session(cases.registry) as session:
        shown = repr(read_entry(session, ref, actor=cases.registry))
        assert "not heard" not in shown


def test_a_new_decision_that_proves_nothing_takes_the_entry_out(cases, listed):
    reference, ref = listed
    before = ask(cases)
    judge_both(cases, before.ref)
    aside(cases, reference)
    waiting = ask(cases)
    judge_both(cases, waiting.ref)
    answer(cases, reference, "Elena Duarte", proven=None)
    assert ask(cases).answer is Answer.CLEAR
    assert band(cases) == "clear"
    assert "Look the candidate up again" in told(cases, before.ref).reasons[0]
    look(cases)
    assert told(cases, waiting.ref).settlement is Settlement.ASK_AGAIN
    with cases.house.session(cases.registry) as session:
        view = read_entry(session, ref, actor=cases.registry)
    assert view.standing.why == "Decision replaced by a new one"
    assert refs(cases) == [ref]


def test_a_new_decision_that_proves_it_lists_anew_and_refers_until_then(cases, listed):
    reference, ref = listed
    aside(cases, reference)
    cases.decide(reference, actor=cases.other, measures=(DISMISSAL,))
    old, new = refs(cases)
    assert old == ref
    assert (ask(cases).answer, band(cases)) == (Answer.REFER, "refer")
    list_it(cases, new)
    assert (ask(cases).answer, band(cases)) == (Answer.REFER, "strong")
    with cases.house.session(cases.registry) as session:
        assert read_entry(session, old, actor=cases.registry).standing.force.value == "out"
        assert read_entry(session, new, actor=cases.registry).standing.force.value == "in-force"


def test_two_people_may_take_an_entry_out_while_its_decision_is_set_aside(cases, listed):
    reference, ref = listed
    aside(cases, reference)
    with cases.house.session(cases.registry) as session:
        this = entry(session, ref, actor=cases.registry)
        ask_withdrawal(this, reason="Set aside", actor=cases.registry, now=THEN)
        session.commit()
    with cases.house.session(cases.second) as session:
        this = entry(session, ref, actor=cases.second)
        confirm_withdrawal(this, seen=this.withdrawal_asked_at, actor=cases.second, now=THEN)
        session.commit()
    assert ask(cases).answer is Answer.CLEAR


def test_an_entry_that_waits_cannot_go_on_while_its_decision_is_set_aside(cases):
    reference = cases.log(people=(cases.subject("Elena Duarte", **SUBJECT),))
    cases.review(reference)
    cases.decide(reference, measures=(DISMISSAL,))
    (ref,) = refs(cases)
    aside(cases, reference)
    with cases.house.session(cases.registry) as session:
        this = entry(session, ref, actor=cases.registry)
        with pytest.raises(NotReady, match="Decision set aside"):
            notice_to_subject(this, on=TODAY, words="Letter", actor=cases.registry, now=NOW)
        moves = [m.name for m in read_entry(session, ref, actor=cases.registry).moves]
        assert moves == ["withdraw"]


def test_publishing_waits_when_the_decision_is_set_aside_after_notice(cases):
    reference = cases.log(people=(cases.subject("Elena Duarte", **SUBJECT),))
    cases.review(reference)
    cases.decide(reference, measures=(DISMISSAL,))
    (ref,) = refs(cases)
    with cases.house.session(cases.registry) as session:
        this = entry(session, ref, actor=cases.registry)
        notice_to_subject(this, on=TODAY, words="Letter", actor=cases.registry, now=NOW)
        session.commit()
    aside(cases, reference)
    with cases.house.session(cases.second) as session:
        this = entry(session, ref, actor=cases.second)
        with pytest.raises(NotReady, match="Decision set aside"):
            publish(this, actor=cases.second, now=NOW)


def test_a_withdrawn_final_finding_acts_on_the_entry_likewise(cases, listed):
    reference, _ref = listed
    with cases.house.session(cases.other) as session:
        case = queries.case(session, reference, actor=cases.other)
        finding = session.scalars(sa.select(Finding).where(Finding.step == Step.DECISION)).one()
        with pytest.raises(NotReady) as unsaid:
            withdraw_final_finding(case, finding.id, reason=" ", actor=cases.other, now=THEN)
        assert unsaid.value.field == "reason"
        withdraw_final_finding(case, finding.id, reason="Forged proof", actor=cases.other, now=THEN)
        session.commit()
        with pytest.raises(NotReady, match="cannot be taken back"):
            withdraw_final_finding(case, finding.id, reason="Twice", actor=cases.other, now=THEN)
    assert (ask(cases).answer, band(cases)) == (Answer.REFER, "refer")


def test_the_registry_is_told_once_and_the_trail_holds(cases, listed):
    reference, ref = listed
    aside(cases, reference)
    for _round in range(3):
        look(cases)
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        rows = session.scalars(sa.select(Notice).where(Notice.kind == "entry-set-aside")).all()
        officers = {cases.registry.user_id, cases.second.user_id, cases.senior.user_id}
        assert sorted(n.to_user_id for n in rows) == sorted(officers)
        assert {n.path for n in rows} == {f"/screening/register/{ref}"}
        verdict = verify(session, public_key(session))
        compare_rows(session, verdict)
        assert verdict.faults == []


def test_look_ups_that_go_on_waiting_keep_no_other_from_its_answer(cases, listed, monkeypatch):
    reference, _ref = listed
    aside(cases, reference)
    waiting = {ask(cases).ref for _each in range(3)}
    for ref in waiting:
        judge_both(cases, ref)
    tried = set()
    monkeypatch.setattr(register_rounds, "AT_ONCE", 1)
    monkeypatch.setattr(
        register_rounds, "settle_inquiry", lambda _s, each, _now: tried.add(each.ref)
    )
    for _round in range(60):
        look(cases)
    assert tried == waiting


def test_an_entry_whose_decision_left_no_word_refers(cases, listed):
    engine = make_engine(cases.house.engine.url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM decision_standings")
    engine.dispose()
    assert (ask(cases).answer, band(cases)) == (Answer.REFER, "refer")
