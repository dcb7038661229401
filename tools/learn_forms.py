"""List the forms of given names that no reading and no likeness of letters ties together.

usage: python -m tools.learn_forms PERSONS.TXT
(names of Wikidata, CC0, as the wheel of rigour 1.4.2 holds them)

Each line of PERSONS.TXT is one name in many spellings. Kept are the pairs with a Latin side that
stands on the list of common names, unless the matcher sees already that they are one name. Written
is each word with its other forms.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from caseflow.names.reader import Name, read
from caseflow.screening.matching import forms, ties
from caseflow.screening.matching.rarity import RAREST, USUAL, rarity
from caseflow.screening.matching.ties import Word
from tools.learn_readings import spellings

TARGET = Path(forms.__file__).with_name("name_forms.tsv")
TIED = 0.6
SHORTEST = 3
"""Shorter Latin words, syllables mostly, are forms of too many names."""
LEFT_OUT = {"BOPOMOFO"}
"""For teaching how to read, not for writing names."""


def common(word: Word) -> bool:
    return word.written is None and rarity(word.plain) < (RAREST - USUAL) / 10


def ready(spelling: str) -> Word | None:
    """The word of a spelling, if it is one word."""
    name: Name = read(spelling)
    if len(name.words) != 1 or any(c.isdigit() for c in name.words[0]):
        return None
    (word,) = ties.words(name)
    if word.written is None:
        return word if len(word.plain) >= SHORTEST else None
    return None if word.written.script in LEFT_OUT else word


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Two forms of one name that nothing else ties."""
    for several in spellings(path):
        known = {word.text: word for word in map(ready, several) if word is not None}
        if not any(map(common, known.values())):
            continue
        for one, other in combinations(sorted(known.values(), key=_text), 2):
            latin = [word for word in (one, other) if word.written is None]
            if latin and (all if len(latin) == 2 else any)(map(common, latin)):
                tied = ties.by_letters(one, other)
                if tied is None or tied[1] < TIED:
                    yield one.text, other.text


def _text(word: Word) -> str:
    return word.text


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs(Path(sys.argv[1])):
        found[one].add(other)
    lines = (f"{word}\t{' '.join(sorted(others))}\n" for word, others in sorted(found.items()))
    TARGET.write_text("".join(lines), "utf-8")
    print(f"{len(found)} words, {sum(map(len, found.values()))} pairs")


if __name__ == "__main__":
    main()
