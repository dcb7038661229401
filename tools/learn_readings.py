"""Learn how the letters and syllables of each script are read in Latin letters.

usage: python -m tools.learn_readings PERSONS.TXT [SCRIPT …]
(names of Wikidata, CC0, as the wheel of rigour 1.4.2 holds them)

Each line of PERSONS.TXT is one name in many spellings. Every foreign spelling is paired with the
Latin ones; expectation maximisation finds which letters each unit stands for. Written are, for
each script, the units with their readings and how many bits each costs, times ten.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from anyascii import anyascii

from caseflow.names.scripts import fold, script_of, units

TARGET = Path(__file__).parents[1] / "caseflow/names/readings"
SCRIPTS = (
    *("ARABIC", "HEBREW", "CYRILLIC", "HANGUL", "KATAKANA", "CJK", "GREEK", "GEORGIAN"),
    *("BENGALI", "DEVANAGARI", "ARMENIAN"),
)
LONGEST = {"CJK": 6, "KATAKANA": 4, "HEBREW": 3, "ARABIC": 3, "BENGALI": 3, "DEVANAGARI": 3}
MOST_PAIRS = {"CJK": 160_000, "CYRILLIC": 25_000, "KATAKANA": 40_000}
ROUNDS = 6
RAREST = 0.006
CZECH_WOMEN = ("ová", "ova")
Pair = tuple[list[str], str]
Table = dict[str, dict[str, float]]


def latin(word: str) -> str:
    return "".join(c for c in anyascii(word).lower() if "a" <= c <= "z")


def spellings(path: Path) -> Iterator[list[str]]:
    """The spellings of each name that are one word."""
    for line in path.read_text("utf-8").splitlines():
        yield [n for n in line.split(" => ")[0].split(", ") if " " not in n]


def pairs(path: Path) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = defaultdict(list)
    for names in spellings(path):
        by_script = defaultdict(list)
        for name in names:
            by_script[script_of(name)].append(name)
        named = [n for n in by_script.pop("LATIN", ()) if not n.endswith(CZECH_WOMEN)]
        plain = sorted({latin(n) for n in named} - {""}, key=len)[:4]
        found["LATIN"] += [(list(a), b) for a in plain for b in plain if a != b]
        for script, foreign in by_script.items():
            for name in foreign if script in SCRIPTS else ():
                parts = units(fold(name, script), script)
                longest = LONGEST.get(script, 4)
                found[script] += [
                    (parts, w) for w in plain if parts and len(w) <= longest * len(parts) * 0.9
                ]
    return found


def learn(examples: list[Pair], longest: int) -> Table:
    table: Table = {}
    for _round in range(ROUNDS):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for parts, word in examples:
            expect(parts, word, table, longest, counts)
        table = {u: normal(c) for u, c in counts.items()}
    kept = {}
    for unit, readings in table.items():
        if sum(counts[unit].values()) >= 2.5:
            kept[unit] = {r: p for r, p in readings.items() if p >= RAREST}
    return kept


def normal(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {r: c / total for r, c in counts.items() if c / total > 1e-4}


def expect(parts: list[str], word: str, table: Table, longest: int, counts: dict) -> None:
    """One pair's share: forward and backward sums over all ways to cut the word."""
    n, m = len(parts), len(word)
    odds = []
    for unit in parts:
        known = table.get(unit)
        odds.append(
            {
                (j, k): (
                    known.get(word[j:k], 0.0) if known is not None else 0.12 ** abs(k - j - m / n)
                )
                for j in range(m + 1)
                for k in range(j, min(m, j + longest) + 1)
            }
        )
    ahead = [[0.0] * (m + 1) for _ in range(n + 1)]
    ahead[0][0] = 1.0
    for i in range(n):
        for (j, k), p in odds[i].items():
            if p and ahead[i][j]:
                ahead[i + 1][k] += ahead[i][j] * p
    total = ahead[n][m]
    if total <= 1e-40:
        return
    behind = [0.0] * (m + 1)
    behind[m] = 1.0
    for i in range(n - 1, -1, -1):
        before = [0.0] * (m + 1)
        for (j, k), p in odds[i].items():
            if p and behind[k]:
                share = p * behind[k]
                before[j] += share
                if ahead[i][j]:
                    counts[parts[i]][word[j:k]] += ahead[i][j] * share / total
        behind = before


def write(script: str, table: Table) -> None:
    lines = []
    for unit, readings in sorted(table.items()):
        best = sorted(readings.items(), key=lambda r: (-r[1], r[0]))[:14]
        said = " ".join(f"{r or '-'}:{round(-10 * math.log2(p))}" for r, p in best)
        lines.append(f"{unit}\t{said}\n")
    TARGET.mkdir(exist_ok=True)
    (TARGET / f"{script.lower()}.tsv").write_text("".join(lines), "utf-8")


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    random.seed(1)
    for script, examples in pairs(Path(sys.argv[1])).items():
        if len(sys.argv) > 2 and script not in sys.argv[2:]:
            continue
        some = random.sample(examples, min(len(examples), MOST_PAIRS.get(script, 25_000)))
        table = learn(some, LONGEST.get(script, 4))
        write(script, table)
        print(f"{script}: {len(some)} pairs, {len(table)} units", flush=True)


if __name__ == "__main__":
    main()
