"""What was corrected goes along with a merge and comes back with its undo; no limit ends by it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.cases import queries
from caseflow.cases.models import ClockRecord, Correction, CoveredWords
from caseflow.cases.records import correctable
from caseflow.cases.services.correcting_allegations import allegations, correct_allegation
from caseflow.cases.services.covering import ask_to_cover, cover
from caseflow.cases.services.merges_undone import undo_merge
from caseflow.cases.services.merging import merge
from caseflow.cases.services.people import add_person
from caseflow.errors import NotReady
from tests.cases.conftest import Office
from tests.cases.test_correcting_people import correct
from tests.cases.test_merging import UNDOING, WHY, both, pair, read


def corrections(view):
    return sorted((str(e.label), e.was, e.quote, e.by.name) for e in view.timeline if e.fact)


def correct_kind(office, reference, code, conduct):
    with office.house.session(office.officer) as session:
        case = queries.case(session, reference, actor=office.officer)
        seen = correctable.allegation(allegations(session, case, code)).version
        session.rollback()
    given = {"conduct": conduct, "reason": WHY, "version": seen}
    office.do(office.officer, reference, correct_allegation, code, **given)


def test_what_was_corrected_goes_along_with_a_person_and_back_when_it_is_undone(office: Office):
    one, two = pair(office)
    correct(office, one, name="Samir Hadad")
    correct_kind(office, one, "A2", "theft")
    history = corrections(read(office, one))
    assert len(history) == 2
    both(office, merge, one, two)
    assert corrections(read(office, two)) == corrections(read(office, one)) == history
    both(office, undo_merge, one, two, now=UNDOING)
    assert corrections(read(office, two)) == []
    assert corrections(read(office, one)) == history
    both(office, merge, one, two, now=UNDOING)
    assert corrections(read(office, two)) == history


def test_a_correction_of_what_is_alleged_of_somebody_taken_along_keeps_the_merge(office: Office):
    one, two = pair(office)
    both(office, merge, one, two)
    correct_kind(office, two, "A1", "theft")  # told of Tomas Elberg, who was there before
    with pytest.raises(NotReady, match="or alleged of them, has changed"):
        both(office, undo_merge, one, two)


def test_no_limit_ends_when_a_merge_or_somebody_named_pulls_a_case_back(office: Office):
    one, two, named = (
        office.log(people=(office.subject("Samir Haddad"),)),
        office.log(),
        office.log(),
    )
    for reference in (two, named):
        office.investigate(reference)
    before = records(office)
    clocks = [c.reading.due for c in read(office, two).clocks]
    both(office, merge, one, two)
    assert read(office, two).head.stage == "received"
    assert records(office) == before
    both(office, undo_merge, one, two, now=UNDOING)
    view = read(office, two)
    assert view.head.stage == "under-investigation"
    assert [c.reading.due for c in view.clocks] == clocks
    assert records(office) == before
    office.do(office.officer, named, add_person, office.subject("Ada Nowak"))
    assert read(office, named).head.stage == "received"
    assert records(office) == before


def records(office):
    with office.house.system() as session:
        rows = session.execute(sa.select(ClockRecord.limit, ClockRecord.ended_on))
        return sorted(map(tuple, rows))


def test_words_that_are_covered_or_may_be_go_nowhere_with_a_merge(office: Office):
    one, two = pair(office)
    correct(office, one, name="Samir Hadad")
    ((correction,),) = rows_of_corrections(office)
    asked = office.do(office.officer, one, ask_to_cover, correction, reason=WHY)
    both(office, merge, one, two)
    assert corrections(read(office, two)) == []
    both(office, undo_merge, one, two, now=UNDOING)
    office.do(office.senior, one, cover, asked.id)
    both(office, merge, one, two, now=UNDOING)
    assert corrections(read(office, two)) == []


def test_a_merge_is_not_undone_once_somebody_asks_to_cover_what_it_took_along(office: Office):
    one, two = pair(office)
    correct(office, one, name="Samir Hadad")
    both(office, merge, one, two)
    copy = max(row for (row,) in rows_of_corrections(office))
    office.do(office.officer, two, ask_to_cover, copy, reason=WHY)
    with pytest.raises(NotReady, match="asked to cover them"):
        both(office, undo_merge, one, two)


def rows_of_corrections(office):
    with office.house.system() as session:
        return list(session.execute(sa.select(Correction.id)))


def test_words_that_are_covered_where_work_goes_on_are_covered_in_the_shell_too(office: Office):
    one, two = pair(office)
    correct(office, one, name="Samir Hadad")
    both(office, merge, one, two)
    copy = max(row for (row,) in rows_of_corrections(office))
    asked = office.do(office.officer, two, ask_to_cover, copy, reason=WHY)
    assert "Samir Haddad" in str(corrections(read(office, one)))
    office.do(office.senior, two, cover, asked.id)
    for reference in (one, two):
        assert "Samir Haddad" not in str(corrections(read(office, reference))), reference
        assert [e.covered for e in read(office, reference).timeline if e.fact] == [True]
    with office.house.system() as session:
        befores = session.scalars(sa.select(Correction.before)).all()
        assert set(befores) == {None}
        assert session.scalar(sa.select(sa.func.count(CoveredWords.id))) == 2
