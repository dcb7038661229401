"""What others find in the same names in plain text: rapidfuzz walks them all, pg_trgm has an index.

A sample of the queries, since a walk takes a tenth of a second; names alone, transliterated.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from anyascii import anyascii
from rapidfuzz import fuzz, process, utils

from bench.finding import Answer, figures
from bench.results import Figure
from tests.support import postgres

EVERY = 10
Ask = Callable[[str], list[Answer]]
Truth = dict[str, tuple[str, str]]


def peers(folder: Path, truth: Truth) -> Iterator[tuple[str, list[Figure]]]:
    """Each peer with its figures."""
    listed = [(row["ref"], plain(row["name"])) for row in rows(folder / "register.csv")]
    some = rows(folder / "queries.csv")[::EVERY]
    names = [name for _ref, name in listed]

    def walk(asked: str) -> list[Answer]:
        best = process.extract(asked, names, scorer=fuzz.token_sort_ratio, limit=5)
        return [(listed[place][0], score / 100) for _name, score, place in best]

    yield "rapidfuzz token_sort", measured(walk, some, truth, time.process_time)
    server = postgres.start()
    try:
        with psycopg.connect(server.create("trigrams").replace("+psycopg", "")) as connection:
            yield "pg_trgm", trigrams(connection, listed, some, truth)
    finally:
        server.stop()


def trigrams(
    connection: psycopg.Connection,
    listed: list[tuple[str, str]],
    some: list[dict[str, str]],
    truth: Truth,
) -> list[Figure]:
    connection.execute("CREATE EXTENSION pg_trgm")
    connection.execute("CREATE TABLE listed (ref text, name text)")
    with connection.cursor().copy("COPY listed FROM STDIN") as copy:
        for row in listed:
            copy.write_row(row)
    connection.execute("CREATE INDEX ON listed USING gin (name gin_trgm_ops)")
    used = Path(f"/proc/{connection.info.backend_pid}/schedstat")

    def look(asked: str) -> list[Answer]:
        found = connection.execute(
            "SELECT ref, similarity(name, %(asked)s) AS alike FROM listed"
            " WHERE name %% %(asked)s ORDER BY alike DESC LIMIT 5",
            {"asked": asked},
        )
        return [(ref, float(alike)) for ref, alike in found]

    def clock() -> float:
        return time.process_time() + int(used.read_text("ascii").split()[0]) / 1e9

    return measured(look, some, truth, clock)


def measured(
    ask: Ask, some: list[dict[str, str]], truth: Truth, clock: Callable[[], float]
) -> list[Figure]:
    """Ask for each of these, and say what was found and what it took."""
    found, times = {}, []
    for row in some:
        began = clock()
        found[row["query"]] = ask(plain(row["name"]))
        times.append((clock() - began) * 1000)
    times.sort()
    known = {row["query"]: truth[row["query"]] for row in some}
    return [
        Figure("look-up: CPU p50", times[len(times) // 2], "ms"),
        Figure("look-up: CPU p95", times[int(len(times) * 0.95)], "ms"),
        *figures(found, known, {}),
    ]


def plain(name: str) -> str:
    return str(utils.default_process(anyascii(name)))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
