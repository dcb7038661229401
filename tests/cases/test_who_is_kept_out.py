"""People named in a case, colleagues with a conflict, and everybody who was let in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification
from caseflow.cases.capacities import CaseBar, CaseCapacity
from caseflow.cases.models import Part, Reporting
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import (
    classify,
    end_access,
    hand_over,
    keep_out,
    let_in,
    settle_conflict,
)
from caseflow.cases.services.moving import move
from caseflow.cases.services.people import add_person
from caseflow.cases.services.receiving import log_case
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.matters.services.notes import write_note
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW


def read(office, actor, reference):
    with office.house.session(actor) as session:
        view = open_case(session, reference, actor=actor, now=LATER)
        session.commit()
    return view


def test_a_user_named_as_subject_cannot_see_the_case_whatever_their_role(office: Office):
    boss = office.house.person("senior-conduct-officer", name="Named Boss")
    reference = office.log()
    assert read(office, boss, reference).head.reference == reference
    other = office.log(people=(office.subject("Named Boss", user_id=boss.user_id),))
    with pytest.raises(NotFound):
        read(office, boss, other)
    (out,) = read(office, office.officer, other).shut_out
    assert (out.bar, out.proposed, out.person.name) == (CaseBar.SUBJECT, False, "Named Boss")
    with pytest.raises(NotReady, match="kept out"):
        office.do(
            office.officer,
            other,
            let_in,
            user_id=boss.user_id,
            capacity=AccessCapacity.READER,
        )


def test_nobody_logs_or_owns_a_case_that_names_them(office: Office):
    me = office.officer
    with office.house.session(me) as session:
        named = office.entry(people=(office.subject("Me", user_id=me.user_id),))
        with pytest.raises(Refused, match="ask a colleague"):
            log_case(session, named, actor=me, now=NOW)
    reference = office.log()
    with pytest.raises(Refused):
        office.do(
            me,
            reference,
            add_person,
            PersonEntry(part=Part.WITNESS, name="Me", user_id=me.user_id),
        )
    with pytest.raises(NotReady, match="hand it over first"):
        office.do(
            office.senior,
            reference,
            add_person,
            PersonEntry(part=Part.WITNESS, name="Ines", user_id=me.user_id),
        )


def test_a_witness_and_a_reporter_with_an_account_cannot_work_on_the_case(office: Office):
    reference = office.log()
    office.do(
        office.officer,
        reference,
        add_person,
        PersonEntry(part=Part.WITNESS, name="Ravi Menon", user_id=office.investigator.user_id),
    )
    with pytest.raises(NotReady, match="kept out"):
        office.do(
            office.officer,
            reference,
            let_in,
            user_id=office.investigator.user_id,
            capacity=CaseCapacity.INVESTIGATOR,
        )


def test_a_namesake_is_kept_out_until_another_person_decides(office: Office):
    reference = office.log(people=(office.subject("  lidia   KOVAC "),))
    with pytest.raises(NotFound):
        read(office, office.decider, reference)
    view = read(office, office.officer, reference)
    (out,) = view.shut_out
    assert (out.proposed, out.person.name) == (True, "Lidia Kovac")
    with pytest.raises(NotReady, match="names match"):
        office.do(office.officer, reference, move, "assess")
    with pytest.raises(NotReady):
        office.do(
            office.officer,
            reference,
            settle_conflict,
            out.exclusion_id,
            confirm=False,
            reason="",
        )
    office.do(
        office.officer,
        reference,
        settle_conflict,
        out.exclusion_id,
        confirm=False,
        reason="Another person, born elsewhere",
    )
    assert read(office, office.decider, reference).shut_out == ()


def test_letting_in_and_ending_it_decides_who_reads(office: Office):
    reference = office.log()
    with pytest.raises(NotFound):
        read(office, office.investigator, reference)
    grant = office.do(
        office.officer,
        reference,
        let_in,
        user_id=office.investigator.user_id,
        capacity=CaseCapacity.INVESTIGATOR,
        until=NOW.date() + timedelta(days=30),
    )
    view = read(office, office.investigator, reference)
    assert [(a.person.name, a.capacity) for a in view.access] == [
        ("Ravi Menon", CaseCapacity.INVESTIGATOR)
    ]
    office.do(office.officer, reference, end_access, grant.id)
    with pytest.raises(NotFound):
        read(office, office.investigator, reference)


def test_a_conflict_of_interest_beats_every_role_and_ends_what_was_given(office: Office):
    reference = office.log()
    office.assess(reference)
    with pytest.raises(NotReady) as wrong:
        office.do(
            office.officer,
            reference,
            keep_out,
            user_id=office.investigator.user_id,
            reason=" ",
        )
    assert wrong.value.field == "reason"
    for who in (office.investigator, office.senior):
        office.do(office.officer, reference, keep_out, user_id=who.user_id, reason="Shares a flat")
        with pytest.raises(NotFound):
            read(office, who, reference)
    with pytest.raises(NotReady, match="Let an investigator"):
        office.do(office.officer, reference, move, "open-investigation")
    decider = read(office, office.decider, reference)
    assert [out.person for out in decider.shut_out] == [None, None]


def test_handing_over_gives_the_case_to_another_person_or_a_desk(office: Office):
    reference = office.log()
    office.do(
        office.officer,
        reference,
        hand_over,
        to=office.senior.user_id,
        reason="Leave",
    )
    assert read(office, office.officer, reference).head.owner.name == "Amara Diallo"
    left = {"to": None, "desk_id": office.desk("Conduct desk"), "reason": "Leave"}
    office.do(office.senior, reference, hand_over, **left)
    head = read(office, office.officer, reference).head
    assert (head.owner, head.desk) == (None, "Conduct desk")
    with pytest.raises(Refused):
        office.do(
            office.decider,
            reference,
            hand_over,
            to=office.decider.user_id,
            reason="Mine",
        )


def test_a_strictly_confidential_case_is_seen_by_its_team_only(office: Office):
    other = office.house.person("conduct-officer", entity=office.entity, name="Second Officer")
    reference = office.log()
    assert read(office, other, reference)
    office.do(
        office.officer,
        reference,
        classify,
        classification=Classification.STRICTLY_CONFIDENTIAL,
        reason="Senior staff",
    )
    with pytest.raises(NotFound):
        read(office, other, reference)
    assert read(office, office.officer, reference)


def test_who_reported_in_confidence_is_named_to_the_officer_and_not_to_the_investigator(
    office: Office,
):
    people = (office.subject(), PersonEntry(part=Part.REPORTER, name="Quiet Voice"))
    hidden = office.log(people=people, reporting=Reporting.CONFIDENTIAL)
    named = office.log(people=people, reporting=Reporting.NAMED)
    for reference in (hidden, named):
        office.investigate(reference)
    assert read(office, office.officer, hidden).people[0].name == "Quiet Voice"
    assert read(office, office.investigator, hidden).people[0].name == ""
    assert read(office, office.investigator, named).people[0].name == "Quiet Voice"


def test_somebody_who_only_reads_cannot_write_notes(office: Office):
    reader = office.house.person("reviewer", name="Reader")
    stranger = office.house.person("investigator", name="Stranger")
    reference = office.log()
    given = {"user_id": reader.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, reference, let_in, **given)
    office.do(reader, reference, write_note, "Seen.")
    with pytest.raises(NotFound):
        office.do(stranger, reference, write_note, "Not mine.")
