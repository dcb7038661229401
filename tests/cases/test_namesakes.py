"""Colleagues who have the name of somebody in a case, however it is written, do not read it."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from caseflow.access.actor import SYSTEM
from caseflow.access.models import Exclusion
from caseflow.cases.models import Case, Part
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import OldSubject, PersonEntry
from caseflow.cases.services.access import settle_conflict
from caseflow.cases.services.admitting import admit
from caseflow.cases.services.people import add_person, identify
from caseflow.errors import NotFound
from caseflow.names.letters import has_letter
from caseflow.screening.purposes import ScreeningPurpose
from tests.cases.conftest import LATER, Office
from tests.cases.test_old_registers import old
from tests.names.writings import ALIKE, OTHER, SAME
from tests.support.house import NOW
from tests.support.statements import count_statements


def sees(office, actor, reference):
    try:
        with office.house.session(actor) as session:
            open_case(session, reference, actor=actor, now=LATER)
    except NotFound:
        return False
    return True


def colleague(office, name, role="conduct-officer", **given):
    given.setdefault("entity", office.entity)
    return office.house.person(role, name=name, **given)


def bars(office, reference):
    with office.house.system() as session:
        case_id = session.scalar(sa.select(Case.id).where(Case.reference == reference))
        rows = session.scalars(sa.select(Exclusion).where(Exclusion.root_id == case_id)).all()
        return {row.user_id: row for row in rows}


def imported(office, *cases):
    with office.house.system(ScreeningPurpose.IMPORT) as session:
        done = admit(session, cases, actor=SYSTEM, now=NOW)
        session.commit()
        ids = [one.case_id for one in done]
        return [session.get_one(Case, each).reference for each in ids]


def old_subject(name):
    return OldSubject(person=PersonEntry(name=name), stage="received")


@pytest.mark.parametrize("name", SAME)
def test_whoever_has_the_name_of_a_subject_is_kept_out_however_it_is_written(office: Office, name):
    officer = colleague(office, name)
    for writing in SAME[name]:
        reference = office.log(people=(office.subject(writing),))
        assert not sees(office, officer, reference), writing
        assert bars(office, reference)[officer.user_id].given_by is None


def test_names_with_other_letters_or_only_a_surname_in_common_keep_nobody_out(office: Office):
    for name, other in (*ALIKE, *OTHER):
        if has_letter(name) and has_letter(other):
            officer = colleague(office, name)
            reference = office.log(people=(office.subject(other),))
            assert sees(office, officer, reference), (name, other)


def test_witnesses_reporters_and_people_named_later_keep_out_too(office: Office):
    officer = colleague(office, "Jonas Müller")
    for part in (Part.WITNESS, Part.REPORTER, Part.COUNSEL):
        reference = office.log()
        entry = PersonEntry(part=part, name="Mueller, Jonas")
        office.do(office.officer, reference, add_person, entry)
        assert not sees(office, officer, reference), part
    reference = office.log(people=())
    with office.house.session(office.officer) as session:
        view = open_case(session, reference, actor=office.officer, now=LATER)
    entry = office.subject("MUELLER Jonas")
    office.do(office.officer, reference, identify, view.subjects[0].id, entry)
    assert not sees(office, officer, reference)


def test_only_people_whose_roles_reach_the_case_are_asked_about(office: Office):
    above = office.house.entity("HQ")
    below = office.house.entity("FLD", parent=above)
    there = office.house.entity("SOU")
    name = "Lidia Marković"
    near = {
        colleague(office, name, entity=below),
        colleague(office, name, entity=above),
        colleague(office, name, entity=None),
        colleague(office, name, "auditor", entity=None, engagements=(above,)),
        colleague(office, name, entity=below, since=date(2027, 1, 1)),
    }
    for role, entity, given in (
        ("conduct-officer", there, {}),
        ("recruiter", None, {}),
        ("administrator", None, {}),
        ("victim-officer", below, {}),
        ("investigator", None, {}),
        ("auditor", None, {"engagements": (there,)}),
        ("conduct-officer", below, {"until": NOW.date()}),
    ):
        colleague(office, name, role, entity=entity, **given)
    boss = colleague(office, "Somebody Else", "senior-conduct-officer", entity=above)
    reference = office.log(boss, entity_id=below, people=(office.subject("MARKOVIC, Lidia"),))
    assert set(bars(office, reference)) == {person.user_id for person in near}


def test_who_was_found_to_be_another_person_comes_in_until_that_name_is_written_again(
    office: Office,
):
    officer = colleague(office, "Jonas Müller")
    reference = office.log(people=(office.subject("Mueller, Jonas"),))
    (bar,) = bars(office, reference).values()
    office.do(
        office.officer, reference, settle_conflict, bar.id, confirm=False, reason="Born elsewhere"
    )
    assert sees(office, officer, reference)
    entry = PersonEntry(part=Part.WITNESS, name="J. Müller")
    office.do(office.officer, reference, add_person, entry)
    assert not sees(office, officer, reference)


def test_the_person_named_in_an_imported_case_does_not_read_it(office: Office):
    officer = colleague(office, "Maria de la Cruz")
    first, second = imported(
        office,
        old(office, 1, subjects=(old_subject("DELACRUZ, MARIA"),)),
        old(office, 2, subjects=(old_subject("Pedro de la Cruz"),)),
    )
    assert not sees(office, officer, first)
    assert sees(office, officer, second)
    changed = old(office, 2, fingerprint=b"two", subjects=(old_subject("M. DELACRUZ"),))
    imported(office, changed)
    assert not sees(office, officer, second)


def test_an_import_that_comes_again_keeps_what_was_decided_about_a_namesake(office: Office):
    officer = colleague(office, "Maria de la Cruz")
    (reference,) = imported(office, old(office, 1, subjects=(old_subject("Cruz, Maria de la"),)))
    (bar,) = bars(office, reference).values()
    office.do(
        office.senior, reference, settle_conflict, bar.id, confirm=False, reason="Born elsewhere"
    )
    again = old(
        office, 1, fingerprint=b"two", title="Other", subjects=(old_subject("Cruz, Maria de la"),)
    )
    imported(office, again)
    assert sees(office, officer, reference)


def test_asking_about_a_batch_takes_two_statements_however_many_cases_it_has(office: Office):
    colleague(office, "Maria de la Cruz")

    def statements(first, how_many, name):
        cases = [old(office, first + n, subjects=(old_subject(name),)) for n in range(how_many)]
        with office.house.system(ScreeningPurpose.IMPORT) as session:
            with count_statements(office.house.engine) as counted:
                admit(session, cases, actor=SYSTEM, now=NOW)
            session.commit()
        # whether keys were rotated is asked when some seconds have passed, whatever is brought in
        asked = [s for s in counted if s.startswith("SELECT") and "key_epoch" not in s]
        return [" ".join(each.split()[:4]) for each in asked]

    nobody = statements(100, 200, "Jan Kowalski")
    everybody = statements(400, 200, "Cruz, Maria")
    assert statements(700, 5, "Cruz, Maria") == everybody
    assert len(everybody) == len(nobody) + 1
