"""Thresholds change by two people, and what a change would do is seen beforehand."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.errors import NotReady, Refused
from caseflow.screening.matching.effects import Labelled, change
from caseflow.screening.matching.scoring import REFER_FROM, STRONG_FROM, VERSION
from caseflow.screening.queries.thresholds import in_force
from caseflow.screening.services.thresholds import (
    confirm_thresholds,
    proposal,
    propose_thresholds,
    refuse_thresholds,
)
from tests.support.house import NOW

PAIRS = [Labelled(0.9, True), Labelled(0.4, True), Labelled(0.5, False), Labelled(0.1, False)]


def proposed(office, refer_from=0.3, strong_from=0.95, reason="Too many in vain"):
    with office.session(office.registry) as session:
        made = propose_thresholds(
            session,
            refer_from=refer_from,
            strong_from=strong_from,
            reason=reason,
            actor=office.registry,
            now=NOW,
        )
        session.commit()
        return made.number


def decided(office, verb, number, actor):
    with office.session(actor) as session:
        verb(proposal(session, number), actor=actor, now=NOW)
        session.commit()


def holding(office):
    with office.house.system() as session:
        return in_force(session)


def test_the_models_own_thresholds_hold_until_two_people_change_them(office):
    assert holding(office).model == VERSION
    assert (holding(office).refer_from, holding(office).strong_from) == (REFER_FROM, STRONG_FROM)
    number = proposed(office)
    assert holding(office).number == 0
    with pytest.raises(Refused):
        decided(office, confirm_thresholds, number, office.registry)
    decided(office, confirm_thresholds, number, office.second)
    assert (holding(office).refer_from, holding(office).strong_from) == (0.3, 0.95)
    assert holding(office).model == f"{VERSION}-t{number}"
    with office.house.factory() as session:
        acts = set(session.scalars(sa.select(Entry.act)))
    assert {"thresholds:proposed", "thresholds:confirmed"} <= acts


def test_a_proposal_that_was_set_aside_changes_nothing_and_lets_another_follow(office):
    number = proposed(office)
    with pytest.raises(NotReady):
        proposed(office)
    decided(office, refuse_thresholds, number, office.registry)
    assert holding(office).number == 0
    assert proposed(office) == number + 1


@pytest.mark.parametrize(
    ("refer_from", "strong_from", "reason"),
    [(0.9, 0.3, "x"), (0.5, 0.5, "x"), (0.0, 0.9, "x"), (0.3, 1.0, "x"), (0.3, 0.9, " ")],
)
def test_thresholds_out_of_order_or_without_a_reason_are_refused(
    office, refer_from, strong_from, reason
):
    with pytest.raises(NotReady):
        proposed(office, refer_from, strong_from, reason)


def test_whoever_may_not_keep_the_register_may_not_propose(office):
    with office.session(office.recruiter) as session, pytest.raises(Refused):
        propose_thresholds(
            session,
            refer_from=0.3,
            strong_from=0.9,
            reason="x",
            actor=office.recruiter,
            now=NOW,
        )


def test_the_effect_of_a_change_is_what_it_misses_adds_and_costs():
    higher = change(PAIRS, 0.3, 0.6, minutes=60)
    assert (higher.newly_missed, higher.newly_found, higher.hours) == (1, 0, -2)
    lower = change(PAIRS, 0.3, 0.05, minutes=60)
    assert (lower.newly_missed, lower.now.in_vain, lower.then.in_vain) == (0, 1, 2)
