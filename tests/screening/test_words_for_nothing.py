"""Cells that say nothing are nobody's facts: emptied, counted, told without anybody's data."""

from __future__ import annotations

import json

import pytest

from caseflow.facts.words_for_nothing import NothingSaid
from caseflow.screening.blank_cells import without_nothing
from caseflow.sheets.named_rows import Row
from tests.screening.test_commands import HEAD, rows, run

LISTED = (
    "T1,Tamsin Falk,-0-|N/A,N/A,NULL,unknown,N/A\n"
    "T2,Unknown Officer,,1984-07-04,ke,f,X1\n"
    "T3,FNU Mohammad,,1984-07-04,Ruritania,1,X2\n"
    "T4,Quirin Null,,1984-07-04,Germany;KEN,Mme,none\n"
)


def test_rows_keep_what_says_something():
    said = NothingSaid()
    row = Row(2, {"ref": "N/A", "name": "Na Li", "aliases": "N/A|Lina;-0-", "nationality": "NA"})
    (left,) = without_nothing([row], said)
    assert left.values == {**row.values, "aliases": "Lina"}
    assert dict(said.words) == {"N/A": 1, "-0-": 1}


@pytest.mark.parametrize("as_json", [True, False])
def test_a_set_is_loaded_without_words_for_nothing_and_tells_how_many(office, tmp_path, as_json):
    file = tmp_path / "set.csv"
    file.write_text(HEAD + LISTED, "utf-8")
    done = run(office, "load", file, *["--json"] * as_json)
    assert done.exit_code == 3
    if as_json:
        figures = json.loads(done.stdout)
        assert (figures["created"], figures["rejected"]) == (3, 1)
        assert figures["said_nothing"]["N/A"] == 3
        assert figures["said_nothing"]["Unknown Officer"] == 1
    else:
        assert "8 cells said nothing: N/A" in done.stdout
    assert "Ruritania" not in done.output
    assert "Falk" not in done.output


def test_candidates_are_looked_up_without_words_for_nothing(office, tmp_path):
    listed, asked, answer = (tmp_path / name for name in ("set.csv", "asked.csv", "answer.csv"))
    listed.write_text(HEAD + "T1,Tamsin Falk,,1984-07-04,ke,f,unknown\n", "utf-8")
    assert run(office, "load", listed).exit_code == 0
    asked.write_text(
        "query,name,other_names,date_of_birth,nationality,gender,id_number\n"
        "q1,Olga Fremd,N/A,1951-02-03,N/A,-0-,unknown\n"
        "q2,Tamsin Falk,,1984-07-04,Kenya,Mme,N/A\n"
        "q3,NULL,,1984-07-04,ke,f,\n",
        "utf-8",
    )
    done = run(office, "batch", asked, answer)
    assert done.exit_code == 0, done.output
    assert "said nothing: N/A, -0-, unknown, NULL." in done.stdout
    best = {row["query"]: row["band"] for row in reversed(rows(answer))}
    assert best == {"q1": "clear", "q2": "strong", "q3": "need-more-data"}
