"""How fast a register comes in, in how much memory, and that a second time changes nothing."""

from __future__ import annotations

from pathlib import Path

from bench.homes import database, flask
from bench.results import Figure


def import_cases(home: Path, data: Path) -> list[Figure]:
    """Bring the register in twice with the real command. Raises RuntimeError when it differs."""
    command = ("import", "cases", "--profile", "police-oversight", str(data), "--json")
    first = flask(home, *command)
    second = flask(home, *command)
    if second.answer["created"] or second.answer["updated"]:
        raise RuntimeError(f"a second import changed something: {second.answer}")
    read = first.answer["read"]
    size = database(home).stat().st_size
    return [
        Figure("cases read", read, "cases"),
        Figure("cases a second", read / first.answer["seconds"], "1/s", ">= 250"),
        Figure("cases a CPU second, start included", read / first.cpu, "1/s", ">= 250"),
        Figure("most memory", first.memory, "MB", "< 400"),
        Figure("second import / first, CPU", second.cpu / first.cpu, "ratio", "< 1"),
        Figure("second import changed", 0, "cases", "0"),
        Figure("database a case", size / max(read, 1), "bytes"),
    ]
