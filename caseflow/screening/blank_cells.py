"""Cells that only say that nothing is known: emptied before a row is read, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseflow.facts import genders
from caseflow.facts.words_for_nothing import NothingSaid, names_nobody, says_nothing
from caseflow.screening.columns import CANDIDATE, PERSON, several
from caseflow.sheets.named_rows import Row

NAMES = {"name", "aliases", "other_names"}
FACTS = tuple(dict.fromkeys((*PERSON[1:], *CANDIDATE[1:])))
"""The columns that tell of a person; what was decided and references stay as they are."""


def without_nothing(
    rows: Iterable[Row], said: NothingSaid, *, iso_5218: bool = False
) -> Iterator[Row]:
    """The rows without words for nothing, such as N/A, in what they tell of people.

    With `iso_5218` genders are declared to be its numbers, and come as words.
    """
    for row in rows:
        changed = _in_words(row.values.get("gender", ""), said) if iso_5218 else {}
        for column in FACTS:
            cell = changed.get(column, row.values.get(column))
            if cell and (left := _left(cell, column, said)) is not None:
                changed[column] = left
        yield row._replace(values={**row.values, **changed}) if changed else row


def _in_words(cell: str, said: NothingSaid) -> dict[str, str]:
    """A gender by ISO/IEC 5218 as a word; nothing for its numbers 0 and 9."""
    read = genders.read(cell, iso_5218=True)
    if read.nothing and cell.strip():
        said.count(cell)
    return {"gender": "" if read.nothing else read.value or cell}


def _left(cell: str, column: str, said: NothingSaid) -> str | None:
    """What is left of a cell; None where nothing in it says nothing."""
    empty = names_nobody if column in NAMES else says_nothing
    parts = [cell.strip()] if column == "name" else list(several(cell))
    nothing = [part for part in parts if empty(part)]
    for part in nothing:
        said.count(part)
    return "|".join(part for part in parts if part not in nothing) if nothing else None
