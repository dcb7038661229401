"""Everything that a profile declares is used, and the codes it may map to can be listed."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from click.testing import CliRunner

from caseflow.access.wall import PAST
from caseflow.cases.models import Allegation
from caseflow.imports.commands import import_group
from caseflow.imports.profile import SHIPPED, load
from caseflow.imports.vocabulary import vocabulary
from tests.imports.test_bringing_in import Desk, desk
from tests.imports.test_nothing_invented import OPEN, officer_of, view_of

__all__ = ["Desk", "desk"]
SHIPPED_TEXT = (SHIPPED / "police-oversight.toml").read_text("utf-8")


def profile_with(desk, old, new, text=SHIPPED_TEXT):
    assert old in text
    path = desk.problems.parent / "mine.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return load(str(path), vocabulary())


def with_columns(desk, name, columns, *rows):
    """Add columns to a file: empty in its rows, and with what the new rows hold."""
    first, *rest = desk.register.lines(name)
    empty = "," * len(columns)
    header = ",".join([first, *columns])
    desk.register.write(name, [header, *(f"{row}{empty}" for row in rest), *rows])


def test_further_columns_of_the_accused_and_of_people_stand_in_the_case(desk):
    text = SHIPPED_TEXT.replace(
        "[people]", '[accused.attributes]\n"Weapon used" = "weapon"\n\n[people]', 1
    )
    attributes = '[people.attributes]\nStar = "star"\nDistrict = "district"\n\n[victims]'
    profile = profile_with(desk, "[victims]", attributes, text)
    desk.register.add("complaints", OPEN.format("T-1"))
    row = "90,T-1,90,10J-X,NS,NS,800,800,Baton"
    other = "91,T-1,90,08F-X,NS,NS,600,600,"
    with_columns(desk, "accused", ("weapon",), row, other)
    person = "90,Ann,Other,FEMALE,1990-01-01,FR,2015-06-01,PO,6,1234,Central"
    with_columns(desk, "officers", ("star", "district"), person)
    desk.bring_in(profile=profile)
    view = view_of(desk, officer_of(desk), "T-1")
    described = view.subjects[0].description
    words = "Number 90 in the old register. Appointed on 1 Jun 2015. Star 1234, District Central"
    assert described == words
    (words,) = view.old_words
    assert [(r.code, r.words) for r in words.remarks if not r.recommended] == [
        ("A1", "Resigned; Weapon used Baton")
    ]
    with desk.house.engine.connect() as connection:
        stored = connection.execute(sa.select(Allegation.remark), execution_options=PAST)
        kept = [bytes(remark.token) for remark in stored.scalars() if remark is not None]
    assert kept
    assert not any(b"Baton" in remark for remark in kept)


def test_a_change_in_a_further_column_changes_the_case(desk):
    profile = profile_with(desk, "[victims]", '[people.attributes]\nStar = "star"\n\n[victims]')
    desk.register.add("complaints", OPEN.format("T-1"))
    desk.register.add("accused", "90,T-1,90,10J-X,NS,NS,600,600")
    person = "90,Ann,Other,FEMALE,1990-01-01,FR,2015-06-01,PO,6,{}"
    with_columns(desk, "officers", ("star",), person.format("1234"))
    desk.bring_in(profile=profile)
    desk.register.replace("officers", "PO,6,1234", "PO,6,5678")
    assert desk.bring_in(profile=profile).updated == 1


def test_a_word_for_which_the_profile_has_no_counterpart_is_not_called_unknown(desk):
    text = f'{SHIPPED_TEXT}\n[genders.without]\nUNSTATED = "nobody was asked"\n'
    path = desk.problems.parent / "mine.toml"
    path.write_text(text, "utf-8")
    desk.bring_in(profile=load(str(path), vocabulary()))
    reasons = [row["reason"] for row in desk.listed()]
    assert not any("gender is not one" in reason for reason in reasons)
    assert any("final finding has no counterpart" in reason for reason in reasons)


def test_the_codes_are_listed_with_what_each_measure_asks_for(desk):
    group = import_group(desk.opened, lambda: desk.problems.parent)
    result = CliRunner().invoke(group, ["codes"], catch_exceptions=False)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    known = vocabulary()
    for codes in (
        known.personnel,
        *known.stages.values(),
        known.findings,
        known.measures,
        *known.types.values(),
    ):
        for code in codes:
            assert any(line.split()[:1] == [code] for line in lines), code
    assert any(line.split()[:1] == ["NOR"] for line in lines)
    assert "Period in months (Number of months, 1 to 120)" in result.stdout


DOCUMENT = Path(__file__).parents[2] / "docs" / "imports.md"


def test_the_example_of_the_documentation_brings_its_register_in(desk, tmp_path):
    words = DOCUMENT.read_text("utf-8")
    files = re.findall(r"`(\w+)\.csv`[^`]*?:\n\n```csv\n(.*?)```", words, re.DOTALL)
    assert [name for name, _rows in files] == ["cases", "persons", "staff"]
    for name, rows in files:
        (desk.register.folder / f"{name}.csv").write_text(rows, "utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", words, re.DOTALL)
    path = tmp_path / "example.toml"
    path.write_text(example, "utf-8")
    tally = desk.bring_in(profile=load(str(path), vocabulary()))
    assert (tally.created, tally.rejected, tally.left_out) == (2, 0, 0)
    reader = officer_of(desk)
    view = view_of(desk, reader, "2019/1")
    assert [subject.name for subject in view.subjects] == ["Erika Muster"]
    assert [row.label for row in view.matrix] == ["Theft", "Theft"]
    (decision,) = view.decisions
    assert [m.parameters[0][1] for m in decision.measures] == ["3"]
    assert {r.words for o in view.old_words for r in o.remarks} == {
        "Station North",
        "Station South",
    }
    assert view_of(desk, reader, "2019/2").head.stage == "under-investigation"
