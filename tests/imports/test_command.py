"""`flask import cases`: what it prints, where it lists problems, how it ends."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from caseflow.imports import runner
from caseflow.imports.commands import import_group
from tests.support.house import build_house, tables


@pytest.fixture
def run(databases, tmp_path):
    with tables(databases, "sqlite") as url:
        house = build_house(url, tmp_path)
        house.entity("NOR")
        group = import_group(house.system, lambda: tmp_path / "home" / "imports")

        def invoke(*words):
            arguments = ["cases", *map(str, words)]
            return CliRunner().invoke(group, arguments, catch_exceptions=False)

        yield invoke
        house.engine.dispose()


PROFILE = ("--profile", "police-oversight")


def test_all_well_ends_with_nought_and_one_json_object(run, register):
    result = run(*PROFILE, register.folder, "--json")
    assert result.exit_code == 0
    figures = json.loads(result.stdout)
    assert list(figures) == [
        "read",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "warnings",
        "kept",
        "absent",
        "said_nothing",
        "seconds",
        "problems",
    ]
    assert (figures["read"], figures["created"], figures["warnings"]) == (6, 6, 3)
    assert figures["seconds"] > 0
    path = Path(figures["problems"])
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.read_text("utf-8").count("\n") > 10


def test_rows_that_did_not_come_in_end_with_three(run, register):
    register.add("complaints", "=cmd(),1,1,2031-01-01,,soon,")
    result = run(*PROFILE, register.folder, "--json")
    assert result.exit_code == 3
    figures = json.loads(result.stdout)
    assert (figures["read"], figures["rejected"]) == (7, 1)
    assert '"\'=cmd()"' in Path(figures["problems"]).read_text("utf-8")
    register.add("victims", "T-404,MALE,1,")
    again = run(*PROFILE, register.folder)
    assert again.exit_code == 3
    assert "6 unchanged" in again.stdout
    assert "1 rows left out" in again.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--profile", "unheard-of"), "There is no profile “unheard-of”"),
        (("--profile", "/nowhere/x.toml"), "x.toml"),
    ],
)
def test_a_refusal_ends_with_one_and_a_sentence(run, register, words, sentence):
    result = run(*words, register.folder)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert result.stdout == ""
    told = run(*words, register.folder, "--json")
    assert told.exit_code == 1
    assert sentence in json.loads(told.stdout)["refused"]


def test_a_folder_that_is_none_is_refused(run, tmp_path):
    result = run(*PROFILE, tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "“nowhere” cannot be read" in result.stderr


def test_a_database_that_does_not_take_a_batch_is_told_and_can_be_taken_up_again(
    run, register, monkeypatch
):
    def busy(*_arguments, **_named):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr(runner, "take_in", busy)
        result = run(*PROFILE, register.folder)
    assert result.exit_code == 1
    assert "0 cases are in; run the import again to go on" in result.stderr
    assert "6 created" in run(*PROFILE, register.folder).stdout


def test_a_list_of_problems_never_takes_the_place_of_a_file_of_the_register(
    run, register, tmp_path
):
    before = register.path("officers").read_bytes()
    result = run(*PROFILE, register.folder, "--problems", register.path("officers"))
    assert result.exit_code == 1
    assert "would take the place of a file of the register" in result.stderr
    assert register.path("officers").read_bytes() == before
    at = tmp_path / "mine.csv"
    assert run(*PROFILE, register.folder, "--problems", at).exit_code == 0
    assert stat.S_IMODE(at.stat().st_mode) == 0o600


def test_a_guessed_encoding_stops_before_anything_is_written_and_is_counted_once_accepted(
    run, register
):
    header = register.lines("officers")[0]
    register.write("officers", [header, "71,Zoë,Brontë,FEMALE,,,,,"], "cp1252")
    stopped = run(*PROFILE, register.folder, "--json")
    assert stopped.exit_code == 1
    assert "could only be guessed: cp1252" in json.loads(stopped.stdout)["refused"]
    told = json.loads(run(*PROFILE, register.folder, "--json", "--accept-guess").stdout)
    assert told["created"] == 6, "nothing had been written before"
    register.write("officers", [header, "71,Zoë,Brontë,FEMALE,,,,,"])
    whole = json.loads(run(*PROFILE, register.folder, "--json").stdout)
    assert told["warnings"] == whole["warnings"] + 1


def test_a_register_comes_in_from_workbooks_as_from_csv(run, register):
    assert "6 created" in run(*PROFILE, register.folder).stdout
    for path in sorted(register.folder.glob("*.csv")):
        book = xlsxwriter.Workbook(path.with_suffix(".xlsx"))
        sheet = book.add_worksheet()
        for line, cells in enumerate(csv.reader(path.read_text("utf-8").splitlines())):
            for place, cell in enumerate(cells):
                sheet.write_string(line, place, cell)
        book.close()
        path.unlink()
    assert "6 unchanged" in run(*PROFILE, register.folder).stdout


def test_a_dry_run_says_so(run, register):
    result = run(*PROFILE, register.folder, "--dry-run")
    assert result.exit_code == 0
    assert "a dry run, nothing was changed" in result.stdout
    assert "6 created" in run(*PROFILE, register.folder).stdout


def test_a_home_that_cannot_be_written_is_refused_before_anything_changes(run, register, tmp_path):
    (tmp_path / "home").write_text("a file where a folder should be")
    result = run(*PROFILE, register.folder)
    assert result.exit_code == 1
    assert "could not be written" in result.stderr
    (tmp_path / "home").unlink()
    assert "6 created" in run(*PROFILE, register.folder).stdout
