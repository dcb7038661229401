"""A recruiter learns whether to go on; registry officers tell people apart; all is recorded."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.screening.matching.people import Candidate
from caseflow.screening.models import (
    Answer,
    Inquiry,
    JudgementVerdict,
    PossibleMatch,
    Purpose,
    Settlement,
)
from caseflow.screening.queries.lookups import my_look_up, my_look_ups
from caseflow.screening.queries.referrals import read_referral, referral, referrals
from caseflow.screening.services.judging import judge
from caseflow.screening.services.looking_up import look_up
from tests.support.house import NOW

ELENA = Candidate("Elena Duarte", date_of_birth="1984-07-04", nationality="PT")
SAME, DIFFERENT, UNSURE = JudgementVerdict


def asked(office, candidate, actor=None, **facts):
    who = actor or office.recruiter
    with office.session(who) as session:
        made = look_up(
            session,
            candidate,
            **{"purpose": Purpose.RECRUITMENT, "vacancy": "JO-2026-1188", **facts},
            actor=who,
            now=NOW,
        )
        session.commit()
        return made.ref


def answered(office, ref, actor=None):
    who = actor or office.recruiter
    with office.session(who) as session:
        return my_look_up(session, ref, actor=who)


def judged(office, officer, ref, verdict, reason="Compared the files"):
    with office.session(officer) as session:
        this = referral(session, ref, actor=officer)
        match = session.scalars(
            sa.select(PossibleMatch).where(PossibleMatch.root_id == this.id)
        ).one()
        judge(this, match, verdict=verdict, reason=reason, actor=officer, now=NOW)
        session.commit()


@pytest.mark.parametrize(
    ("candidate", "answer"),
    [
        (ELENA, Answer.REFER),
        (Candidate("DUARTE, Elèna", date_of_birth="1984-07-04"), Answer.REFER),
        (Candidate("Olga Petrenko", date_of_birth="1990-01-31"), Answer.CLEAR),
        (Candidate("Elena Duarte", date_of_birth="1951-02-28"), Answer.CLEAR),
        (Candidate("Elena Duarte"), Answer.NEED_MORE_DATA),
        (Candidate("Petrenko"), Answer.NEED_MORE_DATA),
        (Candidate("😀"), Answer.NEED_MORE_DATA),
        (Candidate("\ud800\0"), Answer.NEED_MORE_DATA),
        (Candidate("x" * 10_000_000), Answer.NEED_MORE_DATA),
        (Candidate("van de", date_of_birth="1984"), Answer.NEED_MORE_DATA),
        (Candidate("Elena Duarte", date_of_birth="1984-07-04", nationality="X9"), Answer.REFER),
        (
            Candidate("Olga Petrenko", date_of_birth="1990-01-31", nationality="X9"),
            Answer.NEED_MORE_DATA,
        ),
        (Candidate("Olga Petrenko"), Answer.NEED_MORE_DATA),
        (Candidate("Olga Petrenko", nationality="UA", gender="f"), Answer.NEED_MORE_DATA),
    ],
)
def test_one_of_three_answers_with_a_reason_in_words(office, candidate, answer):
    office.published("Elena Duarte", nationalities=("pt",))
    view = answered(office, asked(office, candidate))
    assert view.answer is answer
    assert view.reasons
    assert view.model


@pytest.mark.parametrize("born", ["tomorrow", "07/08/1984", "1984-02-30", "2090-01-01", "4.7.84"])
def test_a_date_that_cannot_be_taken_spends_no_look_up(office, born):
    office.published("Elena Duarte")
    with pytest.raises(NotReady) as refused:
        asked(office, Candidate("Elena Duarte", date_of_birth=born))
    assert refused.value.field == "date_of_birth"
    with office.house.system() as session:
        assert session.scalar(sa.select(sa.func.count(Inquiry.id))) == 0


@pytest.mark.parametrize("born", ["4 July 1984", "١٩٨٤-٠٧-٠٤", "19840704", "July 1984", "c. 1984"])
def test_a_date_is_compared_however_it_is_written(office, born):
    office.published("Elena Duarte", nationalities=("pt",))
    view = answered(office, asked(office, Candidate("Elena Duarte", date_of_birth=born)))
    assert view.answer is Answer.REFER


def test_a_name_of_only_particles_asks_for_the_full_name(office):
    office.published("Elena van de Duarte")
    view = answered(office, asked(office, Candidate("van de", date_of_birth="1984")))
    assert [reason.msgid for reason in view.reasons] == ["Please give %(what)s."]
    assert "the full name" in str(view.reasons[0])
    ref = asked(office, Candidate("van de", date_of_birth="1984"), nothing_more=True)
    assert answered(office, ref).answer is Answer.REFER


def test_a_likeness_by_name_alone_is_referred_when_nothing_more_can_be_found_out(office):
    office.published("Elena Duarte")
    ref = asked(office, Candidate("Elena Duarte"), nothing_more=True)
    assert answered(office, ref).answer is Answer.REFER


def test_only_published_entries_are_compared(office):
    office.proposed("Elena Duarte")
    assert answered(office, asked(office, ELENA)).answer is Answer.CLEAR


def test_the_answer_never_tells_a_story(office):
    ref = office.published("Elena Duarte")
    view = answered(office, asked(office, ELENA))
    told = " ".join(map(str, view.reasons)).lower()
    assert not any(w in told for w in ("fraud", "decision", ref.lower(), "river", "duarte"))


@pytest.mark.parametrize("vacancy", ["", "  ", "v" * 81, "JO\x00", "JO\n1"])
def test_a_look_up_needs_a_vacancy(office, vacancy):
    with pytest.raises(NotReady) as wrong:
        asked(office, ELENA, vacancy=vacancy)
    assert wrong.value.field == "vacancy"


def test_every_look_up_is_recorded_with_what_it_was_for(office):
    asked(office, ELENA)
    with office.house.factory() as session:
        last = session.scalars(sa.select(Entry).order_by(Entry.seq.desc())).first()
        assert (last.act, last.actor_id) == ("inquiry:made", office.recruiter.user_id)


def test_whoever_may_not_look_up_cannot(office):
    officer = office.house.person("conduct-officer", entity=office.here)
    with pytest.raises(Refused):
        asked(office, ELENA, actor=officer)


def test_a_recruiter_sees_their_own_look_ups_and_nobody_elses(office):
    office.published("Elena Duarte")
    ref = asked(office, ELENA)
    other = office.house.person("recruiter", entity=office.here)
    with office.session(other) as session:
        assert session.scalar(sa.select(sa.func.count(Inquiry.id))) == 0
        assert my_look_ups(session, actor=other) == ()
        with pytest.raises(NotFound):
            my_look_up(session, ref, actor=other)
    with office.session(office.recruiter) as session:
        mine = my_look_ups(session, actor=office.recruiter)
        assert [(each.ref, each.candidate) for each in mine] == [(ref, ELENA)]
        with pytest.raises(Refused):
            this = session.scalars(sa.select(Inquiry)).one()
            match = session.scalars(sa.select(PossibleMatch)).one()
            judge(
                this,
                match,
                verdict=DIFFERENT,
                reason="I say so",
                actor=office.recruiter,
                now=NOW,
            )


def test_different_people_is_one_officers_word(office):
    office.published("Elena Duarte")
    ref = asked(office, ELENA)
    judged(office, office.registry, ref, DIFFERENT)
    view = answered(office, ref)
    assert view.settlement is Settlement.PROCEED
    with office.session(office.registry) as session:
        assert referrals(session, actor=office.registry).rows == ()


def test_the_same_person_needs_two_officers_and_neither_sees_the_other_first(office):
    office.published("Elena Duarte")
    ref = asked(office, ELENA)
    judged(office, office.registry, ref, SAME, "The staff number is the same")
    assert answered(office, ref).settlement is None
    with office.session(office.second) as session:
        match = read_referral(session, ref, actor=office.second).matches[0]
        assert (match.judgements, match.waiting, match.mine) == ((), 1, False)
    with pytest.raises(NotReady):
        judged(office, office.registry, ref, SAME)
    judged(office, office.second, ref, SAME)
    assert answered(office, ref).settlement is Settlement.LISTED
    with office.session(office.second) as session:
        match = read_referral(session, ref, actor=office.second).matches[0]
        assert match.judgements[0].reason == "The staff number is the same"


def test_where_two_differ_a_third_decides(office):
    office.published("Elena Duarte")
    ref = asked(office, ELENA)
    third = office.house.person("registry-officer")
    judged(office, office.registry, ref, SAME)
    judged(office, office.second, ref, DIFFERENT)
    assert answered(office, ref).settlement is None
    judged(office, third, ref, DIFFERENT)
    assert answered(office, ref).settlement is Settlement.PROCEED


def test_cannot_tell_settles_nothing(office):
    office.published("Elena Duarte")
    ref = asked(office, ELENA)
    judged(office, office.registry, ref, UNSURE)
    assert answered(office, ref).settlement is None


def test_an_officer_does_not_judge_their_own_look_up_nor_without_a_reason(office):
    office.published("Elena Duarte")
    own = asked(office, ELENA, actor=office.registry)
    with pytest.raises(Refused):
        judged(office, office.registry, own, DIFFERENT)
    with pytest.raises(NotReady):
        judged(office, office.second, own, DIFFERENT, reason=" ")


def test_the_two_people_stand_side_by_side_with_what_each_fact_says(office):
    entry_ref = office.published("Elena M. Duarte", nationalities=("es",))
    ref = asked(office, ELENA)
    with office.session(office.registry) as session:
        view = read_referral(session, ref, actor=office.registry)
        session.commit()
    match = view.matches[0]
    assert (view.asked_by, match.entry_ref) == ("Mei Tanaka", entry_ref)
    said = {p.about.value: (p.asked, p.listed, str(p.words), p.speaks_for) for p in match.pieces}
    assert said["birth"] == ("1984-07-04", "1984-07-04", "Same date of birth", True)
    assert said["nationality"] == ("PT", "ES", "Other nationality", False)


def test_somebody_elses_look_up_is_none_of_ones_own_however_far_one_sees(office):
    """A registry officer sees every referral; the list of own look-ups is another thing."""
    office.published("Elena Duarte")
    ref = asked(office, ELENA)
    with office.session(office.registry) as session:
        assert referral(session, ref, actor=office.registry).ref == ref
        assert my_look_ups(session, actor=office.registry) == ()
        with pytest.raises(NotFound):
            my_look_up(session, ref, actor=office.registry)
