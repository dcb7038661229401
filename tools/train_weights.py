"""Train the weights of the name matcher on labelled look-ups, and say how good they are.

usage: python -m tools.train_weights DATA [--write]    (writes weights.toml and docs/training.md)
(CASEFLOW_HOME names an instance whose register holds the sets of DATA and nobody else)

For each query of DATA/*_queries.csv.gz the register is searched, with all facts but the number
and by name alone; logistic regression then fits the weights of scoring.py to tell the right entry
from the hardest wrong ones. A third of the queries takes no part and is reported beside the rest.
"""

from __future__ import annotations

import csv
import gzip
import math
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from caseflow.access.acting import system_session
from caseflow.screening.matching import scoring
from caseflow.screening.matching.people import Candidate, faults, person
from caseflow.screening.matching.scoring import Comparer, Features
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.services.comparing import likely
from tools import training_report
from tools.training_report import Look

SETS = ("a_ofac", "b_febrl4", "f_wikidata_xscript", "n_negative")
HARDEST, ROUNDS, STEPS, LEAP = 8, 2, 25, 0.6
CALM = 2.0
"""How strongly weights are drawn towards what is expected of them, nought where nothing is."""
EXPECTED = {
    "birth-swapped": 2.6,
    "birth-one-digit": 2.4,
    "birth-same-month": 3.0,
    "birth-same-year": 1.5,
    "number-same": 6.0,
    "nameless": -8.0,
    "nickname": 2.0,
}
"""What the sets have too few examples of."""
SET = {"no-name": -2.5, "birth-in-span": 1.1}
"""Set by hand: however much else fits, people without a likeness of names are not referred. No
set holds spans of years: three of them tell as much less than one as there are more to be born in.
"""
TARGET = Path(scoring.__file__).with_name("weights.toml")
REPORT = Path(__file__).parents[1] / "docs/training.md"


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def looks(folder: Path) -> Iterator[Look]:
    """Every query, searched for in the register of the instance."""
    from caseflow.web.store import session_factory
    from wsgi import app

    with app.app_context(), system_session(session_factory(), ScreeningPurpose.MATCHING) as session:
        session.info["writes"] = False
        for name in SETS:
            truth = {t["query"]: t for t in rows(folder / f"{name}_truth.csv.gz")}
            for row in rows(folder / f"{name}_queries.csv.gz"):
                for mode in ("full", "name"):
                    facts = {k: row[k] for k in ("date_of_birth", "nationality", "gender")}
                    candidate = Candidate(row["name"], **(facts if mode == "full" else {}))
                    if faults(candidate, today=date.today()):  # noqa: DTZ011
                        continue
                    asked = person(candidate)
                    known = truth[row["query"]]
                    yield Look(
                        row["query"],
                        mode,
                        known["kind"],
                        known["ref"],
                        asked,
                        [(entry.ref, listed) for entry, listed in likely(session, asked)],
                    )


def examples(all_looks: list[Look]) -> list[tuple[Features, int]]:
    """The right entry of each query, and the wrong ones that score best now."""
    made = []
    for look in all_looks:
        comparer = Comparer(look.asked)
        wrong = []
        for ref, listed in look.found:
            features = comparer.features(listed)
            if ref == look.truth:
                made.append((features, 1))
            else:
                wrong.append((scoring.weigh(features), features))
        wrong.sort(key=lambda each: -each[0])
        made += [(features, 0) for _weight, features in wrong[:HARDEST]]
    return made


def fit(data: list[tuple[Features, int]], weights: dict[str, float]) -> dict[str, float]:
    """Newton's method on the logistic likelihood, drawn a little towards nought."""
    names = sorted({name for features, _right in data for name in features})
    place = {name: i for i, name in enumerate(names)}
    sparse = [([(place[n], v) for n, v in f.items()], right) for f, right in data]
    now = [SET.get(name, weights.get(name, 0.0)) for name in names]
    for _step in range(STEPS):
        slope = [CALM * (EXPECTED.get(n, 0.0) - w) for n, w in zip(names, now, strict=True)]
        bend = [[CALM if i == j else 0.0 for j in range(len(names))] for i in range(len(names))]
        for features, right in sparse:
            odds = max(-30.0, min(30.0, sum(now[i] * v for i, v in features)))
            chance = 1 / (1 + math.exp(-odds))
            unsure = chance * (1 - chance)
            for i, v in features:
                slope[i] += v * (right - chance)
                if unsure > 1e-6:
                    row = bend[i]
                    for j, u in features:
                        row[j] += unsure * v * u
        # never far at once: where the first guess is sure of itself, the slope says little
        change = [max(-LEAP, min(LEAP, each)) for each in solve(bend, slope)]
        change = [0.0 if n in SET else c for n, c in zip(names, change, strict=True)]
        now = [w + c for w, c in zip(now, change, strict=True)]
        if max(map(abs, change)) < 0.003:
            break
    return dict(zip(names, now, strict=True))


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination."""
    size = len(right)
    table = [[*row, right[i]] for i, row in enumerate(matrix)]
    for i in range(size):
        best = max(range(i, size), key=lambda r: abs(table[r][i]))
        table[i], table[best] = table[best], table[i]
        for r in range(i + 1, size):
            if factor := table[r][i] / table[i][i]:
                table[r] = [a - factor * b for a, b in zip(table[r], table[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(table[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (table[i][size] - rest) / table[i][i]
    return found


def write(weights: dict[str, float]) -> None:
    head = TARGET.read_text("utf-8").partition("[weights]")[0]
    lines = [f'"{name}" = {weight:.3f}\n' for name, weight in sorted(weights.items())]
    TARGET.write_text(f"{head}[weights]\n{''.join(lines)}", "utf-8")


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    all_looks = list(looks(Path(sys.argv[1])))
    data: list[tuple[Features, int]] = []
    for _round in range(ROUNDS):
        data = examples([look for look in all_looks if not look.held_out])
        scoring.WEIGHTS.update(fit(data, scoring.WEIGHTS))
    told = training_report.told(all_looks, data)
    print(told)
    if "--write" in sys.argv:
        write(scoring.WEIGHTS)
        REPORT.write_text(told, "utf-8")


if __name__ == "__main__":
    main()
