"""What is said of a person, and what is alleged, is put right with all that hangs on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification
from caseflow.cases import queries
from caseflow.cases.models import Case, Part, Party
from caseflow.cases.names import naming
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records import correctable
from caseflow.cases.records.correctable import ChangedMeanwhile
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import hand_over, let_in, settle_conflict
from caseflow.cases.services.correcting_allegations import allegations, correct_allegation
from caseflow.cases.services.correcting_people import correct_person
from caseflow.cases.services.moving import move
from caseflow.cases.services.namesake_bars import WouldShutOut
from caseflow.crypto.opening import open_rows
from caseflow.errors import NotFound, NotReady
from tests.cases.conftest import LATER, Office

WHY = "The passport says so."
FIELDS = (
    *("name", "other_names", "date_of_birth", "nationality", "gender"),
    *("id_number", "description", "rank", "unit"),
)


def read(office, reference, actor=None):
    actor = actor or office.officer
    with office.house.session(actor) as session:
        view = open_case(session, reference, actor=actor, now=LATER)
        session.commit()
    return view


def stands(office, reference, which=0):
    """A person of the case as an entry, and the version of what stands there."""
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        rows = session.scalars(
            sa.select(Party).where(Party.root_id == case.id).order_by(Party.id)
        ).all()
        row = rows[which]
        texts = {k: v or "" for k, v in open_rows(session, (row,), FIELDS)[0].items()}
        seen = correctable.person(session, row).version
        entry = PersonEntry(
            part=row.part,
            identified=row.identified,
            how_many=row.how_many,
            personnel_category=row.personnel_category,
            rank_band=row.rank_band,
            unit_id=row.unit_id,
            **texts,
        )
        session.rollback()
        return row.id, entry, seen


def correct(office, reference, *, which=0, actor=None, despite=(), seen=None, **facts):
    person_id, entry, version = stands(office, reference, which)
    given = {"reason": WHY, "version": seen or version, "despite": despite}
    entry = replace(entry, **facts)
    return office.do(actor or office.officer, reference, correct_person, person_id, entry, **given)


def found_by(office, name):
    with office.house.session(office.officer) as session:
        return len(session.scalars(naming.search(session, name)).all())


def corrections(view):
    return [each for each in view.timeline if each.kind == "correction"]


def test_a_name_is_corrected_and_the_case_is_found_by_the_new_one_alone(office: Office):
    reference = office.log(people=(office.subject("Tomas Elberg"),))
    correct(office, reference, name="Tomasz Elbing")
    view = read(office, reference)
    assert view.subjects[0].name == "Tomasz Elbing"
    (event,) = corrections(view)
    assert (event.fact, event.was, event.quote) == ("name", "Tomas Elberg", WHY)
    assert (found_by(office, "Elbing"), found_by(office, "Elberg")) == (1, 0)


def test_only_what_differs_is_kept_and_the_rest_stays(office: Office):
    reference = office.log(
        people=(office.subject("Tomas Elberg", date_of_birth="1984-07-04", rank="P-3"),)
    )
    correct(office, reference, date_of_birth="1984-04-07", gender="male")
    view = read(office, reference)
    (subject,) = view.subjects
    assert (subject.name, subject.rank, subject.date_of_birth) == (
        "Tomas Elberg",
        "P-3",
        "1984-04-07",
    )
    assert {(e.fact, e.was) for e in corrections(view)} == {
        ("date_of_birth", "1984-07-04"),
        ("gender", ""),
    }
    assert found_by(office, "Tomas Elberg") == 1


def test_who_was_kept_out_for_the_wrong_name_comes_back_and_a_new_namesake_goes(office: Office):
    old = office.house.person("conduct-officer", entity=office.entity, name="Elberg Tomas")
    new = office.house.person("conduct-officer", entity=office.entity, name="Anselm Quist")
    reference = office.log(people=(office.subject("Tomas Elberg"),))
    with pytest.raises(NotFound):
        read(office, reference, old)
    assert read(office, reference, new).head.reference == reference
    correct(office, reference, name="Anselm Quist")
    assert read(office, reference, old).head.reference == reference
    with pytest.raises(NotFound):
        read(office, reference, new)


def test_what_somebody_decided_about_a_namesake_stays_when_the_name_is_corrected(office: Office):
    old = office.house.person("conduct-officer", entity=office.entity, name="Elberg Tomas")
    reference = office.log(people=(office.subject("Tomas Elberg"),))
    (bar,) = read(office, reference, office.senior).shut_out
    office.do(
        office.senior, reference, settle_conflict, bar.exclusion_id, confirm=True, reason="It is."
    )
    correct(office, reference, name="Anselm Quist")
    with pytest.raises(NotFound):
        read(office, reference, old)


def test_a_name_that_would_keep_out_the_owner_is_saved_only_when_that_is_said(office: Office):
    reference = office.log(people=(office.subject("Tomas Elberg"),))
    office.do(office.officer, reference, hand_over, to=office.senior.user_id, reason="Leave")
    name = office.senior.name
    with pytest.raises(WouldShutOut):
        correct(office, reference, name=name)
    assert read(office, reference, office.officer).subjects[0].name == "Tomas Elberg"
    correct(office, reference, name=name, despite={office.senior.user_id})
    with pytest.raises(NotFound):
        read(office, reference, office.senior)


def test_who_did_not_see_the_latest_facts_overwrites_nothing(office: Office):
    reference = office.log()
    _id, _entry, seen = stands(office, reference)
    correct(office, reference, gender="male")
    with pytest.raises(ChangedMeanwhile) as late:
        correct(office, reference, seen=seen, rank="P-4")
    assert late.value.now["gender"] == "male"
    assert read(office, reference).subjects[0].rank == ""


def test_a_name_stays_a_name(office: Office):
    reference = office.log()
    for wrong in ("", "unknown", "x" * 301):
        with pytest.raises(NotReady) as refused:
            correct(office, reference, name=wrong)
        assert refused.value.field == "name"


def test_somebody_who_is_not_identified_is_described_anew_and_counted(office: Office):
    reference = office.log(
        people=(PersonEntry(identified=False, how_many=2, description="in uniform"),)
    )
    correct(office, reference, how_many=3, description="in blue")
    (subject,) = read(office, reference).subjects
    assert (subject.how_many, subject.description, subject.identified) == (3, "in blue", False)
    with pytest.raises(NotReady) as refused:
        correct(office, reference, how_many=0)
    assert refused.value.field == "how_many"


def test_the_category_follows_its_rules_here_too(office: Office):
    reference = office.log()
    correct(office, reference, personnel_category="consultant")
    assert read(office, reference).subjects[0].personnel_category == "consultant"
    with pytest.raises(NotReady) as refused:
        correct(office, reference, personnel_category=None)
    assert refused.value.field == "personnel_category"
    office.review(reference)
    office.decide(reference)
    with pytest.raises(NotReady, match="A decision rests on this category"):
        correct(office, reference, personnel_category="staff_international")
    correct(office, reference, date_of_birth="1980-01-01")
    assert read(office, reference).subjects[0].date_of_birth == "1980-01-01"


def test_in_a_strict_case_only_its_owner_corrects_who_reported(office: Office):
    reporter = PersonEntry(part=Part.REPORTER, name="Lena Moss")
    strict = office.log(
        classification=Classification.STRICTLY_CONFIDENTIAL, people=(office.subject(), reporter)
    )
    second = office.house.person("conduct-officer", entity=office.entity, name="Olu Brand")
    let = {"user_id": second.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, strict, let_in, **let)
    with pytest.raises(NotFound):
        correct(office, strict, which=1, actor=second, name="Lena Mosse")
    correct(office, strict, which=1, name="Lena Mosse")
    seen = read(office, strict, second)
    assert (seen.people[0].name, corrections(seen)) == ("", [])
    assert [e.was for e in corrections(read(office, strict))] == ["Lena Moss"]


def correct_type(office, reference, code, conduct, *, seen=None):
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        version = correctable.allegation(allegations(session, case, code)).version
        session.rollback()
    office.do(
        office.officer,
        reference,
        correct_allegation,
        code,
        conduct=conduct,
        reason=WHY,
        version=seen or version,
    )


def test_an_allegation_is_corrected_against_all_whom_it_accuses_and_limits_follow(office: Office):
    reference = office.log(people=(office.subject("A Bo"), office.subject("C Do")))
    office.investigate(reference)
    before = read(office, reference).clocks[0].reading
    correct_type(office, reference, "A1", "sexual_exploitation")
    view = read(office, reference)
    (row,) = view.matrix
    assert (row.code, row.type, [c is not None for c in row.cells]) == (
        "A1",
        "sexual_exploitation",
        [True, True],
    )
    assert view.clocks[0].reading.due < before.due
    (event,) = corrections(view)
    assert (event.fact, event.was) == ("type", "forgery")
    with office.house.session(office.officer) as session:
        case = session.scalars(sa.select(Case)).one()
        assert (case.category, case.strict_limits) == ("sexual_exploitation", True)


def test_an_allegation_stays_once_a_finding_answers_it_or_another_says_the_same(office: Office):
    reference = office.log(conduct=("forgery", "theft"))
    with pytest.raises(NotReady, match="alleged already"):
        correct_type(office, reference, "A1", "theft")
    with pytest.raises(NotReady) as refused:
        correct_type(office, reference, "A1", "no-such-type")
    assert refused.value.field == "conduct"
    with pytest.raises(NotFound):
        correct_type(office, reference, "A9", "fraud")
    office.investigate(reference)
    office.find(reference)
    with pytest.raises(NotReady, match="A finding answers"):
        correct_type(office, reference, "A1", "harassment")


def test_a_person_of_another_case_cannot_be_corrected_from_here(office: Office):
    one, other = office.log(), office.log()
    person_id, entry, seen = stands(office, other)
    with pytest.raises(NotFound):
        office.do(
            office.officer,
            one,
            correct_person,
            person_id,
            replace(entry, name="Other"),
            reason=WHY,
            version=seen,
        )


def test_a_person_of_a_closed_case_can_be_corrected(office: Office):
    reference = office.log()
    office.do(office.officer, reference, move, "close-without-action", reason="No merit")
    correct(office, reference, name="Tomas Elbing")
    assert read(office, reference).subjects[0].name == "Tomas Elbing"
