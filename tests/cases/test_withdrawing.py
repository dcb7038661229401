"""What was entered by mistake is withdrawn: it stays to be read, counts no more, and comes back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.lists.queue import QueueFilters, queue
from caseflow.cases.models import Case, Part, Proceeding
from caseflow.cases.names import naming
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import hand_over, let_in
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.correcting_people import correct_person
from caseflow.cases.services.finding import withdraw_finding
from caseflow.cases.services.moving import move
from caseflow.cases.services.namesake_bars import WouldShutOut
from caseflow.cases.services.people import add_person, identify
from caseflow.cases.services.taking_back import take_back
from caseflow.cases.services.withdrawing import withdraw_allegation, withdraw_person
from caseflow.errors import AlreadyDone, NotFound, NotReady, Refused
from tests.cases.conftest import LATER, Office
from tests.cases.test_correcting_people import correct, found_by, read

WHY = "Two people have this name."
BACK = "It was the right one after all."


def two(office, **facts):
    """A case about two people, the second one by mistake."""
    people = (office.subject("Tomas Elberg"), office.subject("Samir Haddad"))
    return office.log(people=people, **facts)


def withdraw(office, reference, person, *, actor=None, reason=WHY):
    return office.do(actor or office.officer, reference, withdraw_person, person.id, reason=reason)


def unalleged(office, reference, code, *people, actor=None):
    return office.do(
        actor or office.officer,
        reference,
        withdraw_allegation,
        code,
        subjects=[each.id for each in people],
        reason=WHY,
    )


def back(office, reference, *, actor=None, which=0, **more):
    (entry, *rest) = read(office, reference, actor).withdrawn
    chosen = [entry, *rest][which]
    given = {"reason": BACK, **more}
    return office.do(actor or office.officer, reference, take_back, chosen.id, **given)


def told(view):
    return [(str(e.label), e.quote) for e in view.timeline if e.kind == "withdrawal"]


def codes(view):
    return [(row.code, row.type, [cell is not None for cell in row.cells]) for row in view.matrix]


def kept(office):
    with office.house.system() as session:
        return session.scalars(sa.select(Case)).one()


def test_who_was_named_by_mistake_stays_to_be_read_and_counts_no_more(office: Office):
    reference = two(office)
    withdraw(office, reference, read(office, reference).subjects[1])
    view = read(office, reference)
    assert [s.name for s in view.subjects] == ["Tomas Elberg"]
    assert codes(view) == [("A1", "forgery", [True])]
    (entry,) = view.withdrawn
    assert (entry.person.name, entry.reason, entry.by.name) == ("Samir Haddad", WHY, "Ines Okafor")
    assert told(view) == [("Withdrawn as entered by mistake: Samir Haddad, Subject", WHY)]
    assert (found_by(office, "Samir Haddad"), found_by(office, "Elberg")) == (0, 1)


def test_the_work_of_the_case_does_not_wait_for_who_was_withdrawn(office: Office):
    reference = two(office)
    office.investigate(reference)
    wrong, right = read(office, reference).subjects
    office.find(reference, of=right.id)
    assert kept(office).waits_for == "finding_missing"
    withdraw(office, reference, wrong)
    assert kept(office).waits_for is None
    office.do(office.investigator, reference, move, "send-to-review")
    office.decide(reference)
    assert read(office, reference).head.stage == "decided"


def test_a_person_who_came_late_no_longer_holds_the_case_back(office: Office):
    reference = office.log()
    office.investigate(reference)
    office.do(office.officer, reference, add_person, office.subject("Samir Haddad"))
    view = read(office, reference)
    assert view.head.stage == "received"
    withdraw(office, reference, view.subjects[1])
    assert read(office, reference).head.stage == "under-investigation"
    assert kept(office).next_move == "staff:send-to-review"
    back(office, reference)
    assert kept(office).next_move == "staff:assess"
    view = read(office, reference)
    assert (view.head.stage, [s.name for s in view.subjects]) == (
        "received",
        ["Tomas Elberg", "Samir Haddad"],
    )


def test_a_withdrawal_is_taken_back_with_all_that_hung_on_the_person(office: Office):
    reference = two(office)
    withdraw(office, reference, read(office, reference).subjects[1])
    back(office, reference)
    view = read(office, reference)
    assert [s.name for s in view.subjects] == ["Tomas Elberg", "Samir Haddad"]
    assert codes(view) == [("A1", "forgery", [True, True])]
    assert view.withdrawn == ()
    assert found_by(office, "Samir Haddad") == 1
    assert told(view) == [
        ("Withdrawal taken back: Samir Haddad, Subject", BACK),
        ("Withdrawn as entered by mistake: Samir Haddad, Subject", WHY),
    ] or list(reversed(told(view))) == [
        ("Withdrawal taken back: Samir Haddad, Subject", BACK),
        ("Withdrawn as entered by mistake: Samir Haddad, Subject", WHY),
    ]
    office.investigate(reference)
    office.find(reference)


def test_who_was_kept_out_only_for_the_name_comes_back_and_goes_again(office: Office):
    alike = office.house.person("conduct-officer", entity=office.entity, name="Haddad Samir")
    reference = two(office)
    with pytest.raises(NotFound):
        read(office, reference, alike)
    withdraw(office, reference, read(office, reference).subjects[1])
    assert read(office, reference, alike).head.reference == reference
    back(office, reference)
    with pytest.raises(NotFound):
        read(office, reference, alike)


def test_whom_another_person_of_the_case_keeps_out_stays_out(office: Office):
    alike = office.house.person("conduct-officer", entity=office.entity, name="Tomas Elberg")
    people = (office.subject("Tomas Elberg"), office.subject("Elberg Tomas"))
    reference = office.log(people=people)
    withdraw(office, reference, read(office, reference).subjects[1])
    with pytest.raises(NotFound):
        read(office, reference, alike)


def test_taking_back_asks_before_it_keeps_out_the_owner(office: Office):
    reference = two(office)
    withdraw(office, reference, read(office, reference).subjects[1])
    owner = office.house.person("conduct-officer", entity=office.entity, name="Samir Haddad")
    office.do(office.officer, reference, hand_over, to=owner.user_id, reason="Leave")
    with pytest.raises(WouldShutOut):
        back(office, reference)
    back(office, reference, despite={owner.user_id})
    with pytest.raises(NotFound):
        read(office, reference, owner)


def test_a_finding_a_decision_and_the_only_subject_are_in_the_way(office: Office):
    reference = two(office)
    office.investigate(reference)
    office.find(reference)
    first, second = read(office, reference).subjects
    with pytest.raises(NotReady, match="A finding on A1 stands"):
        withdraw(office, reference, second)
    with pytest.raises(NotReady, match="A finding on A1 stands"):
        unalleged(office, reference, "A1", second)
    finding = read(office, reference).matrix[0].cells[1].finding_id
    office.do(office.investigator, reference, withdraw_finding, finding, reason="Wrong man")
    withdraw(office, reference, second)
    with pytest.raises(NotReady):
        withdraw(office, reference, first)
    alone = office.log()
    with pytest.raises(NotReady, match="about nobody else"):
        withdraw(office, alone, read(office, alone).subjects[0])


def test_a_case_is_not_closed_by_withdrawing_its_last_open_subject(office: Office):
    reference = office.log()
    office.do(office.officer, reference, move, "close-without-action", reason="No merit")
    office.do(office.senior, reference, move, "reopen", reason="New facts")
    view = read(office, reference)
    assert view.head.stage != "closed"
    office.do(office.officer, reference, add_person, office.subject("Samir Haddad"))
    assert len(read(office, reference).subjects) == 2
    with office.house.system() as session:
        theirs = sa.select(Proceeding).where(Proceeding.subject_id == view.subjects[0].id)
        opened = session.scalars(theirs).one()
        with act(session, CaseAct.CHANGED, root_id=opened.root_id):
            opened.stage = "closed"
        session.commit()
    with pytest.raises(NotReady, match="open for this person alone"):
        withdraw(office, reference, read(office, reference).subjects[1])


def test_a_closed_case_is_put_right_but_not_opened_by_it(office: Office):
    reference = two(office)
    wrong = read(office, reference).subjects[1]
    withdraw(office, reference, wrong)
    office.do(office.officer, reference, move, "close-without-action", reason="No merit")
    with pytest.raises(NotReady, match="reopen it first"):
        back(office, reference)
    other = two(office)
    office.do(office.officer, other, move, "close-without-action", reason="No merit")
    withdraw(office, other, read(office, other).subjects[1])
    back(office, other)
    assert read(office, other).head.stage == "closed"


def test_one_of_several_counts_among_them_again_and_no_more(office: Office):
    reference = office.log(
        people=(office.subject(), PersonEntry(identified=False, how_many=2)),
    )
    group = read(office, reference).subjects[1]
    office.do(office.officer, reference, identify, group.id, office.subject("Samir Haddad"))
    view = read(office, reference)
    assert [s.how_many for s in view.subjects] == [1, 1, 1]
    with pytest.raises(NotReady, match="1 person was identified among these"):
        withdraw(office, reference, view.subjects[1])
    withdraw(office, reference, view.subjects[2])
    assert [s.how_many for s in read(office, reference).subjects] == [1, 2]
    back(office, reference)
    assert [s.how_many for s in read(office, reference).subjects] == [1, 1, 1]
    withdraw(office, reference, read(office, reference).subjects[2])
    correct(office, reference, which=1, how_many=1)
    with pytest.raises(NotReady, match="Nobody is left"):
        back(office, reference)


def test_nothing_is_done_to_what_is_withdrawn(office: Office):
    reference = two(office)
    wrong = read(office, reference).subjects[1]
    withdraw(office, reference, wrong)
    with pytest.raises(AlreadyDone):
        withdraw(office, reference, wrong)
    entry = office.subject("Other")
    for verb, given in (
        (correct_person, {"reason": WHY, "version": "x"}),
        (identify, {}),
    ):
        with pytest.raises((NotFound, NotReady)):
            office.do(office.officer, reference, verb, wrong.id, entry, **given)
    with pytest.raises(NotReady, match="Choose who is accused"):
        office.do(office.officer, reference, add_allegation, conduct="theft", subjects=[wrong.id])


def test_a_reason_is_asked_both_ways_and_only_who_works_on_the_case_may(office: Office):
    reference = two(office)
    wrong = read(office, reference).subjects[1]
    for reason in ("", "  ", "x" * 2001):
        with pytest.raises(NotReady) as refused:
            withdraw(office, reference, wrong, reason=reason)
        assert refused.value.field == "reason"
    with pytest.raises(Refused):
        withdraw(office, reference, wrong, actor=office.decider)
    with pytest.raises(Refused):
        unalleged(office, reference, "A1", wrong, actor=office.decider)
    withdraw(office, reference, wrong)
    (entry,) = read(office, reference).withdrawn
    with pytest.raises(Refused):
        office.do(office.decider, reference, take_back, entry.id, reason=BACK)
    with pytest.raises(NotReady):
        back(office, reference, reason=" ")
    far = office.house.person("conduct-officer", entity=office.house.entity("FAR"), name="Mo Li")
    with pytest.raises(NotFound):
        office.do(far, reference, take_back, entry.id, reason=BACK)


def test_what_belongs_to_another_case_is_not_withdrawn_from_here(office: Office):
    one, other = two(office), two(office)
    wrong = read(office, other).subjects[1]
    with pytest.raises(NotFound):
        withdraw(office, one, wrong)
    withdraw(office, other, wrong)
    (entry,) = read(office, other).withdrawn
    with pytest.raises(NotFound):
        office.do(office.officer, one, take_back, entry.id, reason=BACK)


def test_in_a_strict_case_only_its_owner_reads_that_a_reporter_was_withdrawn(office: Office):
    reporter = PersonEntry(part=Part.REPORTER, name="Lena Moss")
    strict = office.log(
        classification=Classification.STRICTLY_CONFIDENTIAL, people=(office.subject(), reporter)
    )
    second = office.house.person("conduct-officer", entity=office.entity, name="Olu Brand")
    let = {"user_id": second.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, strict, let_in, **let)
    correct(office, strict, which=1, name="Lena Mosse")
    wrong = read(office, strict).people[0]
    with pytest.raises(NotFound):
        withdraw(office, strict, wrong, actor=second)
    withdraw(office, strict, wrong)
    assert read(office, strict).withdrawn[0].person.name == "Lena Mosse"
    seen = read(office, strict, second)
    assert (seen.withdrawn, told(seen)) == ((), [])
    assert "Moss" not in repr(seen)
    (entry,) = read(office, strict).withdrawn
    with pytest.raises(NotFound):
        office.do(second, strict, take_back, entry.id, reason=BACK)


def test_the_list_finds_and_counts_nobody_who_was_withdrawn(office: Office):
    reference = two(office)
    withdraw(office, reference, read(office, reference).subjects[1])
    with office.house.session(office.officer) as session:
        page = queue(session, QueueFilters(), actor=office.officer, now=LATER)
        found = naming.search(session, "Haddad")
        assert session.scalars(found).all() == []
        session.commit()
    assert [row.reference for row in page.rows] in ([reference], [])
