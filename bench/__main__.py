"""`make bench`: measure, print a table, keep the figures."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.files import files
from bench.growing import grow
from bench.growth import growth
from bench.homes import make_home
from bench.import_cases import import_cases
from bench.namesakes import namesakes
from bench.pages import pages
from bench.results import RESULTS, Figure, keep, table
from bench.starting import starting

PARTS = ("import", "pages", "start", "namesakes", "files", "growth")


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    cases: int
    few: int
    many: int
    rounds: int
    starts: int
    users: int
    file: int
    """Mebibytes of a large file."""


SIZES = {
    "full": Size(
        cases=36_000, few=10_000, many=300_000, rounds=200, starts=5, users=3_000, file=1_024
    ),
    "quick": Size(cases=2_000, few=1_000, many=10_000, rounds=60, starts=3, users=3_000, file=256),
    "smoke": Size(cases=200, few=100, many=200, rounds=4, starts=1, users=20, file=16),
}


def main(arguments: list[str] | None = None) -> None:
    """Measure what is asked for."""
    given = options().parse_args(arguments)
    size = SIZES[given.size]
    with a_folder() as folder:
        empty = make_home(folder / "empty")
        full = folder / "full"
        shutil.copytree(empty, full)
        facts = {"size": given.size, "data": "given" if given.data else "grown"}
        if given.data:
            show("import", import_cases(full, given.data), given.results, facts)
        elif {"import", "pages"} & set(given.only):
            show("grow", grow(full, size.cases), given.results, facts)
        if "pages" in given.only:
            show("pages", pages(full, folder, rounds=size.rounds), given.results, facts)
        if "start" in given.only:
            show("start", starting(full, times=size.starts), given.results, facts)
        if "namesakes" in given.only:
            found = namesakes(full, users=size.users, rounds=max(size.starts * 2, 2))
            show("namesakes", found, given.results, facts)
        if "files" in given.only:
            show("files", files(full, few=8, many=size.file), given.results, facts)
        shutil.rmtree(full)
        if "growth" in given.only:
            found = growth(empty, folder, few=size.few, many=size.many, rounds=size.rounds)
            show("growth", found, given.results, facts)


def options() -> argparse.ArgumentParser:
    """What may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with a register to bring in")
    parser.add_argument("--size", choices=SIZES, default="full", help="how much is measured")
    parser.add_argument("--quick", dest="size", action="store_const", const="quick")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to measure")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where figures are kept")
    return parser


def show(name: str, figures: list[Figure], folder: Path, facts: dict[str, str]) -> None:
    """Print the figures of one part and keep them."""
    path = keep(name, figures, folder=folder, **facts)
    print(f"\n{name} ({', '.join(facts.values())})\n{table(figures)}\n{path}", flush=True)


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder of our own, taken away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="caseflow-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
