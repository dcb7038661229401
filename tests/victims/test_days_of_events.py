"""What a victim is to hear of, and help that was asked for, go by the day on which it happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.clocks.limits import Unit
from caseflow.errors import NotReady
from caseflow.events import StageChanged, StepRedated
from caseflow.packs import PackError
from caseflow.reference.limits import limits
from caseflow.victims.models import Channel, Milestone, NeedKind, Service, Told, Urgency
from caseflow.victims.policy import check_limits
from caseflow.victims.queries.file import file, read_file
from caseflow.victims.services.files import follow_up, record_need
from caseflow.victims.services.reaching import Reasons
from caseflow.victims.services.referring import move_service, refer_service
from caseflow.victims.services.telling import tell
from tests.support.house import NOW, TODAY
from tests.victims.test_telling import CaseTie, a_case, announced, tied

LATE = "The officer was on mission."


@pytest.fixture
def officer(place):
    return place.house.person("conduct-officer", entity=place.here)


def back(days):
    return TODAY - timedelta(days=days)


def view_of(place, code):
    with place.session() as session:
        view = read_file(session, code, actor=place.officer, now=NOW, today=TODAY)
        session.commit()
    return view


def assessed(place, officer, days):
    """A case that was assessed some days ago and entered today; a file tied to it."""
    case_id, ref = a_case(place, officer, 1)
    announced(
        place,
        officer,
        StageChanged,
        case_id=case_id,
        proceeding_id=case_id,
        happened_on=back(days),
        move="assess",
        start="received",
        end="assessed",
    )
    return tied(place, ref)


def contact(place, code, days, *, late=None, next_on=None):
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        who = {"actor": place.officer, "now": NOW, "reached": True, "channel": Channel.MEETING}
        given = {"day": back(days), "next_on": next_on, "reasons": Reasons(late=late)}
        follow_up(this, **given, **who)
        session.commit()
        return this.next_contact_on


def test_a_contact_that_is_entered_late_says_so_and_why(place, officer):
    code = assessed(place, officer, 20)
    with pytest.raises(NotReady, match="Say why it is written down only now") as silent:
        contact(place, code, 8, late=" ")
    assert silent.value.field == "late_reason"
    contact(place, code, 7)
    contact(place, code, 12, late=LATE)
    first, second = view_of(place, code).follow_ups
    assert (str(first.entered), first.late_reason) == ("entered 7 days later", None)
    assert (str(second.entered), second.late_reason) == ("entered 12 days later", LATE)


def test_a_contact_that_is_entered_late_moves_no_later_one(place, officer):
    code = assessed(place, officer, 20)
    ahead = TODAY + timedelta(days=3)
    assert contact(place, code, 2, next_on=ahead) == ahead
    assert contact(place, code, 5) == ahead
    assert contact(place, code, 1) is None


def test_a_step_whose_day_is_corrected_is_to_be_told_by_the_right_day(place, officer):
    case_id, ref = a_case(place, officer, 1)
    moved = {"case_id": case_id, "proceeding_id": case_id, "happened_on": back(3)}
    moved |= {"move": "assess", "start": "received", "end": "assessed"}
    announced(place, officer, StageChanged, **moved)
    code = tied(place, ref)
    other = {"case_id": case_id, "entered_at": NOW, "before": back(4), "happened_on": back(30)}
    announced(place, officer, StepRedated, **other)  # of a step that was taken on another day
    assert assessed_on(place, code) == back(3)
    announced(place, officer, StepRedated, **{**other, "before": back(3), "happened_on": back(9)})
    assert assessed_on(place, code) == back(9)


def test_a_step_of_an_earlier_release_follows_its_corrected_day_too(place, officer):
    case_id, ref = a_case(place, officer, 1)
    moved = {"case_id": case_id, "proceeding_id": case_id, "happened_on": back(0)}
    moved |= {"move": "assess", "start": "received", "end": "assessed"}
    announced(place, officer, StageChanged, **moved)
    code = tied(place, ref)
    with place.session() as session:
        session.execute(sa.update(Milestone).values(happened_on=None))
        session.commit()
    day = {"case_id": case_id, "entered_at": NOW, "before": back(0), "happened_on": back(9)}
    announced(place, officer, StepRedated, **day)
    assert assessed_on(place, code) == back(9)


def assessed_on(place, code):
    lines = view_of(place, code).to_tell
    return next(each.happened for each in lines if each.step.value == "assessed")


def test_a_step_entered_late_is_to_be_told_by_its_own_day_not_by_that_of_its_entry(place, officer):
    code = assessed(place, officer, 20)
    line = next(each for each in view_of(place, code).to_tell if each.step.value == "assessed")
    assert line.happened == back(20)
    assert line.by == TODAY + timedelta(days=30)


def test_an_organisation_says_within_which_time_people_are_told(place, officer, monkeypatch):
    code = assessed(place, officer, 20)
    limit = replace(limits()["victim_update"], amount=5, unit=Unit.WORKING_DAYS)
    monkeypatch.setattr("caseflow.victims.policy.limits", lambda: {"victim_update": limit})
    line = next(each for each in view_of(place, code).to_tell if each.step.value == "assessed")
    assert line.by == TODAY + timedelta(days=7), "five working days, and a weekend"
    monkeypatch.setattr("caseflow.victims.policy.limits", dict)
    with pytest.raises(PackError, match="victim_update"):
        check_limits()


def test_nobody_is_told_before_a_step_happened_and_late_words_want_a_reason(place, officer):
    code = assessed(place, officer, 20)
    line = next(each for each in view_of(place, code).to_tell if each.step.value == "assessed")
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        given = {"channel": Channel.MEETING, "actor": place.officer, "now": NOW}
        told = (this, session.get_one(CaseTie, line.tie_id), line.milestone_id)
        for day, field in ((back(21), "day"), (back(-1), "day"), (back(8), "late_reason")):
            with pytest.raises(NotReady) as wrong:
                tell(*told, day=day, **given)
            assert wrong.value.field == field
        tell(*told, day=back(12), reasons=Reasons(late=LATE), **given)
        session.commit()
    (line,) = view_of(place, code).told
    assert (line.day, str(line.entered), line.late_reason) == (
        back(12),
        "entered 12 days later",
        LATE,
    )
    with place.session() as session:
        row = session.scalar(sa.select(Told))
        assert row.recorded_at == NOW
        assert LATE not in str(row.late_reason)


def test_a_step_of_a_referral_is_neither_ahead_nor_before_the_last_one(place, officer):
    code = assessed(place, officer, 20)
    who = {"actor": place.officer, "now": NOW}
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        need = record_need(this, kind=NeedKind.LEGAL, urgency=Urgency.SOON, **who)
        session.flush()
        referral = refer_service(this, need, provider="Legal aid", **who)
        session.flush()
        with pytest.raises(NotReady) as silent:
            move_service(this, referral, "send", happened_on=back(9), **who)
        assert silent.value.field == "reason"
        move_service(this, referral, "send", happened_on=back(9), reason=LATE, **who)
        for day in (back(10), back(-1)):
            with pytest.raises(NotReady) as wrong:
                move_service(this, referral, "accept", happened_on=day, reason=LATE, **who)
            assert wrong.value.field == "happened_on"
        move_service(this, referral, "accept", happened_on=back(7), **who)
        session.commit()
        row = session.scalar(sa.select(Service))
        assert (row.stage_on, row.stage_since) == (back(7), NOW)
    (line,) = view_of(place, code).services
    assert (line.since, str(line.entered)) == (back(7), "entered 7 days later")
