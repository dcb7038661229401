"""A match with an entry that an officer does not see: it tells nothing, and others judge it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.errors import Refused
from caseflow.screening.models import JudgementVerdict, PossibleMatch, Settlement
from caseflow.screening.queries.referrals import read_referral, referral
from caseflow.screening.services.judging import judge
from tests.screening.set_aside import ask, judge_both, list_it, told
from tests.screening.test_own_entries import dismissed, events
from tests.support.house import NOW

assert events


def test_an_officer_who_is_kept_out_of_an_entry_learns_nothing_of_it_by_a_match(cases):
    officer = cases.house.person("registry-officer", name="Somebody Else")
    _reference, ref = dismissed(cases, user_id=officer.user_id)
    list_it(cases, ref)
    asked = ask(cases)
    with cases.house.session(officer) as session:
        (side,) = read_referral(session, asked.ref, actor=officer).matches
        assert (side.entry_ref, side.band, side.pieces, side.whole) == ("", None, (), False)
        assert side.standing.why is None
        this = referral(session, asked.ref, actor=officer)
        match = session.scalars(sa.select(PossibleMatch)).one()
        who = {"actor": officer, "now": NOW}
        with pytest.raises(Refused, match="You do not see this entry"):
            judge(this, match, verdict=JudgementVerdict.DIFFERENT, reason="Not me", **who)
        session.rollback()
    judge_both(cases, asked.ref)
    assert told(cases, asked.ref).settlement is Settlement.LISTED
    with cases.house.session(officer) as session:
        settled = read_referral(session, asked.ref, actor=officer).settled
    assert settled == Settlement.LISTED.label
