"""Labelled pairs from a file, scored by the matcher, for trying thresholds on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caseflow.errors import NotReady
from caseflow.facts.countries import read_several
from caseflow.facts.words_for_nothing import bare_name
from caseflow.labels import Text, _
from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.effects import Labelled
from caseflow.screening.matching.people import Person, gender, id_numbers, nationalities
from caseflow.screening.matching.scoring import compare
from caseflow.sheets.named_rows import Row

YES, NO = {"1", "true", "yes", "same"}, {"0", "false", "no", "different"}


def labelled(rows: Iterable[Row]) -> tuple[list[Labelled], list[tuple[int, Text]]]:
    """The pairs of a file with their scores; and each row that cannot be used, by line, and why.

    Beside the names may stand date_of_birth1, nationality1, gender1, id_number1, and the same
    with 2. Raises NotReady when not a single row can be used.
    """
    pairs: list[Labelled] = []
    unusable: list[tuple[int, Text]] = []
    for row in rows:
        said = row.values.get("is_match", "").strip().lower()
        if reason := row.fault or _why_unusable(row.values, said):
            unusable.append((row.line, reason))
            continue
        one, other = _person(row.values, "1"), _person(row.values, "2")
        pairs.append(Labelled(compare(one, other).score, said in YES))
    if not pairs:
        raise NotReady(_("No row of the file holds two names and whether they are one person."))
    return pairs, unusable


def _why_unusable(values: Mapping[str, str], said: str) -> Text | None:
    """What a pair lacks, without saying what stands there; None where it can be compared."""
    if said not in YES | NO:
        return _("is_match says neither yes nor no")
    for side in "12":
        if not bare_name(values.get(f"name{side}", "").strip()):
            return _("name%(side)s names nobody", side=side)
        for bad in births_in(values.get(f"date_of_birth{side}", ""))[1]:
            return _("date_of_birth%(side)s %(why)s", side=side, why=bad.bad.label)
    return None


def _person(values: Mapping[str, str], side: str) -> Person:
    def cell(name: str) -> str:
        return values.get(f"{name}{side}", "").strip()

    codes, unread = nationalities(read_several(cell("nationality")))
    return Person(
        (bare_name(cell("name")),),
        births_in(cell("date_of_birth"))[0],
        codes,
        gender(cell("gender")),
        id_numbers(cell("id_number")),
        unread,
    )
