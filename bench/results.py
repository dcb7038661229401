"""Keeping figures: one file a measurement, each figure with its target and the machine's load."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pysqlite3.dbapi2 as sqlite

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True)
class Figure:
    """One figure; `target` says what was promised, `load` the load average when it was taken."""

    name: str
    value: float
    unit: str
    target: str = ""
    load: float = field(default_factory=lambda: round(os.getloadavg()[0], 2))


def keep(name: str, figures: list[Figure], *, folder: Path, **facts: object) -> Path:
    """Write the figures of one measurement down, with the command and the machine."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name.replace(',', '').replace(' ', '-')}.json"
    content = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command(sys.argv[1:]),
        "machine": {
            "python": platform.python_version(),
            "cpus": os.cpu_count(),
            "a million turns of a loop, CPU ms": round(loop() * 1000, 1),
            "system": platform.system(),
            "sqlite": sqlite.sqlite_version,
        },
        **facts,
        "figures": [asdict(figure) for figure in figures],
    }
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    return path


def command(given: list[str]) -> str:
    """The command as anybody would give it, without the folders of this machine."""
    folders = {"--data", "--results"}
    words = ["DIR" if before in folders else word for before, word in pairwise(["", *given])]
    part = Path(sys.argv[0]).stem
    return " ".join(["python -m bench" + ".screening" * (part == "screening"), *words])


def loop() -> float:
    """CPU seconds of a fixed piece of Python: neighbours on the machine make this grow, too."""
    began = time.process_time()
    for _turn in range(1_000_000):
        pass
    return time.process_time() - began


def missed(figure: Figure) -> bool:
    """Whether a figure is not what was promised."""
    promised = re.match(r"(<=|<|>=)? ?([0-9.]+)", figure.target)
    if promised is None:
        return False
    sign, limit = promised[1], float(promised[2])
    kept = {
        "<=": figure.value <= limit,
        "<": figure.value < limit,
        ">=": figure.value >= limit,
        None: figure.value == limit,
    }
    return not kept[sign]


def table(figures: list[Figure]) -> str:
    """The figures as lines for the terminal."""
    wide = max(len(figure.name) for figure in figures)
    return "\n".join(
        f"{f.name:<{wide}}  {f.value:>10,.2f} {f.unit:<12} {f.target:<22} load {f.load:.1f}"
        f"{'  missed' if missed(f) else ''}"
        for f in figures
    )
