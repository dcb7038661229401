"""The bench of the matcher measures loading and looking up on whatever sets it is given."""

from __future__ import annotations

import csv
import gzip

from bench.finding import best_f1, recall_at
from bench.screening import screening

HEAD = ("ref", "name", "aliases", "date_of_birth", "nationality", "gender", "id_numbers")
ASKED = ("query", "name", "date_of_birth", "nationality", "gender", "id_number")


def sheet(path, head, *lines):
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *lines])


def test_every_part_is_measured(tmp_path):
    data, folder = tmp_path / "data", tmp_path / "bench"
    data.mkdir()
    folder.mkdir()
    for number, name in enumerate(("a_ofac", "b_febrl4", "f_wikidata_xscript", "n_negative")):
        person = f"Elena{number} Duarte"
        listed = (f"R{number}", person, "", "1984-07-04", "", "", "")
        kind = "negatives" if name == "n_negative" else "febrl4"
        ref = "" if name == "n_negative" else f"R{number}"
        sheet(data / f"{name}_register.csv.gz", HEAD, listed)
        asked = "Olga Petrenko" if name == "n_negative" else "Elena Duarte"
        sheet(
            data / f"{name}_queries.csv.gz", ASKED, (f"Q{number}", asked, "1984-07-04", "", "", "9")
        )
        sheet(data / f"{name}_truth.csv.gz", ("query", "ref", "kind"), (f"Q{number}", ref, kind))
    sheet(data / "g_filler_register.csv.gz", HEAD, ("F1", "Jun Watanabe", "", "", "", "", ""))
    told = dict(screening(data, folder, 4))
    assert told.keys() == {"load", "batch, full", "batch, name"}
    values = {figure.name: figure.value for figure in told["batch, full"]}
    assert values["febrl4 recall@5"] == 1
    assert {"look-up: CPU p50", "latin f1", "latin recall at 1 %"} <= values.keys()
    assert {f.name: f.value for f in told["load"]}["people"] == 4


def test_answers_of_one_score_stand_or_fall_together():
    assert best_f1([(0.9, True, True), (0.9, False, False)]) == 2 / 3
    assert recall_at([(0.9, True, True), (0.8, False, False)], 0.01) == 1
    assert recall_at([(0.7, True, True), (0.8, False, False)], 0.01) == 0
