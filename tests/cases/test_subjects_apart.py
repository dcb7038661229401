"""Each subject goes their own way: a step of one does not wait for another who is not as far."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.cases.lists.queue import QueueFilters, View, queue
from caseflow.cases.models import Case, Finding, Investigation, Proceeding
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.moving import move
from caseflow.db import new_id
from caseflow.errors import NotFound, NotReady, Refused
from tests.cases.conftest import LATER, Office, subjects

ABUSE = "sexual_abuse"
"""A type for which shorter limits hold."""


@pytest.fixture
def two(office: Office) -> str:
    """A case under review with two subjects, on the first of whom it was decided."""
    reference = office.log(people=(office.subject("Mia Holm"), office.subject("Jon Dahl")))
    office.review(reference)
    office.decide(reference)
    return reference


def rows(office, reference, model):
    with office.house.system() as session:
        root = sa.select(Case.id).where(Case.reference == reference).scalar_subquery()
        return session.scalars(sa.select(model).where(model.root_id == root)).all()


def proceedings(office, reference):
    """The proceedings of the first and of the second subject."""
    with office.house.system() as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        order = subjects(session, case)
    found = {row.subject_id: row for row in rows(office, reference, Proceeding)}
    return [found[each] for each in order]


def case_of(office, reference):
    with office.house.system() as session:
        return session.scalars(sa.select(Case).where(Case.reference == reference)).one()


def waiting(office, actor):
    with office.house.session(actor, now=LATER) as session:
        page = queue(session, QueueFilters(view=View.WAITING), actor=actor, now=LATER)
        session.commit()
    return {row.reference: row.waiting for row in page.rows}


def close_first(office, reference):
    first, _second = proceedings(office, reference)
    office.do(office.senior, reference, move, "close", proceeding_id=first.id)


def test_whoever_is_further_on_goes_on_alone(office: Office, two):
    close_first(office, two)
    first, second = proceedings(office, two)
    assert (first.stage, second.stage) == ("closed", "under-review")
    case = case_of(office, two)
    assert (case.stage, case.is_open, case.outcome) == ("under-review", True, None)


def test_the_case_is_closed_with_the_last_of_them(office: Office, two):
    close_first(office, two)
    _first, second = proceedings(office, two)
    office.decide(two, subject_id=second.subject_id)
    office.do(office.senior, two, move, "close")
    case = case_of(office, two)
    assert (case.stage, case.is_open) == ("closed", False)
    assert case.outcome is not None


def test_the_move_of_each_waits_for_whoever_makes_it(office: Office, two):
    first, second = proceedings(office, two)
    assert (first.next_move, first.whose_move) == ("staff:close", "cases:close")
    assert second.whose_move is None  # it stands where the case does, which says it
    own = waiting(office, office.senior)[two]
    assert (own.move, own.mine, own.proceeding_id) == ("close", True, first.id)
    lead = waiting(office, office.decider)[two]
    assert (lead.move, lead.mine, lead.proceeding_id) == ("decide", True, None)
    close_first(office, two)
    first, _second = proceedings(office, two)
    assert first.whose_move is None
    assert two not in waiting(office, office.senior)


def test_what_is_taken_up_again_for_one_leaves_the_other_as_they_are(office: Office, two):
    close_first(office, two)
    first, second = proceedings(office, two)
    how = {"reason": "New evidence.", "proceeding_id": first.id}
    office.do(office.senior, two, move, "reopen", **how)
    first, second = proceedings(office, two)
    assert (first.stage, second.stage) == ("assessed", "under-review")
    assert case_of(office, two).stage == "assessed"
    with office.house.session(office.officer, now=LATER) as session:
        view = open_case(session, two, actor=office.officer, now=LATER)
        session.commit()
    (elsewhere,) = (each for each in view.clocks if each.is_of(second.id))
    reading = elsewhere.reading
    assert (reading.limit.name, reading.started) == ("decision", LATER.date())
    aside = {row.allegation_id for row in rows(office, two, Finding) if row.set_aside_at}
    kept = {row.allegation_id for row in rows(office, two, Finding) if not row.set_aside_at}
    assert aside
    assert kept - aside


def test_an_inquiry_ends_with_the_last_who_is_investigated(office: Office, two):
    close_first(office, two)
    first, _second = proceedings(office, two)
    office.do(office.senior, two, move, "return-for-investigation", reason="A gap.")
    office.do(office.senior, two, move, "reopen", reason="Them, too.", proceeding_id=first.id)
    office.do(office.officer, two, move, "open-investigation")
    inquiries = rows(office, two, Investigation)
    assert [row.reported_on is None for row in inquiries].count(True) == 1
    office.find(two)
    office.do(office.investigator, two, move, "send-to-review")
    assert all(row.reported_on for row in rows(office, two, Investigation))


def test_the_page_offers_each_step_to_whoever_may_take_it(office: Office, two):
    def seen(actor):
        with office.house.session(actor, now=LATER) as session:
            view = open_case(session, two, actor=actor, now=LATER)
            session.commit()
        (group,) = view.apart
        assert {p.name for p in view.subjects if p.id in group.subjects} == {"Mia Holm"}
        return {each.name for each in group.moves}

    assert "close" in seen(office.senior)
    assert seen(office.decider) == set()


def test_who_may_not_make_it_and_what_is_no_part_of_the_case(office: Office, two):
    first, second = proceedings(office, two)
    with pytest.raises(Refused):
        office.do(office.decider, two, move, "close", proceeding_id=first.id)
    with pytest.raises(NotReady):
        office.do(office.senior, two, move, "close", proceeding_id=second.id)
    with pytest.raises(NotFound):
        office.do(office.senior, two, move, "close", proceeding_id=new_id())


def test_the_limit_of_a_case_goes_by_what_is_alleged_of_those_who_stand_there(office: Office):
    reference = office.log(people=(office.subject("Mia Holm"), office.subject("Jon Dahl")))
    first, _second = proceedings(office, reference)
    office.do(office.officer, reference, add_allegation, conduct=ABUSE, subjects=[first.subject_id])
    office.review(reference)
    assert case_of(office, reference).strict_limits
    office.decide(reference)
    office.do(office.senior, reference, move, "return-for-investigation", reason="A gap.")
    case = case_of(office, reference)
    assert (case.stage, case.strict_limits) == ("under-investigation", False)
