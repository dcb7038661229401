"""The people of a register to measure with: those of the sets, and as many more as are wanted."""

from __future__ import annotations

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, count, islice
from pathlib import Path

from caseflow.names.scripts import script_of

SETS = ("a_ofac", "b_febrl4", "f_wikidata_xscript")
NEGATIVE = "n_negative"
FILLER = "g_filler"
Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """The rows of a set. Raises FileNotFoundError when the data is not there."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people(data: Path, size: int) -> Iterator[Row]:
    """So many people: all that are looked for, then the filler, then people made out of it."""
    looked_for = [row for name in SETS for row in rows(data / f"{name}_register.csv.gz")]
    filler = rows(data / f"{FILLER}_register.csv.gz")
    return islice(chain(looked_for, filler, recombined(filler)), size)


def recombined(filler: list[Row]) -> Iterator[Row]:
    """Without end: the given names of one, the last name of another, born as a third.

    Names keep their frequencies, so that a name that many carry is carried by ten times as many.
    """
    draw = random.Random(4)
    alike: dict[str, list[Row]] = defaultdict(list)
    for row in filler:
        alike[script_of(row["name"])].append(row)
    for number in count():
        one, born = draw.choice(filler), draw.choice(filler)
        other = draw.choice(alike[script_of(one["name"])])
        name = " ".join([*one["name"].split(" ")[:-1], other["name"].split(" ")[-1]])
        yield {
            **one,
            "ref": f"more-{number}",
            "name": name,
            "date_of_birth": born["date_of_birth"],
            "nationality": other["nationality"],
        }


def lay_out(data: Path, folder: Path) -> dict[str, tuple[str, str]]:
    """All queries, without id numbers; the truth of each query."""
    queries, truth = [], {}
    for name in (*SETS, NEGATIVE):
        queries += [{**row, "id_number": ""} for row in rows(data / f"{name}_queries.csv.gz")]
        for row in rows(data / f"{name}_truth.csv.gz"):
            truth[row["query"]] = (row["ref"], row["kind"])
    write(folder / "queries.csv", queries)
    return truth


def write(path: Path, table: Iterable[Row]) -> Path:
    """The rows as a file, however many."""
    rest = iter(table)
    first = next(rest)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, first)
        out.writeheader()
        out.writerow(first)
        out.writerows(rest)
    return path
