"""Where somebody worked on a case, its people read what the old register says now."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.access.wall import PAST
from caseflow.audit.commands import public_key
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.verifying import verify
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import Case, Part
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import let_in
from caseflow.cases.services.people import add_person
from caseflow.cases.services.register_differences import settle_difference
from caseflow.errors import Refused
from caseflow.imports import bundle
from caseflow.matters.services.notes import write_note
from tests.imports.test_bringing_in import Desk, desk
from tests.imports.test_nothing_invented import OPEN, case_of, officer_of, view_of
from tests.support.house import NOW

__all__ = ["Desk", "desk"]


def work_on(desk, actor, reference):
    with desk.house.session(actor) as session:
        case = queries.case(session, case_of(session, reference).reference, actor=actor)
        write_note(case, "I spoke with her.", actor=actor, now=NOW)
        session.commit()


def name_a_witness(desk, actor, reference):
    with desk.house.session(actor) as session:
        case = queries.case(session, case_of(session, reference).reference, actor=actor)
        add_person(case, PersonEntry(part=Part.WITNESS, name="Wilma Tness"), actor=actor, now=NOW)
        session.commit()


def shown(desk, actor, reference):
    return {
        (line.about, str(line.what)): (line.here, line.there)
        for line in view_of(desk, actor, reference).register
    }


def change_much(desk):
    """Another finding, another allegation with another measure, another birth, another end."""
    for name, old, new in (
        ("accused", "OWN,NS,NS,600", "OWN,NS,SU,600"),
        ("accused", "08F-WORDS OF ITS OWN,SU,SU,200,200", "01A-LOUD,SU,SU,200,400"),
        ("officers", "FEMALE,1988-12-31,RU", "FEMALE,1988-11-30,RU"),
        ("complaints", "2031-03-02,2031-09-30", "2031-03-02,2031-10-01"),
    ):
        desk.register.replace(name, old, new)


def test_the_page_shows_in_what_the_register_differs(desk):
    desk.bring_in()
    senior = officer_of(desk)
    work_on(desk, senior, "T-1001")
    assert shown(desk, senior, "T-1001") == {}
    change_much(desk)
    tally = desk.bring_in()
    assert (tally.updated, tally.kept) == (0, 1)
    lines = shown(desk, senior, "T-1001")
    assert lines == {
        ("", "Closed on"): ("2031-09-30", "2031-10-01"),
        ("Мария Примерная", "Date of birth"): ("1988-12-31", "1988-11-30"),
        ("Мария Примерная", "Allegation"): ("08F-WORDS OF ITS OWN", "01A-LOUD"),
        ("Мария Примерная", "Measure"): (
            "Suspension without pay, More than 30 days of suspension",
            "Separation from service",
        ),
        ("Мария Примерная", "Recommended finding on “08F-WORDS OF ITS OWN”"): ("Substantiated", ""),
        ("Мария Примерная", "Recommended finding on “01A-LOUD”"): ("", "Substantiated"),
        ("Мария Примерная", "Final finding on “08F-WORDS OF ITS OWN”"): ("Substantiated", ""),
        ("Мария Примерная", "Final finding on “01A-LOUD”"): ("", "Substantiated"),
        ("样例", "Final finding on “05A-WORDS OF ITS OWN”"): ("Not substantiated", "Substantiated"),
    }


def test_what_the_register_says_beside_an_allegation_is_compared(desk):
    """A penalty that is no measure, and the attributes of an accused."""
    desk.bring_in()
    senior = officer_of(desk)
    work_on(desk, senior, "T-1001")
    desk.register.replace("accused", "OWN,NS,NS,600,600", "OWN,NS,NS,600,800")
    assert desk.bring_in().kept == 1
    assert shown(desk, senior, "T-1001") == {
        ("样例", "Beside the allegation"): ("", "05A-WORDS OF ITS OWN: Resigned"),
    }


def test_a_witness_named_here_stays_beside_what_the_register_says_now(desk):
    desk.bring_in()
    senior = officer_of(desk)
    name_a_witness(desk, senior, "T-1003")
    desk.register.replace("accused", "4,T-1003,73,,UN,,600,", "4,T-1003,73,,UN,UN,600,600")
    assert desk.bring_in().kept == 1
    view = view_of(desk, senior, "T-1003")
    assert [person.name for person in view.people] == ["Wilma Tness"]
    assert {str(line.what): (line.here, line.there) for line in view.register} == {
        "Stage": ("Under review", "Decided"),
        "Final finding": ("", "Unfounded"),
    }


def test_the_list_says_what_differs_and_nothing_of_what_either_says(desk):
    desk.bring_in()
    work_on(desk, officer_of(desk), "T-1001")
    change_much(desk)
    desk.bring_in()
    (reason,) = [row["reason"] for row in desk.listed() if "worked on here" in row["reason"]]
    assert "Closed on, Date of birth, Allegation, Finding, Measure" in reason
    assert not any(word in reason for word in ("1988", "LOUD", "Мария", "2031"))


def test_what_differs_is_sealed_and_noted_once(desk):
    desk.bring_in()
    senior = officer_of(desk)
    work_on(desk, senior, "T-1001")
    change_much(desk)
    for _time in range(2):
        assert desk.bring_in().kept == 1
    with desk.house.engine.connect() as connection:
        words = connection.execute(sa.select(Case.register_words), execution_options=PAST)
        (kept,) = [row.token for row in words.scalars() if row is not None]
    assert "Примерная".encode() not in kept
    assert b"LOUD" not in kept
    with desk.opened(TrailPurpose.TRAIL_VERIFICATION) as session:
        noted = sa.select(sa.func.count()).where(Entry.act == CaseAct.REGISTER_DIFFERED.value)
        assert session.scalar(noted.select_from(Entry)) == 1
        assert verify(session, public_key(session)).ok


def test_nothing_is_shown_once_it_was_dealt_with_until_the_register_changes_again(desk):
    desk.bring_in()
    senior = officer_of(desk)
    work_on(desk, senior, "T-1001")
    desk.register.replace("complaints", "2031-03-02,2031-09-30", "2031-03-02,2031-10-01")
    desk.bring_in()
    assert "settle-register" in view_of(desk, senior, "T-1001").may
    with desk.house.session(senior) as session:
        case = queries.case(session, case_of(session, "T-1001").reference, actor=senior)
        settle_difference(case, actor=senior, now=NOW)
        session.commit()
    assert shown(desk, senior, "T-1001") == {}
    assert desk.bring_in().kept == 1
    assert shown(desk, senior, "T-1001") == {}
    desk.register.replace("complaints", "2031-03-02,2031-10-01", "2031-03-02,2031-10-02")
    desk.bring_in()
    assert shown(desk, senior, "T-1001") == {("", "Closed on"): ("2031-09-30", "2031-10-02")}


def test_nothing_is_shown_once_the_register_says_again_what_the_case_holds(desk):
    desk.bring_in()
    senior = officer_of(desk)
    work_on(desk, senior, "T-1001")
    for old, new in (("2031-09-30", "2031-10-01"), ("2031-10-01", "2031-09-30")):
        desk.register.replace("complaints", f"2031-03-02,{old}", f"2031-03-02,{new}")
        desk.bring_in()
        expected = 1 if new == "2031-10-01" else 0
        assert len(shown(desk, senior, "T-1001")) == expected


def test_a_newer_reading_of_the_same_row_shows_nothing_that_differs(desk, monkeypatch):
    desk.bring_in()
    senior = officer_of(desk)
    for reference in ("T-1001", "T-1002", "T-1003", "T-1004", "T-1005", "T-1006"):
        work_on(desk, senior, reference)
    monkeypatch.setattr(bundle, "FINGERPRINT_VERSION", bundle.FINGERPRINT_VERSION + 1)
    assert desk.bring_in().kept == 6
    for reference in ("T-1001", "T-1002", "T-1003", "T-1004", "T-1005", "T-1006"):
        assert shown(desk, senior, reference) == {}, reference


def test_what_differs_of_a_reporter_is_for_those_who_see_reporters(desk):
    desk.register.add("complaints", OPEN.format("T-1"))
    desk.register.add("complainants", "T-1,FEMALE,48,GROUP A")
    desk.bring_in()
    senior = officer_of(desk)
    investigator = desk.house.person("investigator", username="investigator")
    with desk.house.session(senior) as session:
        case = queries.case(session, case_of(session, "T-1").reference, actor=senior)
        capacity = CaseCapacity.INVESTIGATOR
        let_in(case, user_id=investigator.user_id, capacity=capacity, actor=senior, now=NOW)
        session.commit()
    desk.register.replace("complainants", "T-1,FEMALE,48", "T-1,FEMALE,49")
    desk.bring_in()
    assert shown(desk, senior, "T-1") == {
        ("", "Reporter"): ("female, age 48, race GROUP A", "female, age 49, race GROUP A")
    }
    assert shown(desk, investigator, "T-1") == {("", "Reporter"): ("kept from you",) * 2}
    with desk.house.session(investigator) as session:
        case = queries.case(session, case_of(session, "T-1").reference, actor=investigator)
        with pytest.raises(Refused):
            settle_difference(case, actor=investigator, now=NOW)


def test_a_dry_run_notes_nothing(desk):
    desk.bring_in()
    senior = officer_of(desk)
    work_on(desk, senior, "T-1001")
    change_much(desk)
    assert desk.bring_in(dry_run=True).kept == 1
    assert shown(desk, senior, "T-1001") == {}
