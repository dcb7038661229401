"""What waits beside the next move stands in the list of whoever it waits for, until it is done."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow.access.models import Classification
from caseflow.cases import queries
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.lists.queue import QueueFilters, View, queue
from caseflow.cases.lists.waiting_rows import NOBODY_YET
from caseflow.cases.models import Part, Reporting
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.pages.case_acts import waits_for
from caseflow.cases.records.entries import FindingEntry, PersonEntry
from caseflow.cases.services import noticing
from caseflow.cases.services.access import classify, let_in
from caseflow.cases.services.awaited_tasks import SUBSCRIPTIONS
from caseflow.cases.services.covering import cover, leave_uncovered
from caseflow.cases.services.moving import move
from caseflow.cases.services.reviewing import record_review
from caseflow.cases.services.timekeeping import (
    agree_extension,
    decline_extension,
    propose_extension,
)
from caseflow.cases.task_kinds import CaseTaskKind
from caseflow.clocks.limits import Unit
from caseflow.errors import NotReady
from caseflow.events import EventTable
from caseflow.matters.models import Task
from caseflow.matters.services.tasks import add_task, finish_task
from caseflow.notices.models import Notice
from tests.cases.conftest import LATER, Office, allegations
from tests.cases.test_correcting_people import correct, corrections, read
from tests.cases.test_covering import ask, typed

MONTHS = {"amount": 2, "unit": Unit.MONTHS, "reason": "A witness is abroad"}


@pytest.fixture
def office(office: Office) -> Office:
    office.house.info["events"] = EventTable(*SUBSCRIPTIONS, *noticing.SUBSCRIPTIONS)
    return office


def tasks(office: Office, actor, reference: str) -> int:
    """How many tasks the list of what waits for this person shows in a case."""
    with office.house.session(actor, now=LATER) as session:
        rows = queue(session, QueueFilters(view=View.WAITING), actor=actor, now=LATER).rows
        session.rollback()
    return sum(row.waiting.tasks for row in rows if row.reference == reference)


def told(office: Office, kind: str) -> set[UUID]:
    """Who has a notice of this kind."""
    with office.house.system() as session:
        return set(session.scalars(sa.select(Notice.to_user_id).where(Notice.kind == kind)))


def investigated(office: Office) -> str:
    reference = office.log()
    office.investigate(reference)
    return reference


@pytest.mark.parametrize("answer", ["agree", "decline", "stage left"])
def test_an_extension_waits_for_the_owner_until_it_is_settled(office: Office, answer):
    reference = investigated(office)
    proposal = office.do(office.investigator, reference, propose_extension, **MONTHS)
    assert tasks(office, office.officer, reference) == 1
    assert tasks(office, office.investigator, reference) == 0
    if answer == "agree":
        office.do(office.officer, reference, agree_extension, proposal.id)
    elif answer == "decline":
        office.do(office.officer, reference, decline_extension, proposal.id, reason="No need")
    else:
        office.find(reference)
        office.do(office.investigator, reference, move, "send-to-review")
    assert tasks(office, office.officer, reference) == 0


@pytest.mark.parametrize("answer", ["cover", "leave", "taken back"])
def test_a_covering_waits_for_whoever_reviews_until_the_last_is_settled(office: Office, answer):
    reference, correction = typed(office)
    asked = ask(office, reference, correction)
    assert tasks(office, office.senior, reference) == 1
    assert tasks(office, office.officer, reference) == 0
    if answer == "cover":
        office.do(office.senior, reference, cover, asked)
    else:
        actor = office.senior if answer == "leave" else office.officer
        office.do(actor, reference, leave_uncovered, asked, reason="It stays")
    assert tasks(office, office.senior, reference) == 0


def test_a_covering_waits_for_no_owner_who_may_not_decide_it(office: Office):
    second = office.house.person("senior-conduct-officer", entity=office.entity, name="Olu Brand")
    reference, correction = typed(office)
    ask(office, reference, correction, actor=second)
    assert tasks(office, office.officer, reference) == 0
    deciding = {office.senior.user_id, office.decider.user_id}
    assert told(office, "covering-asked") == deciding


def test_that_a_reporter_is_covered_is_told_to_those_alone_who_know_them(office: Office):
    reviewer = office.house.person("reviewer", entity=office.entity, name="Olu Brand")
    reporter = PersonEntry(part=Part.REPORTER, name="Lena Moss")
    confidential = {"people": (office.subject(), reporter), "reporting": Reporting.CONFIDENTIAL}
    reference = office.log(**confidential)
    let = {"user_id": reviewer.user_id, "capacity": CaseCapacity.REVIEWER}
    office.do(office.officer, reference, let_in, **let)
    correct(office, reference, which=1, name="Lena Mosse")
    (event,) = corrections(read(office, reference))
    ask(office, reference, event.correction)
    assert told(office, "covering-asked") == {office.senior.user_id}
    correct(office, reference, which=0, name="Tomas Elberk")
    event = next(e for e in corrections(read(office, reference)) if e.was == "Tomas Elberg")
    ask(office, reference, event.correction)
    assert told(office, "covering-asked") == {
        person.user_id for person in (office.senior, office.decider, reviewer)
    }


def test_what_the_owner_proposes_waits_for_whoever_oversees(office: Office):
    reference = investigated(office)
    office.do(office.officer, reference, propose_extension, **MONTHS)
    assert tasks(office, office.senior, reference) == 1
    assert tasks(office, office.officer, reference) == 0


@pytest.fixture
def reviewer(office: Office):
    return office.house.person("reviewer", name="Teodor Wills")


def let(office: Office, reviewer, reference: str) -> None:
    given = {"user_id": reviewer.user_id, "capacity": CaseCapacity.REVIEWER}
    office.do(office.officer, reference, let_in, **given)


def review(office: Office, reviewer, reference: str) -> None:
    with office.house.session(reviewer) as session:
        case = queries.case(session, reference, actor=reviewer)
        for allegation_id in allegations(session, case):
            entry = FindingEntry(
                allegation_id=allegation_id,
                outcome="unsubstantiated",
                standard="clear_and_convincing",
                evidence="The second witness was never asked.",
            )
            record_review(case, entry, actor=reviewer, now=LATER)
        session.commit()


def test_nobody_marks_a_task_as_done_that_ends_with_its_act(office: Office, reviewer):
    reference = investigated(office)
    office.do(office.investigator, reference, propose_extension, **MONTHS)
    let(office, reviewer, reference)
    office.find(reference)
    by_hand = office.do(office.officer, reference, add_task, "Ring the depot")
    for actor, kind in ((office.officer, CaseTaskKind.EXTENSION), (reviewer, CaseTaskKind.REVIEW)):
        with office.house.system() as session:
            task = session.scalars(sa.select(Task).where(Task.kind == kind)).one()
        for done in (True, False):
            with pytest.raises(NotReady, match="ends by itself"):
                office.do(actor, reference, finish_task, task.id, done=done)
        assert tasks(office, actor, reference) == 1
        if kind is CaseTaskKind.EXTENSION:
            office.do(office.investigator, reference, move, "send-to-review")
    with office.house.session(office.officer, now=LATER) as session:
        shown = open_case(session, reference, actor=office.officer, now=LATER).tasks
        session.rollback()
    assert [task.id for task in shown if not task.ends_with_act] == [by_hand.id]


@pytest.mark.parametrize("when", ["before", "during"])
def test_a_review_waits_for_whoever_was_let_in_for_it(office: Office, reviewer, when):
    reference = investigated(office)
    if when == "before":
        let(office, reviewer, reference)
    assert tasks(office, reviewer, reference) == 0
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review")
    if when == "during":
        let(office, reviewer, reference)
    assert tasks(office, reviewer, reference) == 1
    review(office, reviewer, reference)
    assert tasks(office, reviewer, reference) == 0


def test_a_review_no_longer_waits_once_the_case_goes_back_and_waits_once_again(
    office: Office, reviewer
):
    reference = investigated(office)
    let(office, reviewer, reference)
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review")
    office.do(reviewer, reference, move, "return-for-investigation", reason="Ask the witness")
    assert tasks(office, reviewer, reference) == 0
    office.do(office.investigator, reference, move, "send-to-review")
    assert tasks(office, reviewer, reference) == 1
    with office.house.system() as session:
        assert session.scalar(sa.select(sa.func.count(Task.id))) == 2


def strict(office: Office) -> str:
    """A case for its named team, investigated, with nobody let in who decides it."""
    reference = office.log(classification=Classification.STRICTLY_CONFIDENTIAL)
    office.investigate(reference)
    office.find(reference)
    return reference


def test_a_case_of_a_named_team_waits_for_its_owner_to_let_somebody_in_who_decides(office: Office):
    reference = strict(office)
    assert tasks(office, office.officer, reference) == 0
    office.do(office.investigator, reference, move, "send-to-review")
    assert tasks(office, office.officer, reference) == 1
    assert tasks(office, office.decider, reference) == 0
    for actor in (office.officer, office.investigator):
        with office.house.session(actor, now=LATER) as session:
            filters = QueueFilters(view=View.OTHERS)
            rows = queue(session, filters, actor=actor, now=LATER).rows
            whom = [row.waiting.whom for row in rows if row.reference == reference]
            view = open_case(session, reference, actor=actor, now=LATER)
            session.rollback()
        assert all(each == (NOBODY_YET,) for each in whom)
        assert "until somebody is let in" in str(waits_for(view, view.next_move))
    given = {"user_id": office.decider.user_id, "capacity": CaseCapacity.DECISION_MAKER}
    office.do(office.officer, reference, let_in, **given)
    assert tasks(office, office.officer, reference) == 0
    with office.house.session(office.investigator, now=LATER) as session:
        view = open_case(session, reference, actor=office.investigator, now=LATER)
        session.rollback()
    assert "Lidia Kovac" in str(waits_for(view, view.next_move))


def test_a_case_that_becomes_one_of_a_named_team_under_review_needs_a_decider_then(office: Office):
    reference = investigated(office)
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review")
    assert tasks(office, office.officer, reference) == 0
    given = {"classification": Classification.STRICTLY_CONFIDENTIAL, "reason": "Threats"}
    office.do(office.officer, reference, classify, **given)
    assert tasks(office, office.officer, reference) == 1
