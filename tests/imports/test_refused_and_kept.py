"""What the database refuses is told in words; a case that is in never stays silently as it was."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Allegation, Case
from caseflow.cases.records import making
from caseflow.cases.records.allegation_codes import AllegationCodes
from caseflow.cases.services.admitting import CONTENT
from caseflow.imports import constraints
from caseflow.imports.commands import import_group
from caseflow.imports.profile import SHIPPED, load
from caseflow.imports.vocabulary import vocabulary
from caseflow.victims.models import VictimFile
from tests.imports.test_bringing_in import Desk, desk
from tests.imports.test_nothing_invented import OPEN, case_of, rows_of

__all__ = ["Desk", "desk"]


def rules():
    """Every rule of the tables that an import of cases writes."""
    for model in (Case, *CONTENT):
        for rule in model.__table__.constraints:
            if isinstance(rule, sa.CheckConstraint | sa.UniqueConstraint):
                yield str(rule.name)


def test_every_rule_of_the_tables_that_an_import_writes_has_words():
    assert set(constraints.WORDS) == set(rules())


def break_parties(monkeypatch, **values):
    """Let every person of the register be stored with these values."""
    make = making.party_values
    monkeypatch.setattr(
        making, "party_values", lambda *given, **named: {**make(*given, **named), **values}
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"how_many": 0, "identified": False}, "a person stands for nobody"),
        ({"how_many": 2, "identified": True}, "a person who is identified stands for several"),
        ({"part": None}, "“part” in “parties” is empty"),
    ],
)
def test_a_broken_rule_of_the_database_is_told_in_words(desk, monkeypatch, values, words):
    break_parties(monkeypatch, **values)
    tally = desk.bring_in()
    assert (tally.created, tally.rejected) == (0, 6)
    reasons = {row["reason"] for row in desk.listed() if row["severity"] == "rejected"}
    assert {r for r in reasons if "how_many" in r or "constraint" in r.lower()} == set()
    assert any(words in reason for reason in reasons), reasons


def test_one_code_twice_is_told_in_words(desk, monkeypatch):
    monkeypatch.setattr(AllegationCodes, "code", lambda *_given: "A1")
    desk.bring_in()
    reasons = {row["reference"]: row["reason"] for row in desk.listed()}
    assert reasons["T-1001"].endswith("two allegations against one person have the same code")


def test_a_rejected_row_whose_case_is_in_says_that_the_case_stays_as_it_was(desk):
    desk.bring_in()
    desk.register.replace("complaints", "2031-03-02,2031-09-30", "soon,2031-09-30")
    desk.register.add("complaints", "T-1002,1,1,,,2031-01-02,", "T-9,1,1,,,soon,")
    tally = desk.bring_in()
    assert (tally.read, tally.unchanged, tally.rejected, tally.kept) == (8, 5, 3, 1)
    said = [(r["reference"], r["severity"], r["reason"]) for r in desk.listed()]
    (stays,) = [reason for _ref, _severity, reason in said if "keeps what it held" in reason]
    assert stays.endswith("because: “complaint_date” is not a date")
    warned = [ref for ref, severity, reason in said if reason == stays and severity == "warning"]
    assert warned == ["T-1001"]


def test_a_case_that_can_no_longer_be_stored_keeps_its_content_with_a_warning(desk, monkeypatch):
    desk.bring_in()
    desk.register.replace("accused", "2,T-1001,72,05A", "2,T-1001,72,01A")
    break_parties(monkeypatch, how_many=0, identified=False)
    tally = desk.bring_in()
    assert (tally.updated, tally.rejected, tally.kept) == (0, 1, 1)
    assert any(
        row["severity"] == "warning" and row["reason"].endswith("a person stands for nobody")
        for row in desk.listed()
    )
    monkeypatch.undo()
    with desk.opened() as session:
        types = {a.type for a in rows_of(session, Allegation, "T-1001")}
    assert types == {"other_infraction", "theft.private_property", "excessive_force"}


def without_rows(desk):
    """The shipped profile, for a register that does not number its allegations."""
    text = (SHIPPED / "police-oversight.toml").read_text("utf-8")
    path = desk.problems.parent / "no_rows.toml"
    path.write_text(text.replace('row = "row_id"\n', ""), "utf-8")
    return load(str(path), vocabulary())


def codes_of(desk, reference):
    with desk.opened() as session:
        return sorted((a.code, a.type) for a in rows_of(session, Allegation, reference))


def test_allegations_without_numbers_keep_their_codes_when_a_row_comes_between(desk):
    profile = without_rows(desk)
    desk.register.add("complaints", OPEN.format("T-1"))
    rows = ["9,T-1,71,10J-X,SU,SU,15,15"] * 3 + ["9,T-1,71,08F-X,NS,NS,600,600"]
    line = desk.register.add("accused", *rows)
    assert desk.bring_in(profile=profile).rejected == 0
    before = codes_of(desk, "T-1")
    assert [code for code, _type in before] == ["A1", "A2", "A3", "A4"]
    assert desk.bring_in(profile=profile).unchanged == 7
    lines = desk.register.lines("accused")
    lines.insert(line, "9,T-1,71,05A-X,SU,SU,100,100")
    desk.register.write("accused", lines)
    tally = desk.bring_in(profile=profile)
    assert (tally.created, tally.updated, tally.unchanged, tally.rejected) == (0, 1, 6, 0)
    assert codes_of(desk, "T-1") == [*before, ("A5", "excessive_force")]
    lines.reverse()
    desk.register.write("accused", [lines.pop(), *lines])
    assert desk.bring_in(profile=profile).unchanged == 7


def test_a_victim_who_is_added_to_a_case_that_is_worked_on_gets_a_file(desk):
    desk.bring_in()
    officer = desk.house.person("conduct-officer", username="officer")
    with desk.opened() as session:
        case = case_of(session, "T-1004")
        with act(session, CaseAct.HANDED_OVER, thing=case):
            case.owner_id = officer.user_id
        session.commit()
    desk.register.add("victims", "T-1004,MALE,50,")
    tally = desk.bring_in()
    assert (tally.updated, tally.kept) == (0, 1)
    with desk.opened() as session:
        assert session.scalar(sa.select(sa.func.count(VictimFile.id))) == 5
    assert desk.bring_in().kept == 1
    with desk.opened() as session:
        assert session.scalar(sa.select(sa.func.count(VictimFile.id))) == 5


def test_a_dry_run_ends_with_each_code_its_count_and_what_it_is_here(desk):
    desk.register.replace("accused", "73,,UN,,600,", "73,01A-LOUD,UN,perhaps,600,")
    group = import_group(desk.opened, lambda: desk.problems.parent / "listed")
    words = ["cases", "--profile", "police-oversight", str(desk.register.folder), "--dry-run"]
    result = CliRunner().invoke(group, words, catch_exceptions=False)
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["99X", "1", "NOT", "KNOWN"] in lines
    assert ["10J", "1", "other_infraction"] in lines
    assert ["05Q", "1", "no", "counterpart"] in lines
    assert ["perhaps", "1", "NOT", "KNOWN"] in lines
    assert ["1-180", "2", "suspension_without_pay"] in lines
    assert ["600", "1", "nothing"] in lines
    assert "1 cell said nothing: UNSTATED." in result.stdout
    assert "WORDS OF ITS OWN" not in result.stdout
    heading = lines.index(["category,", "count,", "mapped", "to"])
    assert lines[heading + 1] == ["99X", "1", "NOT", "KNOWN"]
    figures = json.loads(CliRunner().invoke(group, [*words, "--json"]).stdout)
    assert {"list": "category", "code": "99X", "count": 1, "mapped_to": "NOT KNOWN"} in figures[
        "codes"
    ]
    real = CliRunner().invoke(group, words[:-1], catch_exceptions=False)
    assert "NOT KNOWN" not in real.stdout


def test_a_column_that_holds_no_codes_does_not_fill_the_table(desk):
    rows = [f"{n},T-1002,71,Name {n},SU,SU,1,1" for n in range(100, 400)]
    desk.register.add("accused", *rows)
    group = import_group(desk.opened, lambda: desk.problems.parent / "listed")
    words = ["cases", "--profile", "police-oversight", str(desk.register.folder), "--dry-run"]
    result = CliRunner().invoke(group, words, catch_exceptions=False)
    assert result.stdout.count("Name ") <= 200
    assert "values more, all different: is this the right column?" in result.stdout


def test_cases_that_the_register_no_longer_holds_stay_and_are_counted(desk):
    desk.bring_in()
    lines = desk.register.lines("complaints")
    desk.register.write("complaints", [one for one in lines if not one.startswith("T-1005")])
    desk.register.replace("complaints", "2031-05-11", "some day")
    tally = desk.bring_in()
    assert (tally.unchanged, tally.rejected, tally.kept, tally.absent) == (4, 1, 1, 1)
    with desk.opened() as session:
        assert case_of(session, "T-1005").stage == "received"


def test_rows_that_the_database_refuses_are_asked_about_by_the_batch(desk, monkeypatch):
    rows = [f"M-{n},1,1,2031-01-01,10:00:00,2031-01-02,2031-02-02" for n in range(450)]
    desk.register.add("complaints", *rows)
    desk.bring_in()
    desk.register.write(
        "complaints",
        [r.replace(",2031-01-02,", ",2031-01-03,") for r in desk.register.lines("complaints")],
    )
    break_parties(monkeypatch, how_many=0, identified=False)
    asked = []
    ask = queries.external
    monkeypatch.setattr(
        queries, "external", lambda *given: asked.append(len(given[2])) or ask(*given)
    )
    tally = desk.bring_in()
    assert (tally.rejected, tally.kept, tally.absent) == (450, 450, 0)
    assert max(asked) < 400, "however many are rejected"
