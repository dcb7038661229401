"""Finding cases by a part of their reference, in whatever way the part was written.

A number may come with or without the entity's code and the year, in any order, with any signs
around and between them, in the digits of any script: “[NOR.2026.00455]”, “455/2026”, “٠٠٤٥٥”.
"""

from __future__ import annotations

import re

from caseflow.facts.typed_codes import plain

LONGEST = 100
FEWEST_DIGITS = 2
"""A single digit would find nearly every case, unless the code stands before it."""
TELLING = 3
"""From so many digits on a number is looked for also without a word for “number” before it."""
NO_CODE = frozenset(
    {
        *("N", "NO", "NR", "NUM", "NUMBER", "NUMERO", "CASE", "CASES", "REF", "REFERENCE", "FILE"),
        *("DOSSIER", "AFFAIRE", "CAS", "CASO", "DELO"),
    }
)
"""What people write before the number of a case. Any other word is the code of an entity, or part
of something else that was meant."""
MOST_NUMBERS = 2
RUN = re.compile(r"[A-Z0-9]+")
WHOLE = re.compile(r"([A-Z][A-Z0-9]{0,11}?)((?:19|20)[0-9]{2})([0-9]{1,10})")
"""A reference without its dashes."""
YEAR_AND_NUMBER = re.compile(r"((?:19|20)[0-9]{2})([0-9]{5,10})")
CODE_AND_NUMBER = re.compile(r"([A-Z]+)([0-9]{2,10})")
CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")


def patterns(typed: str) -> tuple[str, ...]:
    """The LIKE patterns of the references that may be meant; none where no number was typed."""
    numbers, words = _runs(typed)
    if not 1 <= len(numbers) <= MOST_NUMBERS:
        return ()
    digits = sum(map(len, numbers))
    if not words and digits < FEWEST_DIGITS:
        return ()
    named = [word for word in words if word not in NO_CODE]
    if len(named) > 1:
        return ()
    codes = [word for word in named or words if CODE.fullmatch(word)]
    if not words or (digits >= TELLING and not named):
        codes.append("%")  # “No. 455”: the word is no code
    orders = {tuple(numbers), tuple(reversed(numbers))}
    found = [f"{code}-%{'%-%'.join(order)}%" for code in codes for order in sorted(orders)]
    return tuple(dict.fromkeys(found))


def code_typed(typed: str) -> str | None:
    """The code of an entity, where nothing else was typed that a reference may hold."""
    numbers, words = _runs(typed)
    alone = len(words) == 1 and not numbers
    return words[0] if alone and CODE.fullmatch(words[0]) else None


def _runs(typed: str) -> tuple[list[str], list[str]]:
    """The numbers that were typed, and the words."""
    numbers: list[str] = []
    words: list[str] = []
    runs = RUN.findall(plain(typed[:LONGEST]))
    apart = any(run.isdigit() for run in runs)
    for run in runs:
        joined = WHOLE.fullmatch(run) or (None if apart else CODE_AND_NUMBER.fullmatch(run))
        if match := joined:
            words.append(match[1])
            numbers += match.groups()[1:]
        elif match := YEAR_AND_NUMBER.fullmatch(run):
            numbers += match.groups()
        else:
            (numbers if run.isdigit() else words).append(run)
    return numbers, words
