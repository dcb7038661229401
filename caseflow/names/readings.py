"""How words of other scripts may be read in Latin letters, and how well a Latin word fits.

The tables beside this file were learned from public names (`tools/learn_readings.py`): for each
letter or syllable its readings, each with its cost in tenths of a bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from importlib.resources import files

from caseflow.names.scripts import units
from caseflow.names.sounds import run_together, skeleton

LEFT_OUT, VOWEL = 60, 40
"""Cost of a letter that no unit stands for, or of a unit that stands for none."""
NEVER = 1 << 30
LETTER = 42
"""What a letter costs that nothing speaks for."""
HOPELESS = 150
LIKELY = 5
FOLDER = files("caseflow.names").joinpath("readings")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How one letter or syllable may be read."""

    letters: dict[str, int]
    bones: tuple[tuple[str, int], ...]
    best: str
    longest: int
    likely: tuple[tuple[str, int], ...]


@lru_cache(maxsize=32)
def table(script: str) -> dict[str, Reading]:
    """The readings of a script; empty where none were learned."""
    file = FOLDER.joinpath(f"{script.lower()}.tsv")
    if not script or not file.is_file():
        return {}
    found = {}
    for line in file.read_text("utf-8").splitlines():
        unit, said = line.split("\t")
        pairs = (each.rsplit(":", 1) for each in said.split(" "))
        found[unit] = _reading({"" if r == "-" else r: int(cost) for r, cost in pairs})
    return found


def _reading(letters: dict[str, int]) -> Reading:
    bones: dict[str, int] = {}
    for read, spent in letters.items():
        kind = skeleton(read)
        bones[kind] = min(spent, bones.get(kind, NEVER))
    likely = tuple(nsmallest(LIKELY, letters.items(), key=_cost))
    return Reading(letters, tuple(bones.items()), likely[0][0], max(map(len, letters)), likely)


def readings(word: str, script: str) -> tuple[Reading, ...]:
    """The readings of each unit of a folded word; units that nobody reads are left out."""
    known = table(script)
    found = []
    for unit in units(word, script):
        said = known.get(unit)
        if said is None:
            found += [known[part] for part in unit if part in known]
        else:
            found.append(said)
    return tuple(found)


def spelt(said: tuple[Reading, ...]) -> str:
    """The likeliest spelling."""
    return "".join(each.best for each in said)


def cost(said: tuple[Reading, ...], word: str, most: int) -> int:
    """The cheapest way to read a Latin word out of these units, in tenths of a bit.

    NEVER when it must come to more than `most`, which most words do soon.
    """
    size = len(word)
    places = range(size + 1)
    left = [VOWEL if letter in "aeiouyhw" else LEFT_OUT for letter in word]
    left.append(NEVER)
    # one state more than there are places, so that the last one needs no other treatment
    states = [NEVER] * (size + 2)
    states[0] = least = 0
    for reading in said:
        get, reach = reading.letters.get, reading.longest + 1
        worst = min(least + HOPELESS, most)
        after = [NEVER] * (size + 2)
        for start in places:
            spent = states[start]
            if spent > worst:
                continue
            without = spent + LEFT_OUT
            if states[start + 1] > (passed := spent + left[start]):
                states[start + 1] = passed
            if after[start] > without:  # noqa: PLR1730 - a call would cost more
                after[start] = without
            if after[start + 1] > without:  # noqa: PLR1730 - likewise
                after[start + 1] = without
            for end in places[start : start + reach]:
                more = get(word[start:end])
                if more is not None and spent + more < after[end]:
                    after[end] = spent + more
        states, least = after, min(after[:-1])
        if least > most:
            return NEVER
    return min(states[end] + sum(left[end:size]) for end in places)


def fit(said: tuple[Reading, ...], word: str, least: float) -> float:
    """How well a Latin word fits: one for a sure reading, nought for less than the `least`."""
    if not said or not word:
        return 0.0
    whole = LETTER * len(word)
    fits = 1 - cost(said, word, int(whole * (1 - least))) / whole
    return fits if fits >= least else 0.0


def skeletons(said: tuple[Reading, ...], most: int) -> dict[str, int]:
    """The likeliest skeletons, each with the cost of its cheapest reading, cheapest first."""
    beam = {"": 0}
    for reading in said:
        grown: dict[str, int] = {}
        for begun, spent in beam.items():
            for bones, more in reading.bones:
                whole = run_together(begun, bones)
                if spent + more < grown.get(whole, NEVER):
                    grown[whole] = spent + more
        beam = dict(sorted(grown.items(), key=lambda each: each[1])[: most * 2])
    return dict(list(beam.items())[:most])


def spellings(said: tuple[Reading, ...], most: int) -> dict[str, int]:
    """The likeliest spellings, each with its cost, cheapest first."""
    beam = {"": 0}
    for reading in said:
        grown: dict[str, int] = {}
        for begun, spent in beam.items():
            for letters, more in reading.likely:
                total = spent + more
                if total < grown.get(begun + letters, NEVER):
                    grown[begun + letters] = total
        beam = dict(nsmallest(most, grown.items(), key=_cost))
    return beam


def _cost(each: tuple[str, int]) -> int:
    return each[1]
