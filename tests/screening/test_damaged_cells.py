"""A character that cannot be kept costs a fact at most, and what is not compared is told."""

import csv
import json
from pathlib import Path

import sqlalchemy as sa

from caseflow.crypto.opening import show_rows
from caseflow.screening.matching.people import Person
from caseflow.screening.models import RegisterEntry
from tests.screening.test_commands import HEAD, listed_births, rows, run

NUL, LOST = "\x00", "\xff"


def problems(told):
    with Path(told["problems"]).open(encoding="utf-8-sig", newline="") as file:
        return [list(row.values()) for row in csv.DictReader(file)]


def test_nobody_is_lost_for_a_character_in_a_fact(office, tmp_path):
    path = tmp_path / "people.csv"
    lines = (
        f"C-1,Nul Inday,,4 July 1984{NUL},pt,f,\n"
        f"C-2,Lost Inday,,4 July 19{LOST}84,pt,f,\n"
        f"C-3,Nul Abroad,Other{NUL} Name,1984-07-04,p{NUL}t,f{NUL},AB{NUL}12\n"
        f"C-4,Nul{NUL} Name,,1984-07-04,pt,f,\n"
    )
    path.write_bytes((HEAD + lines).encode("latin-1"))
    done = run(office, "load", path, "--json", "--encoding", "utf-8")
    told = json.loads(done.stdout)
    assert (told["read"], told["created"], told["rejected"]) == (4, 3, 1)
    assert listed_births(office) == {
        "Nul Inday": "1984-07-04",
        "Lost Inday": "",
        "Nul Abroad": "1984-07-04",
    }
    warned = [(each[1], each[4].partition(":")[0]) for each in problems(told)]
    assert warned == [
        ("2", "date_of_birth"),
        ("3", "date_of_birth"),
        ("3", "date_of_birth"),
        *(("4", column) for column in ("aliases", "nationality", "gender", "id_numbers")),
        ("5", "characters that cannot be read or kept stand in"),
    ]
    assert "1984" not in done.stderr


def test_a_list_answers_whoever_has_such_a_character_and_tells_what_it_did_not_compare(
    office, tmp_path
):
    people = tmp_path / "people.csv"
    people.write_text(HEAD + "L-1,Elena Duarte,,4 July 1984,pt,female,\n", encoding="utf-8")
    assert run(office, "load", people).exit_code == 0
    asked, answer = tmp_path / "asked.csv", tmp_path / "answer.csv"
    asked.write_text(
        "query,name,date_of_birth,nationality,gender\n"
        f"q1,Elena Duarte,4 July 1984{NUL},\u200bPT\u200b,f\n"
        "q2,Elena Duarte,4 July 1984,Atlantis,H\n"
        "q3,Elena Duarte,rain,pt,f\n",
        encoding="utf-8",
    )
    done = run(office, "batch", asked, answer, "--json", "--limit", "1")
    told = json.loads(done.stdout)
    assert (told["queries"], told["not_understood"], told["warnings"]) == (3, 0, 4)
    assert [row["ref"] for row in rows(answer)] == ["L-1"] * 3
    assert [row["answer"] for row in rows(answer)] == ["refer", "refer", "need-more-data"]
    assert [(each[1], each[2], each[4].partition(":")[0]) for each in problems(told)] == [
        ("2", "q1", "date_of_birth"),
        ("3", "q2", "nationality"),
        ("3", "q2", "gender"),
        ("4", "q3", "date_of_birth"),
    ]
    assert "Atlantis" not in done.stderr, "what a candidate wrote is shown on no screen"
    by_name = run(office, "batch", asked, answer, "--json", "--name-only")
    assert json.loads(by_name.stdout)["warnings"] == 0, "no fact was asked for"


def test_numbers_are_genders_only_where_they_are_declared(office, tmp_path):
    path = tmp_path / "people.csv"
    lines = "".join(f"G-{n},Person {n},,1984,pt,{n},\n" for n in (0, 1, 2, 9, 7))
    path.write_text(HEAD + lines, encoding="utf-8")
    told = json.loads(run(office, "load", path, "--json").stdout)
    assert (told["created"], told["warnings"]) == (5, 5)
    path.write_text(HEAD + lines.replace("G-", "H-"), encoding="utf-8")
    told = json.loads(run(office, "load", path, "--json", "--iso-5218").stdout)
    assert (told["created"], told["warnings"], sum(told["said_nothing"].values())) == (5, 1, 2)
    with office.house.system() as session:
        rows = session.scalars(sa.select(RegisterEntry).where(RegisterEntry.ref.like("H-%")))
        opened = show_rows(session, rows.all(), ("person",))
    genders = {p.names[0][-1]: p.gender for p in (Person.from_json(e["person"]) for e in opened)}
    assert genders == {"0": "", "1": "male", "2": "female", "9": "", "7": ""}
