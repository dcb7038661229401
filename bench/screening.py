"""How well and how fast the name matcher finds people, beside others on the same data.

usage: python -m bench.screening --data DIR [--size 100000] [--peers] [--grown 1000000]
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.__main__ import a_folder, show
from bench.finding import Answer, figures
from bench.homes import Run, database, flask, make_home
from bench.peers import peers
from bench.people import lay_out, people, write
from bench.results import RESULTS, Figure

ANSWER = "answer.csv"
TOLD = {
    "full": {
        "latin f1": ">= 0.93",
        "latin recall at 1 %": ">= 0.85",
        "ofac_aka recall@5": ">= 0.96",
        "febrl4 recall@5": ">= 0.97",
    },
    "name": {
        "latin f1": ">= 0.78",
        "wikidata_hebrew recall@1": ">= 0.70",
        "wikidata_korean recall@1": ">= 0.60",
        "composed_arabic recall@1": ">= 0.68",
        "composed_russian recall@1": ">= 0.86",
        "composed_katakana recall@1": ">= 0.55",
    },
}


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
    truth = lay_out(data, folder)
    home = make_home(folder / "home")
    yield "load", loading(home, write(folder / "register.csv", people(data, size)))
    for mode, option in (("full", ()), ("name", ("--name-only",))):
        ran = batch(home, folder, *option)
        told = [
            Figure("look-up: CPU p50", ran.answer["cpu_ms_p50"], "ms", "<= 12"),
            Figure("look-up: CPU p95", ran.answer["cpu_ms_p95"], "ms", "<= 25"),
            Figure("look-ups a second", ran.answer["queries"] / ran.answer["seconds"], "1/s"),
            Figure("most memory", ran.memory, "MB"),
        ]
        yield f"batch, {mode}", told + figures(answers(folder / ANSWER), truth, TOLD[mode])


def loading(home: Path, register: Path) -> list[Figure]:
    """Load a register, and see what it takes and tells."""
    before = size_of(home)
    loaded = flask(home, "screening", "load", str(register), "--json")
    leaks = flask(home, "screening", "leakage", "--json").answer
    many = loaded.answer["created"]
    return [
        Figure("people", many, "people"),
        Figure("people a second", many / loaded.answer["seconds"], "1/s", ">= 3000"),
        Figure("people a CPU second, start included", many / loaded.cpu, "1/s"),
        Figure("database a person, all of it", (size_of(home) - before) / many, "bytes"),
        Figure("index a person", size_of_index(home) / many, "bytes", "<= 600"),
        *(Figure(f"leakage: {name}", value, "") for name, value in leaks.items()),
    ]


def batch(home: Path, folder: Path, *options: str) -> Run:
    """All queries through this home's register."""
    asked, out = str(folder / "queries.csv"), str(folder / ANSWER)
    return flask(home, "screening", "batch", asked, out, "--json", *options)


def growth(data: Path, folder: Path, few: int, many: int) -> list[Figure]:
    """Whether a look-up stays as quick in a larger register: both are asked in turn, A B B A."""
    small, large = folder / "home", make_home(folder / "large")
    told = loading(large, write(folder / "large.csv", people(data, many)))
    ran = [(home, batch(home, folder).answer) for home in (small, large, large, small)]
    for name in ("p50", "p95"):
        each = {
            home: min(answer[f"cpu_ms_{name}"] for at, answer in ran if at == home)
            for home in (small, large)
        }
        told += [
            Figure(f"look-up: CPU {name} at {few:,}", each[small], "ms"),
            Figure(f"look-up: CPU {name} at {many:,}", each[large], "ms"),
            Figure(f"{name}: {many:,} / {few:,}", each[large] / each[small], "", "<= 1.3"),
        ]
    return told


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
    parser.add_argument("--grown", type=int, help="also a register of so many, in turn with this")
    parser.add_argument("--peers", action="store_true", help="rapidfuzz and pg_trgm beside it")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    with a_folder() as folder:
        facts = {"size": str(given.size)}
        for name, told in screening(given.data, folder, given.size):
            show(f"screening {name}", told, given.results, facts)
        if given.peers:
            for name, told in peers(folder, lay_out(given.data, folder)):
                show(f"screening beside {name}", told, given.results, facts)
        if given.grown:
            told = growth(given.data, folder, given.size, given.grown)
            show("screening growth", told, given.results, facts)


if __name__ == "__main__":
    main()
