"""What an old register does not hold is not made up: findings, decisions, days, reporters."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import (
    Case,
    Decision,
    Finding,
    LinkKind,
    Measure,
    Part,
    Proceeding,
    Reporting,
)
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.access import let_in
from caseflow.cases.services.decisions_set_aside import set_aside
from caseflow.cases.services.people import add_person
from caseflow.cases.services.tying import link_cases
from caseflow.crypto.opening import open_text
from caseflow.imports import bundle
from caseflow.imports.profile import SHIPPED, load
from caseflow.imports.vocabulary import vocabulary
from caseflow.matters.models import Move
from caseflow.matters.services.notes import write_note
from caseflow.matters.services.tasks import add_task
from tests.imports.test_bringing_in import Desk, desk
from tests.support.house import NOW

__all__ = ["Desk", "desk"]

LATER = datetime(2032, 1, 5, 9, tzinfo=UTC)
"""After what the made-up register tells."""
OPEN = "{},12,07,2031-03-01,22:15:00,2031-03-02,"
CLOSED = OPEN + "2031-09-30"
LINKED = ("W-6", "W-7")


def case_of(session, reference):
    return session.scalars(sa.select(Case).where(Case.external_reference == reference)).one()


def rows_of(session, model, reference):
    case_id = case_of(session, reference).id
    return session.scalars(sa.select(model).where(model.root_id == case_id)).all()


def officer_of(desk):
    with desk.opened() as session:
        entity = session.scalars(sa.select(Case.entity_id)).first()
    return desk.house.person("senior-conduct-officer", entity=entity, username="senior")


def view_of(desk, reader, reference):
    with desk.house.session(reader) as session:
        case_id = case_of(session, reference).id
        view = open_case(session, case_id, actor=reader, now=NOW)
        session.commit()
    return view


def test_a_word_for_not_answered_yet_is_no_finding_and_decides_nothing(desk):
    desk.register.add("complaints", OPEN.format("T-1"), OPEN.format("T-2"), CLOSED.format("T-3"))
    desk.register.add(
        "accused",
        "90,T-1,71,10J-X,Pending,pending ,PENDING, Pending",
        "91,T-2,71,10J-X,SU,SU,15,15",
        "92,T-2,71,08F-X,SU,Open,,PENDING",
        "93,T-3,71,10J-X,NS,PENDING,PENDING,PENDING",
    )
    desk.bring_in()
    with desk.opened() as session:
        assert case_of(session, "T-1").stage == "under-investigation"
        assert rows_of(session, Finding, "T-1") == []
        assert rows_of(session, Decision, "T-1") == rows_of(session, Measure, "T-1") == []
        assert case_of(session, "T-2").stage == "under-review"
        assert case_of(session, "T-3").outcome == "unknown"
        assert rows_of(session, Decision, "T-3") == []
    assert not any(row["reference"] in {"T-1", "T-3"} for row in desk.listed())
    view = view_of(desk, officer_of(desk), "T-1")
    assert [cell.label for row in view.matrix for cell in row.cells] == ["Alleged"]
    assert (view.decisions, view.old_words, view.not_mapped) == ((), (), ())
    assert "Record a finding on every allegation." in view.next_move.blocking


def test_a_finding_that_is_not_mapped_is_kept_and_counts_as_none(desk):
    desk.register.add("complaints", OPEN.format("T-1"), OPEN.format("T-2"))
    desk.register.add("accused", "90,T-1,71,10J-X,SU,ZZ,,", "91,T-2,71,10J-X,ZZ,DIS,,")
    desk.bring_in()
    with desk.opened() as session:
        assert case_of(session, "T-1").stage == "under-review"
        assert case_of(session, "T-2").stage == "under-investigation"
    view = view_of(desk, officer_of(desk), "T-2")
    (cell,) = view.matrix[0].cells
    assert (cell.label, cell.final) == ("Not mapped: DIS", False)
    assert "Record a finding on every allegation." in view.next_move.blocking


def test_a_remark_is_no_measure_and_what_was_only_recommended_is_no_decision(desk):
    rows = {"T-1": "800,800", "T-2": "600,600", "T-3": "400,600", "T-4": "900,300", "T-5": ",999"}
    desk.register.add("complaints", *map(CLOSED.format, rows))
    desk.register.add("accused", *(f"9{k[-1]},{k},71,10J-X,SU,SU,{v}" for k, v in rows.items()))
    desk.bring_in()
    with desk.opened() as session:
        decided = {k for k in rows if rows_of(session, Decision, k)}
        imposed = {
            (k, m.kind, open_text(session, m, "raw"), m.recommended)
            for k in rows
            for m in rows_of(session, Measure, k)
        }
        assert case_of(session, "T-1").outcome == "substantiated"
    assert decided == {"T-4"}
    assert imposed == {
        ("T-3", "separation", "400", True),
        ("T-4", "separation", "300", False),
        ("T-5", None, "999", False),
    }
    reader = officer_of(desk)
    (words,) = view_of(desk, reader, "T-1").old_words
    assert [(r.words, r.recommended) for r in words.remarks] == [
        ("Resigned", False),
        ("Resigned", True),
    ]
    decided_view = view_of(desk, reader, "T-4")
    assert [m.remark for m in decided_view.decisions[0].measures] == ["Administrative termination"]
    assert decided_view.old_words[0].remarks[0].words == "Penalty not served"


def test_a_day_that_the_register_does_not_hold_is_left_out(desk):
    desk.register.add("complaints", OPEN.format("T-1"), CLOSED.format("T-2"))
    desk.register.add("accused", "90,T-1,71,10J-X,SU,SU,15,15", "91,T-2,71,10J-X,SU,SU,15,15")
    desk.bring_in()
    with desk.opened() as session:
        case = case_of(session, "T-1")
        assert (case.stage, case.stage_since) == ("decided", None)
        assert [p.stage_since for p in rows_of(session, Proceeding, "T-1")] == [None]
        moves = {m.end: m.moved_at for m in rows_of(session, Move, "T-1")}
        assert moves["decided"] is None
        assert str(moves["received"].date()) == "2031-03-02"
        for reference in ("T-1", "T-2"):
            assert [d.decided_on for d in rows_of(session, Decision, reference)] == [None]
        assert str(case_of(session, "T-2").stage_since) == "2031-09-30"
    view = view_of(desk, officer_of(desk), "T-1")
    undated = {str(event.label) for event in view.timeline if event.at is None}
    assert undated >= {"Moved to “Decided”", "Decision"}
    assert [s.since for s in view.stages if s.state == "now"] == [None]


def test_the_day_of_the_decision_comes_in_where_a_column_holds_it(desk, tmp_path):
    shipped = (SHIPPED / "police-oversight.toml").read_text("utf-8")
    mine = tmp_path / "mine.toml"
    text = shipped.replace('closed = "closed_date"', 'closed = "closed_date"\ndecided = "decided"')
    last = 'final_measure = "final_discipline"'
    text = text.replace(last, f'{last}\ndecided = "on"')
    mine.write_text(text, "utf-8")
    first, *rest = desk.register.lines("complaints")
    dated = [f"{OPEN.format(k)},2031-05-05" for k in ("T-1", "T-2", "T-3")]
    dated += [f"{OPEN.format('T-4')},soon"]
    desk.register.write("complaints", [f"{first},decided", *(f"{row}," for row in rest), *dated])
    first, *rest = desk.register.lines("accused")
    desk.register.write(
        "accused",
        [
            f"{first},on",
            *(f"{row}," for row in rest),
            "90,T-1,71,10J-X,SU,SU,15,15,",
            "91,T-2,71,10J-X,SU,SU,15,15,2031-06-06",
            "92,T-3,71,10J-X,SU,SU,15,15,some day",
        ],
    )
    tally = desk.bring_in(profile=load(str(mine), vocabulary()))
    assert tally.rejected == 0
    reasons = {row["reference"]: row["reason"] for row in desk.listed()}
    assert "“decided” is not a date" in reasons["T-4"]
    assert "“on” is not a date" in reasons["T-3"]
    with desk.opened() as session:
        for reference, day in (("T-1", "2031-05-05"), ("T-2", "2031-06-06"), ("T-3", "2031-05-05")):
            (decision,) = rows_of(session, Decision, reference)
            moves = {m.end: m.moved_at for m in rows_of(session, Move, reference)}
            assert str(decision.decided_on) == day
            assert (
                str(moves["decided"].date()) == str(case_of(session, reference).stage_since) == day
            )


NONE = "not in the register"
UNDATED = "no day in the register"


def course(desk, reader, reference):
    """What the page says of each stage besides those that begin and end the course."""
    stages = view_of(desk, reader, reference).stages[1:-1]
    return {s.code: NONE if s.not_held else UNDATED if s.undated else s.state for s in stages}


def test_no_stage_was_passed_of_which_the_register_does_not_tell(desk):
    codes = ("nothing", "waits", "word", "advised", "found", "imposed")
    desk.register.add("complaints", *(CLOSED.format(f"C-{code}") for code in codes))
    answers = {
        "waits": "PENDING,PENDING,,",
        "word": "N/A,N/A,,",
        "advised": "SU,,,",
        "found": ",NS,,",
        "imposed": ",,,400",
    }
    desk.register.add(
        "accused",
        *(f"8{n},C-{code},71,10J-X,{words}" for n, (code, words) in enumerate(answers.items())),
    )
    desk.bring_in()
    reader = officer_of(desk)
    untold = {"assessed": NONE, "under-investigation": NONE, "under-review": NONE, "decided": NONE}
    for code in ("nothing", "waits", "word"):
        assert course(desk, reader, f"C-{code}") == untold
    assert course(desk, reader, "C-advised") == {**untold, "under-investigation": UNDATED}
    for code in ("found", "imposed"):
        assert course(desk, reader, f"C-{code}") == {**untold, "decided": UNDATED}


def test_a_decision_that_was_set_aside_is_no_stage_that_was_passed(desk):
    desk.register.add("complaints", OPEN.format("T-1"))
    desk.register.add("accused", "90,T-1,71,10J-X,SU,SU,400,400")
    desk.bring_in()
    senior = officer_of(desk)
    (decision,) = view_of(desk, senior, "T-1").decisions
    with desk.house.session(senior) as session:
        set_aside(case_of(session, "T-1"), decision.id, reason="Unheard", actor=senior, now=LATER)
        session.commit()
    assert course(desk, senior, "T-1")["decided"] == "next"


def test_days_stand_in_words_and_what_reads_the_same_stands_once(desk):
    desk.register.add("complaints", OPEN.format("T-1"))
    desk.register.add("accused", "90,T-1,71,10J-X,SU,SU,,", "91,T-1,71,08F-X,SU,NS,,")
    desk.bring_in()
    view = view_of(desk, officer_of(desk), "T-1")
    assert view.subjects[0].description == "Number 71 in the old register. Appointed on 1 Jun 2015."
    found = [str(event.label) for event in view.timeline if event.kind == "finding"]
    assert sorted(found) == [
        "Finding on A1: Substantiated",
        "Finding on A2: Not substantiated",
        "Finding on A2: Substantiated",
    ]


def test_nobody_is_anonymous_because_the_register_is_silent(desk):
    desk.bring_in()
    with desk.opened() as session:
        assert set(session.scalars(sa.select(Case.reporting))) == {None}
    view = view_of(desk, officer_of(desk), "T-1002")
    (reporter,) = [p for p in view.people if p.part is Part.REPORTER]
    assert (view.reporting, reporter.name, reporter.nameless) == (None, "", True)


def test_whoever_has_no_name_is_not_called_by_a_number(desk):
    desk.register.replace("officers", "Мария,Примерная", "N/A,Unknown Officer")
    desk.bring_in()
    officer = officer_of(desk)
    people = [p for n in range(1001, 1007) for p in view_of(desk, officer, f"T-{n}").subjects]
    nameless = [person for person in people if person.nameless]
    assert {(person.identified, person.name) for person in nameless} == {(True, "")}
    assert any(p.description.startswith("Number 71 in the old register.") for p in nameless)
    assert not [person for person in people if (person.name or "").startswith("Number")]


def test_many_allegations_of_one_kind_against_one_person_come_in(desk):
    """Without numbers of rows each repeats the other word for word."""
    text = (SHIPPED / "police-oversight.toml").read_text("utf-8")
    path = desk.problems.parent / "no_rows.toml"
    path.write_text(text.replace('row = "row_id"\n', ""), "utf-8")
    desk.register.add("complaints", OPEN.format("T-1"), OPEN.format("T-2"))
    again = ["9,T-1,71,10J-X,SU,SU,15,15"] * 4
    uneven = ["9,T-2,71,10J-X,SU,SU,15,15"] * 2 + ["9,T-2,72,10J-X,NS,NS,600,600"] * 3
    desk.register.add("accused", *again, *uneven)
    tally = desk.bring_in(profile=load(str(path), vocabulary()))
    assert tally.rejected == 0
    reader = officer_of(desk)
    assert [row.code for row in view_of(desk, reader, "T-1").matrix] == ["A1", "A2", "A3", "A4"]
    assert [[c is None for c in row.cells] for row in view_of(desk, reader, "T-2").matrix] == [
        [False, False],
        [False, False],
        [True, False],
    ]


def test_what_an_earlier_reading_made_up_is_mended_when_the_register_comes_in_again(
    desk, monkeypatch
):
    monkeypatch.setattr(bundle, "FINGERPRINT_VERSION", 1)
    desk.register.add("complaints", OPEN.format("T-1"))
    desk.register.add("accused", "90,T-1,71,10J-X,PENDING,PENDING,,")
    desk.bring_in()
    with desk.opened() as session:
        case = case_of(session, "T-1")
        (opened,) = rows_of(session, Proceeding, "T-1")
        with act(session, CaseAct.ADMITTED, thing=case):
            case.stage, case.reporting = "decided", Reporting.ANONYMOUS
            made_up = Decision(
                root_id=case.id,
                data_key_id=case.data_key_id,
                proceeding_id=opened.id,
                recorded_at=NOW,
                admitted=True,
            )
            session.add(made_up)
        session.commit()
    monkeypatch.undo()
    assert bundle.FINGERPRINT_VERSION > 1
    tally = desk.bring_in()
    assert (tally.created, tally.updated, tally.unchanged) == (0, 7, 0)
    with desk.opened() as session:
        case = case_of(session, "T-1")
        assert (case.stage, case.reporting) == ("under-investigation", None)
        assert rows_of(session, Decision, "T-1") == []
    assert desk.bring_in().unchanged == 7


def test_whatever_a_person_wrote_is_kept_and_the_case_is_listed(desk, monkeypatch):
    monkeypatch.setattr(bundle, "FINGERPRINT_VERSION", 1)
    desk.register.add("complaints", *(OPEN.format(f"W-{n}") for n in range(8)))
    desk.bring_in()
    senior = officer_of(desk)
    investigator = desk.house.person("investigator", username="investigator")

    def do(reference, verb, *args, **given):
        with desk.house.session(senior) as session:
            case = queries.case(session, case_of(session, reference).reference, actor=senior)
            verb(case, *args, actor=senior, now=NOW, **given)
            session.commit()

    do("W-1", write_note, "I spoke with her.")
    do("W-2", add_person, PersonEntry(part=Part.WITNESS, name="Wilma Tness"))
    do("W-3", add_task, "Ask the unit.")
    do("W-4", let_in, user_id=investigator.user_id, capacity=CaseCapacity.INVESTIGATOR)
    do("W-5", add_person, PersonEntry(part=Part.SUBJECT, name="Sub Ject"))
    with desk.house.session(senior) as session:
        one, other = (case_of(session, reference) for reference in LINKED)
        link_cases(one, other, kind=LinkKind.RELATED, actor=senior, now=NOW)
        session.commit()
    view_of(desk, senior, "W-0")
    monkeypatch.undo()
    tally = desk.bring_in()
    kept = {r["reference"] for r in desk.listed() if "worked on here" in r["reason"]}
    assert kept == {f"W-{n}" for n in range(1, 8)}
    assert (tally.updated, tally.unchanged) == (7, 7)
    assert [p.name for p in view_of(desk, senior, "W-2").people] == ["Wilma Tness"]
