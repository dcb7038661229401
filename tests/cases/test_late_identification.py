"""Somebody is identified after the decision: nobody is found guilty who was never heard."""

from __future__ import annotations

import pytest

from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.moving import move
from caseflow.cases.services.people import add_person, identify
from caseflow.errors import NotReady
from caseflow.events import CaseReopened, EventTable, StageChanged, on
from tests.cases.conftest import LATER, Office


def read(office, reference, actor=None):
    actor = actor or office.officer
    with office.house.session(actor) as session:
        view = open_case(session, reference, actor=actor, now=LATER)
        session.commit()
    return view


def unknown(how_many=1):
    return PersonEntry(identified=False, how_many=how_many, description="in uniform")


def decided(office, how_many=1):
    """A case in which a known and an unknown subject were decided on; subjects in order."""
    reference = office.log(people=(office.subject(), unknown(how_many)))
    office.review(reference)
    subjects = read(office, reference).subjects
    for each in subjects:
        office.decide(reference, subject_id=each.id)
    return reference, *subjects


def cells(office, reference):
    view = read(office, reference)
    row = view.matrix[0].cells
    return {subject.id: cell for subject, cell in zip(view.subjects, row, strict=True)}


@pytest.mark.parametrize("closed", [False, True])
def test_identifying_after_the_decision_reopens_that_proceeding_alone(office: Office, closed: bool):
    told = []
    reference, known, nobody = decided(office)
    if closed:
        office.do(office.officer, reference, move, "close")
    office.house.info["events"] = EventTable(
        on(StageChanged, lambda _s, e: told.append(e)),
        on(CaseReopened, lambda _s, e: told.append(e)),
    )
    office.do(office.officer, reference, identify, nobody.id, office.subject("Samir Haddad"))
    view = read(office, reference)
    assert (view.head.stage, view.head.outcome, view.head.closed_on) == ("assessed", None, None)
    assert [each.subject_id for each in view.decisions] == [known.id]
    assert [each.subject_id for each in view.decisions_set_aside] == [nobody.id]
    now = cells(office, reference)
    assert (now[known.id].label, now[known.id].final) == ("Substantiated", True)
    assert (now[nobody.id].label, now[nobody.id].final) == ("Alleged", False)
    assert "Subject identified after the decision: taken up anew" in [
        e.label for e in view.timeline
    ]
    assert len([e for e in told if isinstance(e, StageChanged)]) == 1
    assert len([e for e in told if isinstance(e, CaseReopened)]) == closed


def test_of_several_decided_on_only_the_one_who_is_named_starts_again(office: Office):
    reference, known, three = decided(office, how_many=3)
    named = office.do(office.officer, reference, identify, three.id, office.subject("Samir Haddad"))
    view = read(office, reference)
    assert view.head.stage == "assessed"
    assert {each.subject_id for each in view.decisions} == {known.id, three.id}
    now = cells(office, reference)
    assert [now[i].final for i in (known.id, three.id, named.id)] == [True, True, False]
    assert now[named.id].label == "Alleged"


def test_the_one_who_is_known_now_goes_all_the_way_and_the_case_closes_again(office: Office):
    reference, _known, nobody = decided(office)
    office.do(office.officer, reference, move, "close")
    office.do(office.officer, reference, identify, nobody.id, office.subject("Samir Haddad"))
    office.do(office.officer, reference, move, "open-investigation")
    with pytest.raises(NotReady, match="Record a finding"):
        office.do(office.investigator, reference, move, "send-to-review")
    office.find(reference, of=nobody.id)
    office.do(office.investigator, reference, move, "send-to-review")
    office.decide(reference, subject_id=nobody.id)
    office.do(office.officer, reference, move, "close")
    assert read(office, reference).head.stage == "closed"


def test_before_the_decision_nothing_is_taken_back_and_a_closed_case_stays_closed(office: Office):
    reference = office.log(people=(unknown(),))
    office.review(reference)
    (nobody,) = read(office, reference).subjects
    office.do(office.officer, reference, identify, nobody.id, office.subject("Samir Haddad"))
    assert read(office, reference).head.stage == "under-review"
    undecided = office.log(people=(unknown(),))
    office.do(office.officer, undecided, move, "close-without-action", reason="Nothing to it")
    (nobody,) = read(office, undecided).subjects
    with pytest.raises(NotReady, match="reopen it first"):
        office.do(office.officer, undecided, identify, nobody.id, office.subject("Samir Haddad"))
    reference, *_rest = decided(office)
    office.do(office.officer, reference, move, "close")
    with pytest.raises(NotReady, match="reopen it first"):
        office.do(office.officer, reference, add_person, office.subject("New Person"))
