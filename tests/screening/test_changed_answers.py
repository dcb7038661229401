"""When a decision is replaced: what a recruiter hears, and where the entry is told to be out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.access.models import Membership
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.accounts.purposes import AccountPurpose
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.notices.models import Notice
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.queries.entry_states import EntryState, entries_in
from caseflow.screening.queries.entry_validity import Force, standing_of
from caseflow.screening.queries.referrals import read_referral
from caseflow.screening.queries.register import entry, read_entry, register
from caseflow.screening.services.entry_withdrawal import ask_withdrawal, confirm_withdrawal
from tests.screening.set_aside import (
    ELENA,
    WAYS,
    aside,
    ask,
    judge_both,
    list_it,
    look,
    refs,
)
from tests.screening.test_proposing import DISMISSAL, answer
from tests.support.house import NOW, TODAY


def notices(cases) -> list[Notice]:
    """What the recruiter was told, in order."""
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        wanted = sa.select(Notice).where(Notice.to_user_id == cases.recruiter.user_id)
        return list(session.scalars(wanted.order_by(Notice.id)))


def answered(cases) -> str:
    """A look-up that two officers answered "listed"."""
    made = ask(cases)
    judge_both(cases, made.ref)
    return made.ref


@pytest.mark.parametrize("way", WAYS)
def test_a_recruiter_hears_once_to_wait_when_the_decision_is_set_aside(cases, listed, way):
    ref = answered(cases)
    look(cases)
    assert notices(cases) == []
    WAYS[way](cases, listed[0])
    for _round in range(3):
        look(cases)
    (notice,) = notices(cases)
    assert "wait" in notice.sentence
    assert notice.path == f"/screening/look-ups/{ref}"
    assert notice.parameters == {}
    assert not {*ELENA.name.split()} & {*notice.sentence.split()}


def test_a_recruiter_hears_once_to_look_up_again_when_the_decision_is_replaced(cases, listed):
    answered(cases)
    aside(cases, listed[0])
    answer(cases, listed[0], "Elena Duarte", proven=None)
    for _round in range(3):
        look(cases)
    (notice,) = notices(cases)
    assert "look the candidate up again" in notice.sentence


def test_a_recruiter_who_waits_hears_how_it_ended(cases, listed):
    answered(cases)
    aside(cases, listed[0])
    look(cases)
    cases.decide(listed[0], actor=cases.other, measures=(DISMISSAL,))
    look(cases)
    assert len(notices(cases)) == 1  # a new entry waits: the old one still refers
    list_it(cases, refs(cases)[1])
    for _round in range(3):
        look(cases)
    assert [n.kind for n in notices(cases)] == ["answer-waits", "answer-ended"]


def test_whoever_looks_up_no_candidates_any_more_hears_nothing(cases, listed):
    answered(cases)
    with cases.house.system(AccountPurpose.DEMONSTRATION) as session:
        user = session.get_one(User, cases.recruiter.user_id)
        with act(session, AccountAct.PERSON_CHANGED, thing=user):
            for row in session.scalars(
                sa.select(Membership).where(Membership.user_id == cases.recruiter.user_id)
            ):
                row.valid_to = TODAY
        session.commit()
    aside(cases, listed[0])
    look(cases)
    assert notices(cases) == []


def test_an_entry_whose_decision_was_replaced_is_out_wherever_it_is_told(cases, listed):
    reference, ref = listed
    asked = answered(cases)
    aside(cases, reference)
    with cases.house.session(cases.registry) as session:
        assert register(session, actor=cases.registry).counts[EntryState.PUBLISHED] == 1
        sides = read_referral(session, asked, actor=cases.registry)
        assert sides.settled == "Was answered “listed”, which does not hold at present"
    answer(cases, reference, "Elena Duarte", proven=None)
    with cases.house.session(cases.registry) as session:
        page = register(session, actor=cases.registry)
        (line,) = page.lines
        view = read_entry(session, ref, actor=cases.registry)
        sides = read_referral(session, asked, actor=cases.registry)
        shown = {
            state: [each.ref for each in register(session, actor=cases.registry, state=state).lines]
            for state in EntryState
        }
    assert (line.state, view.state) == (EntryState.REPLACED, EntryState.REPLACED)
    assert page.counts == {**dict.fromkeys(EntryState, 0), EntryState.REPLACED: 1}
    assert {state: found for state, found in shown.items() if found} == {EntryState.REPLACED: [ref]}
    assert sides.settled == "Was answered “listed”, which does not hold any more"
    assert sides.matches[0].standing.force is Force.OUT


def test_the_register_and_each_entry_agree_on_which_are_out(cases, listed):
    """Whether an entry is out is asked of single rows and of the whole register: one answer."""
    reference, _ref = listed

    def agree():
        with cases.house.system(TrailPurpose.DOCTOR) as session:
            rows = session.scalars(sa.select(RegisterEntry)).all()
            stood = standing_of(session, rows)
            replaced = session.scalars(
                sa.select(RegisterEntry).where(*entries_in(EntryState.REPLACED))
            )
            out = {row.ref for row in replaced}
            assert out == {r.ref for r in rows if stood[r.id].force is Force.OUT}
            return len(out)

    assert agree() == 0
    aside(cases, reference)
    assert agree() == 0
    cases.decide(reference, actor=cases.other, measures=(DISMISSAL,))
    assert agree() == 0  # a new entry waits
    list_it(cases, refs(cases)[1])
    assert agree() == 1


def test_a_match_with_a_withdrawn_entry_says_so(cases, listed):
    reference, ref = listed
    asked = answered(cases)
    aside(cases, reference)
    with cases.house.session(cases.registry) as session:
        this = entry(session, ref, actor=cases.registry)
        ask_withdrawal(this, reason="Annulled", actor=cases.registry, now=NOW)
        session.commit()
    with cases.house.session(cases.second) as session:
        this = entry(session, ref, actor=cases.second)
        seen = this.withdrawal_asked_at
        confirm_withdrawal(this, seen=seen, actor=cases.second, now=NOW)
        session.commit()
    with cases.house.session(cases.registry) as session:
        standing = read_referral(session, asked, actor=cases.registry).matches[0].standing
        counts = register(session, actor=cases.registry).counts
    assert (standing.why, standing.force) == ("The entry was withdrawn", Force.OUT)
    assert counts[EntryState.WITHDRAWN] == 1
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        assert session.scalars(sa.select(RegisterEntry.stage)).all() == [EntryStage.WITHDRAWN]
    look(cases)
    assert [n.kind for n in notices(cases)] == ["answer-ended"]
