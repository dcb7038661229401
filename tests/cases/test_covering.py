"""What should never have stood in a case is covered by two people, and opened by few."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Correction, CoveredWords, Covering, Part
from caseflow.cases.records import correctable
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import let_in
from caseflow.cases.services.correcting import correct_account
from caseflow.cases.services.covering import ask_to_cover, cover, leave_uncovered, open_covered
from caseflow.crypto.models import Compartment, DataKey, DomainKey
from caseflow.drafts.models import Draft
from caseflow.drafts.services import Desk, keep_draft
from caseflow.errors import AlreadyDone, NotFound, NotReady, Refused
from tests.cases.conftest import LATER, Office
from tests.cases.test_correcting_people import correct, corrections, read

NAME = "Marisol Quispe"
WHY = "It named somebody who was harmed."


def typed(office, **facts):
    """A case whose account named a victim, and was corrected since."""
    reference = office.log(summary=f"{NAME} was seen at the gate.", **facts)
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        seen = correctable.account(session, case)
        correct_account(
            case,
            title=seen["title"],
            summary="Somebody was seen at the gate.",
            reason="No names here.",
            version=seen.version,
            actor=office.officer,
            now=LATER,
        )
        session.commit()
    (event,) = corrections(read(office, reference))
    assert NAME in event.was
    return reference, event.correction


def ask(office, reference, correction, *, actor=None, reason=WHY):
    return office.do(actor or office.officer, reference, ask_to_cover, correction, reason=reason).id


def covered(office):
    reference, correction = typed(office)
    asked = ask(office, reference, correction)
    office.do(office.senior, reference, cover, asked)
    return reference, asked


def test_until_a_second_person_agrees_the_words_stay_readable(office: Office):
    reference, correction = typed(office)
    ask(office, reference, correction)
    (event,) = corrections(read(office, reference))
    assert (NAME in event.was, event.covered, event.covering_reason) == (True, False, WHY)


def test_once_covered_the_words_are_gone_from_whatever_reads_the_case(office: Office):
    reference, asked = covered(office)
    for actor in (office.officer, office.senior):
        view = read(office, reference, actor)
        (event,) = corrections(view)
        assert (event.covered, event.was, event.covering) == (True, "", asked)
        assert NAME not in repr(view)


def test_the_words_lie_under_a_key_of_their_own_among_those_of_victims(office: Office):
    reference, _asked = covered(office)
    with office.house.system() as session:
        row = session.scalars(sa.select(CoveredWords)).one()
        key = session.get_one(DataKey, row.data_key_id)
        domain = session.get_one(DomainKey, key.domain_key_id)
        asked = session.scalars(sa.select(Covering)).one()
        assert session.scalars(sa.select(Correction.before)).all() == [None]
    assert (key.root_kind, domain.compartment) == ("covered-words", Compartment.VICTIMS)
    assert row.data_key_id != asked.data_key_id
    assert reference


def test_whoever_asked_does_not_cover_alone_and_the_database_holds_it(office: Office):
    reference, correction = typed(office)
    asked = ask(office, reference, correction, actor=office.senior)
    with pytest.raises(Refused, match="somebody else decides"):
        office.do(office.senior, reference, cover, asked)
    with office.house.system() as session:
        row = session.scalars(sa.select(Covering)).one()
        with (
            pytest.raises(IntegrityError),
            act(session, CaseAct.COVERING_SETTLED, root_id=row.root_id),
        ):
            row.agreed, row.settled_at, row.settled_by = True, LATER, row.asked_by
            session.flush()


def test_only_who_may_decide_covers_and_only_who_works_on_it_asks(office: Office):
    reference, correction = typed(office)
    with pytest.raises(Refused):
        ask(office, reference, correction, actor=office.decider)
    asked = ask(office, reference, correction)
    second = office.house.person("conduct-officer", entity=office.entity, name="Olu Brand")
    for verb, given in ((cover, {}), (leave_uncovered, {"reason": "No"})):
        with pytest.raises(Refused):
            office.do(second, reference, verb, asked, **given)
    (event,) = corrections(read(office, reference))
    assert NAME in event.was


def test_whoever_asked_takes_it_back_and_another_declines_with_a_reason(office: Office):
    reference, correction = typed(office)
    asked = ask(office, reference, correction)
    office.do(office.officer, reference, leave_uncovered, asked, reason="Wrong line")
    with pytest.raises(AlreadyDone):
        office.do(office.senior, reference, cover, asked)
    again = ask(office, reference, correction)
    with pytest.raises(NotReady):
        office.do(office.senior, reference, leave_uncovered, again, reason=" ")
    office.do(office.senior, reference, leave_uncovered, again, reason="Needed as it is")
    (event,) = corrections(read(office, reference))
    assert (NAME in event.was, event.covering) == (True, None)
    assert event.covering_reason == "Needed as it is"


def test_one_request_waits_and_nothing_is_covered_twice(office: Office):
    reference, correction = typed(office)
    with pytest.raises(NotReady):
        ask(office, reference, correction, reason="")
    asked = ask(office, reference, correction)
    with pytest.raises(AlreadyDone):
        ask(office, reference, correction)
    office.do(office.senior, reference, cover, asked)
    for verb in (lambda: ask(office, reference, correction),):
        with pytest.raises(AlreadyDone):
            verb()
    with pytest.raises(AlreadyDone):
        office.do(office.senior, reference, cover, asked)


def test_few_open_what_was_covered_and_each_look_is_on_the_trail(office: Office):
    reference, asked = covered(office)
    with pytest.raises(Refused):
        office.do(office.officer, reference, open_covered, asked, reason="I want to know it")
    with pytest.raises(NotReady):
        office.do(office.senior, reference, open_covered, asked, reason="short")
    why = "Her file has to be found."
    assert NAME in office.do(office.senior, reference, open_covered, asked, reason=why)
    with office.house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
        acts = session.scalars(sa.select(Entry).where(Entry.act == CaseAct.COVERED_READ)).all()
    assert [each.actor_id for each in acts] == [office.senior.user_id]


def test_what_belongs_to_another_case_is_neither_asked_decided_nor_opened_from_here(office: Office):
    reference, correction = typed(office)
    other = office.log()
    with pytest.raises(NotFound):
        ask(office, other, correction)
    asked = ask(office, reference, correction)
    for verb, given in ((cover, {}), (open_covered, {"reason": "I want to know it"})):
        with pytest.raises(NotFound):
            office.do(office.senior, other, verb, asked, **given)


def test_what_was_corrected_of_a_reporter_is_covered_by_those_alone_who_see_them(office: Office):
    reporter = PersonEntry(part=Part.REPORTER, name="Lena Moss")
    strict = office.log(
        classification=Classification.STRICTLY_CONFIDENTIAL, people=(office.subject(), reporter)
    )
    let = {"user_id": office.senior.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, strict, let_in, **let)
    correct(office, strict, which=1, name="Lena Mosse")
    (event,) = corrections(read(office, strict))
    asked = ask(office, strict, event.correction)
    for verb, given in (
        (cover, {}),
        (leave_uncovered, {"reason": "No"}),
        (open_covered, {"reason": "I want to know it"}),
    ):
        with pytest.raises(NotFound):
            office.do(office.senior, strict, verb, asked, **given)
    assert corrections(read(office, strict, office.senior)) == []


def test_drafts_of_corrections_of_the_case_go_and_others_stay(office: Office):
    reference, correction = typed(office)
    pages = (
        f"/cases/{reference}/correct/account",
        f"/cases/{reference}/notes/new",
        "/cases/NM-2026-00001/correct/account",
    )
    second = office.house.person("conduct-officer", entity=office.entity, name="Olu Brand")
    with office.house.session(second) as session:
        for n, page in enumerate(pages):
            desk = Desk(page, "a-form", f"window-{n}", Compartment.CASES)
            words = {"1": {"account": [NAME]}}
            keep_draft(session, lambda _before, w=words: w, desk=desk, actor=second, now=LATER)
        session.commit()
    asked = ask(office, reference, correction)
    office.do(office.senior, reference, cover, asked)
    with office.house.session(second) as session:
        assert {line.page for line in session.scalars(sa.select(Draft))} == set(pages[1:])
