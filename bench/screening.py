"""How well and how fast the name matcher finds people, beside others on the same data.

usage: python -m bench.screening --data DIR [--size 100000] [--peers]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.__main__ import a_folder, show
from bench.finding import Answer, figures
from bench.homes import database, flask, make_home
from bench.peers import peers
from bench.results import RESULTS, Figure

SETS = ("a_ofac", "b_febrl4", "f_wikidata_xscript")
NEGATIVE = "n_negative"
FILLER = "g_filler"
TOLD = {
    "latin f1": ">= 0.93 full, 0.78 name",
    "latin recall at 1 %": ">= 0.85 full",
}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a set. Raises FileNotFoundError when the data is not there."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lay_out(data: Path, folder: Path, size: int) -> dict[str, tuple[str, str]]:
    """A register of this size and all queries, without id numbers; the truth of each query."""
    people = [row for name in SETS for row in rows(data / f"{name}_register.csv.gz")]
    people += rows(data / f"{FILLER}_register.csv.gz")[: max(0, size - len(people))]
    queries, truth = [], {}
    for name in (*SETS, NEGATIVE):
        queries += [{**row, "id_number": ""} for row in rows(data / f"{name}_queries.csv.gz")]
        for row in rows(data / f"{name}_truth.csv.gz"):
            truth[row["query"]] = (row["ref"], row["kind"])
    write(folder / "register.csv", people[:size])
    write(folder / "queries.csv", queries)
    return truth


def write(path: Path, table: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, table[0])
        out.writeheader()
        out.writerows(table)


def answers(path: Path) -> dict[str, list[Answer]]:
    """What a batch answered: for each query the refs with their scores, best first."""
    found: dict[str, list[Answer]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["ref"]:
                found.setdefault(row["query"], []).append((row["ref"], float(row["score"])))
    return found


def screening(data: Path, folder: Path, size: int) -> Iterator[tuple[str, list[Figure]]]:
    """Load, look up with all facts and by name alone, and measure what that took."""
    truth = lay_out(data, folder, size)
    home = make_home(folder / "home")
    before = database(home).stat().st_size
    loaded = flask(home, "screening", "load", str(folder / "register.csv"), "--json")
    leaks = flask(home, "screening", "leakage", "--json").answer
    people = loaded.answer["created"]
    yield (
        "load",
        [
            Figure("people", people, "people"),
            Figure("people a second", people / loaded.answer["seconds"], "1/s", ">= 3000"),
            Figure("people a CPU second, start included", people / loaded.cpu, "1/s", ">= 3000"),
            Figure("database a person, all of it", (size_of(home) - before) / people, "bytes"),
            Figure("index a person", size_of_index(home) / people, "bytes", "<= 600"),
            *(Figure(f"leakage: {name}", value, "") for name, value in leaks.items()),
        ],
    )
    for mode, option in (("full", ()), ("name", ("--name-only",))):
        out = folder / f"{mode}.csv"
        ran = flask(
            home, "screening", "batch", str(folder / "queries.csv"), str(out), "--json", *option
        )
        told = [
            Figure("look-up: CPU p50", ran.answer["cpu_ms_p50"], "ms", "<= 12"),
            Figure("look-up: CPU p95", ran.answer["cpu_ms_p95"], "ms", "<= 25"),
            Figure("look-ups a second", ran.answer["queries"] / ran.answer["seconds"], "1/s"),
            Figure("most memory", ran.memory, "MB"),
        ]
        yield f"batch, {mode}", told + figures(answers(out), truth, TOLD)


def size_of(home: Path) -> int:
    """The database with its log."""
    return sum(path.stat().st_size for path in home.glob(database(home).name + "*"))


def size_of_index(home: Path) -> int:
    """Tokens and owners with their indexes, and the sealed records."""
    with closing(sqlite3.connect(f"file:{database(home)}?mode=ro", uri=True)) as connection:
        asked = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%register_tokens%'"
        asked += " OR name LIKE '%register_owners%'"
        (index,) = connection.execute(asked).fetchone()
        (sealed,) = connection.execute(
            "SELECT sum(length(person)) FROM register_entries"
        ).fetchone()
    return int(index + sealed)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.screening", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the sets")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--peers", action="store_true", help="rapidfuzz and pg_trgm beside it")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    with a_folder() as folder:
        facts = {"size": str(given.size)}
        for name, told in screening(given.data, folder, given.size):
            show(f"screening {name}", told, given.results, facts)
        if given.peers:
            truth = lay_out(given.data, folder, given.size)
            for name, told in peers(folder, truth):
                show(f"screening beside {name}", told, given.results, facts)


if __name__ == "__main__":
    main()
