"""Subjects who are not known yet, people named later, and finding cases by their names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from caseflow.cases.models import CaseOutcome, NameOwner, NameToken
from caseflow.cases.names import naming
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import MeasureEntry, PersonEntry
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.departures import record_departure
from caseflow.cases.services.moving import move
from caseflow.cases.services.people import add_person, identify
from caseflow.errors import NotFound, NotReady
from caseflow.events import EventTable, SubjectIdentified, on
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW


def read(office, reference, actor=None):
    actor = actor or office.officer
    with office.house.session(actor) as session:
        view = open_case(session, reference, actor=actor, now=LATER)
        session.commit()
    return view


def unknown(how_many):
    return PersonEntry(identified=False, how_many=how_many, description="in uniform")


def test_a_case_that_names_nobody_has_one_unidentified_subject_of_unknown_count(office: Office):
    (subject,) = read(office, office.log(people=())).subjects
    assert (subject.identified, subject.how_many, subject.name) == (False, None, "")


def test_identifying_one_of_three_leaves_two_and_points_back(office: Office):
    told = []
    office.house.info["events"] = EventTable(
        on(SubjectIdentified, lambda _session, event: told.append(event))
    )
    reference = office.log(people=(unknown(3),))
    office.do(office.officer, reference, move, "assess")
    (three,) = read(office, reference).subjects
    named = office.do(office.officer, reference, identify, three.id, office.subject("Samir Haddad"))
    two, one = read(office, reference).subjects
    assert (two.id, two.how_many, two.identified) == (three.id, 2, False)
    assert (one.id, one.name, one.split_from) == (named.id, "Samir Haddad", three.id)
    row = read(office, reference).matrix[0]
    assert [cell.label for cell in row.cells] == ["Alleged", "Alleged"]
    assert read(office, reference).head.stage == "assessed"
    second = office.do(office.officer, reference, identify, two.id, office.subject("B C"))
    last = office.do(office.officer, reference, identify, two.id, office.subject("D E"))
    assert (second.id != two.id, last.id == two.id) == (True, True)
    with pytest.raises(NotReady, match="identified already"):
        office.do(office.officer, reference, identify, two.id, office.subject("F G"))
    assert [event.split_from for event in told] == [three.id, three.id, None]
    found = {event.person_id for event in told}
    assert len(found) == 3


def test_identifying_somebody_of_another_case_finds_nothing(office: Office):
    one, other = office.log(people=(unknown(1),)), office.log(people=(unknown(1),))
    (subject,) = read(office, other).subjects
    with pytest.raises(NotFound):
        office.do(office.officer, one, identify, subject.id, office.subject())


def test_a_second_subject_has_a_proceeding_of_their_own_that_holds_the_case_back(office: Office):
    reference = office.log()
    office.do(office.officer, reference, move, "assess")
    second = office.do(office.officer, reference, add_person, office.subject("Samir Haddad"))
    view = read(office, reference)
    assert view.head.stage == "received"
    assert [cell and cell.label for cell in view.matrix[0].cells] == ["Alleged", None]
    office.do(
        office.officer,
        reference,
        add_allegation,
        conduct="misuse_of_assets",
        subjects=[second.id],
    )
    row = read(office, reference).matrix[1]
    assert (row.code, [cell and cell.label for cell in row.cells]) == ("A2", [None, "Alleged"])
    with pytest.raises(NotReady, match="alleged already"):
        office.do(
            office.officer,
            reference,
            add_allegation,
            conduct="misuse_of_assets",
            subjects=[second.id],
        )
    office.do(office.officer, reference, move, "assess")
    assert read(office, reference).head.stage == "assessed"


def test_a_measure_for_somebody_who_left_is_only_warranted(office: Office):
    reference = office.log()
    (subject,) = read(office, reference).subjects
    with pytest.raises(NotReady) as wrong:
        office.do(
            office.officer,
            reference,
            record_departure,
            subject.id,
            on=NOW.date() + timedelta(days=1),
        )
    assert wrong.value.field == "left_on"
    office.do(office.officer, reference, record_departure, subject.id, on=date(2026, 10, 1))
    office.review(reference)
    office.decide(reference, measures=(MeasureEntry(kind="dismissal"),))
    office.do(office.officer, reference, move, "close")
    view = read(office, reference)
    assert view.head.outcome is CaseOutcome.WARRANTED
    assert view.decisions[0].measures[0].warranted


def test_nothing_is_imposed_on_somebody_who_is_not_identified(office: Office):
    reference = office.log(people=(unknown(2),))
    office.review(reference)
    with pytest.raises(NotReady, match="not identified"):
        office.decide(reference, measures=(MeasureEntry(kind="written_censure"),))


def test_the_words_of_a_name_are_found_and_forgotten_with_their_owner(office: Office):
    office.log(people=(office.subject("Иван Петрович Сидоров"), office.subject("محمد علي")))
    with office.house.session(office.officer) as session:
        for typed in ("сидоров ИВАН", "محمد", "ПЕТРОВИЧ иван сидоров"):
            found = naming.search(session, typed)
            assert len(session.scalars(found).all()) == 1, typed
        assert naming.search(session, " ,.- ") is None
        owners = session.scalars(sa.select(NameOwner)).all()
        for owner in owners:
            naming.unindex(session, owner.party_id)
        assert session.scalar(sa.select(sa.func.count()).select_from(NameToken)) == 0


@given(st.text(max_size=60))
def test_a_name_has_the_same_words_however_it_is_typed(name: str):
    words = naming.words(name)
    assert naming.words("  ".join(reversed(words))) == words
    assert naming.words(name.upper().lower()) in (words, naming.words(name.upper().lower()))
    assert words == sorted(set(words))
