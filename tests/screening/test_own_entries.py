"""Nobody handles the entry about themselves: bars of the case and of the name hold for it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.access.models import Exclusion
from caseflow.accounts.models import User
from caseflow.accounts.services import rename
from caseflow.audit.commands import public_key
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.rows import compare_rows
from caseflow.audit.verifying import verify
from caseflow.cases import queries
from caseflow.cases.models import Part
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import keep_out, settle_conflict
from caseflow.cases.services.merging import merge
from caseflow.cases.services.people import add_person
from caseflow.cases.services.reach_events import SUBSCRIPTIONS as REACH
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import EventTable
from caseflow.notices.models import Notice
from caseflow.screening.matching.people import Person
from caseflow.screening.models import Inquiry, JudgementVerdict, PossibleMatch, RegisterEntry
from caseflow.screening.queries.referrals import referral, referrals
from caseflow.screening.queries.register import entry, read_entry, register
from caseflow.screening.services import entry_bars, noticing, proposing
from caseflow.screening.services.entries import propose
from caseflow.screening.services.entry_bar_settlement import settle_entry_bar
from caseflow.screening.services.entry_bars import bar_landed
from caseflow.screening.services.judging import judge
from tests.cases.conftest import LATER
from tests.screening.conftest import elsewhere
from tests.screening.set_aside import ask, list_it, refs
from tests.screening.test_proposing import DISMISSAL, SUBJECT
from tests.support.house import NOW


@pytest.fixture(autouse=True)
def events(cases) -> None:
    """The lines of the table of events that the application has for this."""
    rooms = (proposing, entry_bars, noticing)
    lines = [line for room in rooms for line in room.SUBSCRIPTIONS]
    cases.house.info["events"] = EventTable(*lines, *REACH)


def dismissed(cases, name="Elena Duarte", **facts):
    """The reference of a case in which somebody is dismissed, and the name of its entry."""
    reference = cases.log(people=(cases.subject(name, **{**SUBJECT, **facts}),))
    cases.review(reference)
    cases.decide(reference, measures=(DISMISSAL,))
    return reference, refs(cases)[-1]


def sees(cases, actor, ref) -> bool:
    """Whether somebody finds an entry, in the list and by itself."""
    with cases.house.session(actor) as session:
        listed = ref in {line.ref for line in register(session, actor=actor).lines}
        try:
            read_entry(session, ref, actor=actor)
        except NotFound:
            assert not listed
            return False
        assert listed
        return True


def told(cases, kind="entry-proposed") -> set[object]:
    with cases.house.system() as session:
        return set(session.scalars(sa.select(Notice.to_user_id).where(Notice.kind == kind)))


def bar_of(cases, officer, ref) -> Exclusion:
    with cases.house.system() as session:
        wanted = sa.select(Exclusion).join(RegisterEntry, RegisterEntry.id == Exclusion.root_id)
        mine = wanted.where(RegisterEntry.ref == ref, Exclusion.user_id == officer.user_id)
        return session.scalars(mine).one()


def holds(cases) -> None:
    """Rows and trail agree."""
    with cases.house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
        verdict = verify(session, public_key(session))
        compare_rows(session, verdict)
        assert verdict.faults == []


def test_whoever_is_the_subject_of_the_case_neither_sees_nor_hears_of_the_entry(cases):
    officer = cases.house.person("registry-officer", name="Somebody Else")
    _reference, ref = dismissed(cases, user_id=officer.user_id)
    assert officer.user_id not in told(cases)
    assert cases.registry.user_id in told(cases)
    assert not sees(cases, officer, ref)
    assert sees(cases, cases.registry, ref)
    holds(cases)


@pytest.mark.parametrize("name", ["DUARTE, Elena", "E. Duarte", "elena DUARTE"])
def test_whoever_has_the_name_stays_out_until_a_colleague_settles_it(cases, name):
    officer = cases.house.person("registry-officer", name="Elena Duarte")
    _reference, ref = dismissed(cases, name)
    assert not sees(cases, officer, ref)
    assert officer.user_id not in told(cases)
    bar = bar_of(cases, officer, ref)

    def settle(actor, reason="Another birth date", same=False):
        with cases.house.session(actor) as session:
            this = entry(session, ref, actor=actor)
            who = {"actor": actor, "now": LATER}
            settle_entry_bar(this, bar.id, same=same, reason=reason, **who)
            session.commit()

    with pytest.raises(NotFound):
        settle(officer)
    with pytest.raises(NotReady, match="Say why"):
        settle(cases.registry, reason=" ")
    with cases.house.session(cases.registry) as session:
        (line,) = read_entry(session, ref, actor=cases.registry).kept_out
        assert (line.name, line.undecided) == ("Elena Duarte", True)
    settle(cases.registry)
    with pytest.raises(NotReady, match="decided already"):
        settle(cases.registry)
    assert sees(cases, officer, ref)
    holds(cases)


def test_bars_of_the_case_that_come_or_go_later_hold_for_the_entry_too(cases):
    officer = cases.house.person("senior-conduct-officer", entity=cases.entity, name="Ada Holm")
    reference, ref = dismissed(cases)
    assert sees(cases, officer, ref)
    cases.do(cases.officer, reference, keep_out, user_id=officer.user_id, reason="His sister")
    assert not sees(cases, officer, ref)
    holds(cases)


def test_whoever_the_case_lets_go_comes_to_the_entry_again(cases):
    officer = cases.house.person("senior-conduct-officer", entity=cases.entity, name="Ada Holm")
    reference, ref = dismissed(cases)
    witness = PersonEntry(part=Part.WITNESS, name="HOLM, A.")
    cases.do(cases.officer, reference, add_person, witness)
    assert not sees(cases, officer, ref)
    with cases.house.system() as session:
        of_case = sa.select(Exclusion.id).where(
            Exclusion.user_id == officer.user_id,
            Exclusion.root_id.not_in(sa.select(RegisterEntry.id)),
        )
        bar_id = session.scalars(of_case).one()
    settled = {"confirm": False, "reason": "Another number"}
    cases.do(cases.officer, reference, settle_conflict, bar_id, **settled)
    assert sees(cases, officer, ref)
    holds(cases)


def test_whoever_comes_to_the_register_later_is_asked_about(cases):
    """Also of those that wait, and of those that earlier releases left."""
    _reference, listed = dismissed(cases)
    list_it(cases, listed)
    _other, waiting = dismissed(cases)
    officer = cases.house.person("registry-officer", name="Duarte Helena")
    landed = cases.house.person("registry-officer", name="Elena M. Duarte")
    assert sees(cases, officer, listed)
    administrator = cases.house.person("administrator")
    with cases.house.session(administrator) as session:
        user = session.get_one(User, officer.user_id)
        rename(user, "Duarte Elena", title=None, actor=administrator, now=NOW)
        session.commit()
    for ref in (listed, waiting):
        assert not sees(cases, officer, ref)
        assert sees(cases, landed, ref)
    for _time in range(2):
        with cases.house.system(CasePurpose.NAMESAKES) as session:
            bar_landed(session, now=NOW)
    for ref in (listed, waiting):
        assert not sees(cases, landed, ref)
        assert bar_of(cases, landed, ref).given_by is None
    holds(cases)


def test_nobody_proposes_or_judges_somebody_with_their_own_name(cases):
    officer = cases.house.person("registry-officer", name="Elena Duarte")
    with cases.house.session(officer) as session, pytest.raises(NotReady, match="your name"):
        propose(
            session,
            Person(("DUARTE, Elena",)),
            elsewhere(),
            entity_id=None,
            actor=officer,
            now=NOW,
        )
    _reference, ref = dismissed(cases)
    list_it(cases, ref)
    asked = ask(cases)
    with cases.house.session(officer) as session:
        with pytest.raises(NotFound):
            referral(session, asked.ref, actor=officer)
        assert referrals(session, actor=officer).rows == ()
        this = session.scalars(sa.select(Inquiry).where(Inquiry.ref == asked.ref)).one()
        (match,) = session.scalars(sa.select(PossibleMatch).where(PossibleMatch.root_id == this.id))
        who = {"actor": officer, "now": NOW}
        with pytest.raises(Refused, match="your name"):
            judge(this, match, verdict=JudgementVerdict.DIFFERENT, reason="Not me", **who)


def test_bars_that_come_with_a_merged_case_hold_for_the_entry(cases):
    officer = cases.house.person("senior-conduct-officer", entity=cases.entity, name="Ada Holm")
    reference, ref = dismissed(cases)
    other = cases.log(people=(cases.subject("HOLM, A."),))
    assert sees(cases, officer, ref)
    with cases.house.session(cases.officer) as session:
        source, into = (queries.case(session, r, actor=cases.officer) for r in (other, reference))
        merge(source, into, reason="The same receipts", actor=cases.officer, now=LATER)
        session.commit()
    assert not sees(cases, officer, ref)
    holds(cases)


def test_what_the_case_decides_about_a_namesake_is_decided_for_the_entry(cases):
    """No officer of the register lets somebody in whom the case knows to be the person."""
    officer = cases.house.person("senior-conduct-officer", entity=cases.entity, name="Ada Holm")
    reference, ref = dismissed(cases)
    witness = PersonEntry(part=Part.WITNESS, name="HOLM, A.")
    cases.do(cases.officer, reference, add_person, witness)
    assert bar_of(cases, officer, ref).given_by is None
    with cases.house.system() as session:
        of_case = sa.select(Exclusion.id).where(
            Exclusion.user_id == officer.user_id,
            Exclusion.root_id.not_in(sa.select(RegisterEntry.id)),
        )
        bar_id = session.scalars(of_case).one()
    settled = {"confirm": True, "reason": "His own name"}
    cases.do(cases.officer, reference, settle_conflict, bar_id, **settled)
    bar = bar_of(cases, officer, ref)
    assert bar.given_by == cases.officer.user_id
    with cases.house.session(cases.registry) as session:
        this = entry(session, ref, actor=cases.registry)
        who = {"actor": cases.registry, "now": LATER}
        with pytest.raises(NotReady, match="decided already"):
            settle_entry_bar(this, bar.id, same=False, reason="x", **who)
    holds(cases)
