"""A merge takes along what is worked on, and is undone while nothing stands on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.models import Classification, Exclusion
from caseflow.cases import queries
from caseflow.cases.models import CaseOutcome, MergedRow, NameOwner
from caseflow.cases.names import naming
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.asking import ask_to_join
from caseflow.cases.services.breaking_glass import break_glass
from caseflow.cases.services.departures import record_departure
from caseflow.cases.services.merges_undone import undo_merge
from caseflow.cases.services.merging import merge
from caseflow.cases.services.moving import move
from caseflow.cases.services.people import identify
from caseflow.cases.services.taking_back import take_back
from caseflow.cases.services.tying import unlink_cases
from caseflow.cases.services.withdrawing import withdraw_allegation, withdraw_person
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import EventTable
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.tasks import add_task, finish_task
from caseflow.victims.milestones import SUBSCRIPTIONS, milestones
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW, TODAY

WHY = "The same receipts"
UNDOING = LATER + timedelta(hours=1)


def read(office, reference, actor=None, now=LATER):
    actor = actor or office.officer
    with office.house.session(actor, now=now) as session:
        view = open_case(session, reference, actor=actor, now=now)
        session.commit()
    return view


def both(office, verb, one, two, *, actor=None, now=LATER, **more):
    """Do something with two cases as somebody."""
    actor = actor or office.officer
    with office.house.session(actor, now=now) as session:
        first = queries.case(session, one, actor=actor)
        second = queries.case(session, two, actor=actor)
        verb(first, second, actor=actor, now=now, **{"reason": WHY, **more})
        session.commit()


def pair(office, **facts):
    """A case about Samir Haddad and another person, and the case it is merged into."""
    people = (office.subject("Samir Haddad"), PersonEntry(identified=False, how_many=2))
    one = office.log(
        title="The copy", conduct=("forgery", "misuse_of_assets"), people=people, **facts
    )
    return one, office.log()


def rows_of(view):
    return [
        (row.code, row.type, [cell and cell.label for cell in row.cells]) for row in view.matrix
    ]


def test_a_merge_takes_subjects_allegations_tasks_and_notes_along(office: Office):
    one, two = pair(office)
    office.do(office.officer, one, write_note, "Ask the depot")
    office.do(office.officer, one, add_task, "Fetch the ledger", due_on=date(2026, 12, 24))
    done = office.do(office.officer, one, add_task, "Nothing left")
    office.do(office.officer, one, finish_task, done.id)
    both(office, merge, one, two)
    view = read(office, two)
    assert [(s.name, s.how_many) for s in view.subjects] == [
        ("Tomas Elberg", 1),
        ("Samir Haddad", 1),
        ("", 2),
    ]
    assert rows_of(view) == [
        ("A1", "forgery", ["Alleged", "Alleged", "Alleged"]),
        ("A2", "misuse_of_assets", [None, "Alleged", "Alleged"]),
    ]
    assert [note.words for note in view.notes] == ["Ask the depot"]
    assert view.notes[0].by.name == "Ines Okafor"
    tasks = [(t.words, t.due_on) for t in view.tasks if t.id]
    assert tasks == [("Fetch the ledger", date(2026, 12, 24))]
    shell = read(office, one)
    assert shell.head.merged_into == two
    assert [s.name for s in shell.subjects] == ["Samir Haddad", ""]
    assert [note.words for note in shell.notes] == ["Ask the depot"]
    with office.house.session(office.officer) as session:
        found = naming.search(session, "Samir Haddad")
        assert found is not None
        assert len(session.scalars(found).all()) == 2


def test_who_asked_to_be_let_in_and_an_emergency_are_settled_where_work_goes_on(office: Office):
    one, two = pair(office)
    there = office.house.entity("FAR")
    asking = office.house.person("conduct-officer", entity=there, name="Marco Tavares")
    who, factory = {"actor": asking, "now": NOW}, office.house.factory
    ask_to_join(factory, one, "I know the depot.", **who)
    break_glass(factory, one, "A threat.", **who)
    waiting = {t.words for t in read(office, one).tasks if t.id}
    assert len(waiting) == 2
    both(office, merge, one, two)
    assert {t.words for t in read(office, two).tasks if t.id} == waiting
    for task in [t for t in read(office, two).tasks if t.id]:
        office.do(office.officer, two, finish_task, task.id)


def test_a_case_that_was_merged_twice_stood_where_it_stood_since_it_did(office: Office):
    received = TODAY - timedelta(days=3)
    one, two = office.log(received_on=received), office.log()
    for verb in (merge, undo_merge, merge):
        both(office, verb, one, two)
    began = {stage.code: stage.since for stage in read(office, one).stages}
    assert (began["received"], began["closed"]) == (received, LATER.date())


def test_the_case_that_goes_on_is_worked_to_its_end_with_whoever_came_along(office: Office):
    one = office.log(people=(office.subject("Samir Haddad"),))
    two = office.log()
    office.investigate(two)
    both(office, merge, one, two)
    view = read(office, two)
    assert view.head.stage == "received"
    office.do(office.officer, two, move, "assess")
    office.do(office.officer, two, move, "open-investigation")
    office.find(two)
    office.do(office.investigator, two, move, "send-to-review")
    for subject in view.subjects:
        office.decide(two, subject_id=subject.id)
    office.do(office.officer, two, move, "close")
    assert read(office, two).head.outcome is CaseOutcome.SUBSTANTIATED


def test_whoever_is_the_same_person_in_both_stays_one_subject(office: Office):
    one = office.log(conduct=("forgery", "misuse_of_assets"))
    two = office.log()
    (mine,), (theirs,) = read(office, one).subjects, read(office, two).subjects
    with pytest.raises(NotReady) as wrong:
        both(office, merge, one, two, same=[(mine.id, mine.id)])
    assert wrong.value.field == "same"
    both(office, merge, one, two, same=[(mine.id, theirs.id)])
    view = read(office, two)
    assert [s.id for s in view.subjects] == [theirs.id]
    assert rows_of(view) == [
        ("A1", "forgery", ["Alleged"]),
        ("A2", "misuse_of_assets", ["Alleged"]),
    ]
    both(office, undo_merge, one, two)
    assert rows_of(read(office, two)) == [("A1", "forgery", ["Alleged"])]


def test_two_people_of_one_case_are_never_one_person_of_the_other(office: Office):
    boss = office.house.person("senior-conduct-officer", name="Named Boss")
    many = office.log(
        people=(
            office.subject("Samir Haddad"),
            office.subject("Otho Vander"),
            office.subject("N", user_id=boss.user_id),
        )
    )
    into = office.log(
        people=(office.subject("Samir H."), office.subject("N", user_id=boss.user_id))
    )
    samir, otho, named = (s.id for s in read(office, many).subjects)
    there, named_there = (s.id for s in read(office, into).subjects)
    wrong = (
        [(samir, there), (otho, there)],  # two here for one there
        [(samir, there), (samir, named_there)],  # one here for two there
        [(samir, named_there)],  # whom an account says to be somebody else
        [(named, there)],
    )
    for same in wrong:
        with pytest.raises(NotReady, match="Two people of one case") as refusal:
            both(office, merge, many, into, same=same)
        assert refusal.value.field == "same"
    both(office, merge, many, into, same=[(samir, there)])
    assert [s.name for s in read(office, into).subjects] == ["Samir H.", "N", "Otho Vander"]


def test_people_with_different_accounts_are_not_one_person(office: Office):
    house = office.house
    one, two = (house.person("senior-conduct-officer", name=name) for name in ("Boss A", "Boss B"))
    mine = office.log(people=(office.subject("A", user_id=one.user_id),))
    other = office.log(people=(office.subject("B", user_id=two.user_id),))
    (here,), (there,) = read(office, mine).subjects, read(office, other).subjects
    with pytest.raises(NotReady, match="different accounts") as refusal:
        both(office, merge, mine, other, same=[(here.id, there.id)])
    assert refusal.value.field == "same"


def test_nothing_more_is_alleged_of_the_same_person_once_the_inquiry_is_over(office: Office):
    one, two = office.log(conduct=("misuse_of_assets",)), office.log()
    office.review(two)
    (mine,), (theirs,) = read(office, one).subjects, read(office, two).subjects
    with pytest.raises(NotReady, match="The investigation is over"):
        both(office, merge, one, two, same=[(mine.id, theirs.id)])
    assert read(office, one).head.merged_into == ""


def test_nothing_goes_where_more_people_read_it(office: Office):
    secret = office.log(classification=Classification.STRICTLY_CONFIDENTIAL)
    two = office.log()
    with pytest.raises(NotReady, match="more people would read it") as wrong:
        both(office, merge, secret, two)
    assert wrong.value.field == "reference"
    both(office, merge, two, secret)


def test_undoing_a_merge_puts_both_cases_back(office: Office):
    one, two = pair(office)
    office.do(office.officer, one, write_note, "Ask the depot")
    office.do(office.officer, one, move, "assess")
    before, other = read(office, one), read(office, two)
    both(office, merge, one, two)
    with pytest.raises(NotReady) as wrong:
        both(office, undo_merge, one, two, reason=" ")
    assert wrong.value.field == "reason"
    with pytest.raises(NotReady, match="not merged into that one"):
        both(office, undo_merge, one, office.log())
    both(office, undo_merge, one, two, reason="Two depots", now=UNDOING)
    after, again = read(office, one), read(office, two)
    assert (after.head.stage, after.head.outcome, after.head.merged_into) == ("assessed", None, "")
    assert after.subjects == before.subjects
    assert rows_of(after) == rows_of(before)
    assert [s.since for s in after.stages] == [s.since for s in before.stages]
    assert [c.reading.due for c in after.clocks] == [c.reading.due for c in before.clocks]
    assert (again.subjects, again.notes, again.links) == (other.subjects, (), ())
    assert rows_of(again) == rows_of(other)
    assert "Merge undone: the case stands where it stood" in [e.label for e in after.timeline]
    with office.house.system() as session:
        assert session.scalars(sa.select(MergedRow)).all() == []
        owners = session.scalars(sa.select(NameOwner.party_id)).all()
        assert len(owners) == 3  # of the three cases that were logged
    office.do(office.officer, one, write_note, "On it goes")
    both(office, merge, one, two, now=UNDOING)
    assert read(office, one).head.merged_into == two


def test_bars_that_came_with_a_merge_go_with_it_unless_somebody_decided(office: Office):
    boss = office.house.person("senior-conduct-officer", name="Named Boss")
    one = office.log(people=(office.subject("N", user_id=boss.user_id),))
    two = office.log()
    both(office, merge, one, two)
    with pytest.raises(NotFound):
        read(office, two, boss)
    both(office, undo_merge, one, two)
    assert read(office, two, boss)
    with pytest.raises(NotFound):
        read(office, one, boss)


def test_a_namesake_of_whoever_came_along_is_kept_out_until_it_is_undone(office: Office):
    one = office.log(people=(office.subject("Amara Diallo"),))
    with office.house.system() as session:
        barred = session.scalars(sa.select(Exclusion.user_id)).all()
    assert barred == [office.senior.user_id]
    two = office.log()
    both(office, merge, one, two)
    with pytest.raises(NotFound):
        read(office, two, office.senior)
    both(office, undo_merge, one, two)
    assert read(office, two, office.senior)


STANDS = {
    "moved on": lambda office, two, _copy, _view: office.do(office.officer, two, move, "assess"),
    "more was alleged": lambda office, two, copy, _view: office.do(
        office.officer, two, add_allegation, conduct="insurance_fraud", subjects=[copy]
    ),
    "has changed": lambda office, two, copy, _view: office.do(
        office.officer, two, record_departure, copy, on=date(2026, 10, 1)
    ),
    "identified": lambda office, two, _copy, view: office.do(
        office.officer, two, identify, view.subjects[-1].id, office.subject("B C")
    ),
    "is done": lambda office, two, _copy, view: office.do(
        office.officer, two, finish_task, next(t.id for t in view.tasks if t.id)
    ),
    "was changed": lambda office, two, _copy, view: office.do(
        office.officer, two, edit_note, view.notes[0].id, "Ask another depot"
    ),
    "closed or merged": lambda office, two, _copy, _view: office.do(
        office.officer, two, move, "close-without-action", reason="Nothing to it"
    ),
}


@pytest.mark.parametrize("what", STANDS)
def test_a_merge_on_which_something_stands_is_not_undone_and_says_what(office: Office, what: str):
    one, two = pair(office)
    office.do(office.officer, one, write_note, "Ask the depot")
    office.do(office.officer, one, add_task, "Fetch the ledger")
    both(office, merge, one, two)
    view = read(office, two)
    copy = next(s.id for s in view.subjects if s.name == "Samir Haddad")
    STANDS[what](office, two, copy, view)
    words = {"more was alleged": "more was alleged", "identified": "has changed"}.get(what, what)
    with pytest.raises(NotReady, match=words):
        both(office, undo_merge, one, two)
    assert read(office, one).head.merged_into == two


def test_a_finding_on_what_was_taken_along_keeps_the_merge(office: Office):
    one, two = office.log(conduct=("misuse_of_assets",)), office.log()
    office.investigate(two)
    (mine,), (theirs,) = read(office, one).subjects, read(office, two).subjects
    both(office, merge, one, two, same=[(mine.id, theirs.id)])
    office.find(two)
    with pytest.raises(NotReady, match="A finding was recorded"):
        both(office, undo_merge, one, two)


def test_only_whoever_edits_both_cases_undoes_a_merge_and_unties_nothing_merged(office: Office):
    one, two = pair(office)
    both(office, merge, one, two)
    with pytest.raises(Refused):
        both(office, undo_merge, one, two, actor=office.decider)
    with pytest.raises(NotReady, match="was merged into this case: undo the merge"):
        both(office, unlink_cases, two, one)


def test_the_steps_of_a_case_lead_on_only_while_it_is_merged(office: Office):
    office.house.info["events"] = EventTable(*SUBSCRIPTIONS)
    one, two = pair(office)
    both(office, merge, one, two)
    office.do(office.officer, two, move, "assess", now=NOW + timedelta(days=2))
    with office.house.system() as session:
        assert "assessed" in {m.step for m in milestones(session, one, barred=())}
    three, four = pair(office)
    both(office, merge, three, four)
    both(office, undo_merge, three, four)
    office.do(office.officer, four, move, "assess", now=NOW + timedelta(days=2))
    with office.house.system() as session:
        steps = {m.step for m in milestones(session, three, barred=())}
    assert "assessed" not in steps
    assert "reopened" in steps


def test_what_was_withdrawn_stays_in_the_shell_and_no_code_of_the_other_case_is_used_twice(
    office: Office,
):
    one, two = pair(office)
    wrong = read(office, one).subjects[1]
    office.do(office.officer, one, withdraw_person, wrong.id, reason=WHY)
    here = read(office, two).subjects[0]
    office.do(office.officer, two, add_allegation, conduct="misuse_of_assets", subjects=[here.id])
    office.do(office.officer, two, withdraw_allegation, "A2", subjects=[here.id], reason=WHY)
    same = [(read(office, one).subjects[0].id, here.id)]
    both(office, merge, one, two, same=same)
    view = read(office, two)
    assert [s.name for s in view.subjects] == ["Tomas Elberg"]
    assert [(row.code, row.type) for row in view.matrix] == [
        ("A1", "forgery"),
        ("A3", "misuse_of_assets"),
    ]
    assert [w.person.how_many for w in read(office, one).withdrawn] == [2]
    both(office, undo_merge, one, two, now=UNDOING)
    assert [s.name for s in read(office, one).subjects] == ["Samir Haddad"]
    (entry,) = read(office, one).withdrawn
    office.do(office.officer, one, take_back, entry.id, reason=WHY)
    assert [s.how_many for s in read(office, one).subjects] == [1, 2]


def test_a_merge_is_not_undone_while_something_it_took_along_is_withdrawn(office: Office):
    one, two = pair(office)
    both(office, merge, one, two)
    copied = read(office, two).subjects[1]
    kept = office.do(office.officer, two, withdraw_person, copied.id, reason=WHY)
    with pytest.raises(NotReady, match="was withdrawn: take that back first"):
        both(office, undo_merge, one, two, now=UNDOING)
    office.do(office.officer, two, take_back, kept.id, reason=WHY)
    both(office, undo_merge, one, two, now=UNDOING)
    assert [s.name for s in read(office, one).subjects] == ["Samir Haddad", ""]
    assert [s.name for s in read(office, two).subjects] == ["Tomas Elberg"]


@pytest.mark.parametrize("called", ["Samir Haddad", "Samir Hadad"])
def test_nobody_stays_out_for_a_name_that_was_withdrawn_taken_back_and_left(office: Office, called):
    """Of the same name, and of one that is only alike: a bar and a question."""
    one, two = pair(office)
    office.house.person("conduct-officer", entity=office.entity, name=called)
    both(office, merge, one, two)
    copied = read(office, two).subjects[1]
    kept = office.do(office.officer, two, withdraw_person, copied.id, reason=WHY)
    office.do(office.officer, two, take_back, kept.id, reason=WHY)
    both(office, undo_merge, one, two, now=UNDOING)
    view = read(office, two, now=UNDOING)
    assert [task for task in view.tasks if not task.done] == []
    assert view.shut_out == ()
