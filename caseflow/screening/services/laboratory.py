"""Labelled pairs from a file, scored by the matcher, for trying thresholds on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caseflow.errors import NotReady
from caseflow.facts.countries import read_several
from caseflow.labels import _
from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.effects import Labelled
from caseflow.screening.matching.people import Person, gender, id_numbers, nationalities
from caseflow.screening.matching.scoring import compare
from caseflow.sheets.named_rows import Row

YES, NO = {"1", "true", "yes", "same"}, {"0", "false", "no", "different"}


def labelled(rows: Iterable[Row]) -> tuple[list[Labelled], list[int]]:
    """The pairs of a file with their scores, and the lines of rows that cannot be used.

    Beside the names may stand date_of_birth1, nationality1, gender1, id_number1, and the same
    with 2. Raises NotReady when not a single row can be used.
    """
    pairs: list[Labelled] = []
    unusable: list[int] = []
    for row in rows:
        said = row.values.get("is_match", "").strip().lower()
        try:
            one, other = _person(row.values, "1"), _person(row.values, "2")
        except ValueError:
            one = other = Person(())
        if row.fault is not None or said not in YES | NO or not one.names or not other.names:
            unusable.append(row.line)
            continue
        pairs.append(Labelled(compare(one, other).score, said in YES))
    if not pairs:
        raise NotReady(_("No row of the file holds two names and whether they are one person."))
    return pairs, unusable


def _person(values: Mapping[str, str], side: str) -> Person:
    def cell(name: str) -> str:
        return values.get(f"{name}{side}", "").strip()

    births, wrong = births_in(cell("date_of_birth"))
    if wrong:
        raise wrong[0]
    codes, unread = nationalities(read_several(cell("nationality")))
    return Person(
        (cell("name"),) if cell("name") else (),
        births,
        codes,
        gender(cell("gender")),
        id_numbers(cell("id_number")),
        unread,
    )
