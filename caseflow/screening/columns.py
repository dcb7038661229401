"""The columns of the files that people hand over here, and the wrong names they often have."""

from __future__ import annotations

import re
from dataclasses import replace

from caseflow.sheets.columns import Columns

PERSON = ("ref", "name", "aliases", "date_of_birth", "nationality", "gender", "id_numbers")
"""What a set to be loaded tells of each person."""
DECIDED = ("ground", "conduct", "standard", "measure", "personnel_category")
"""What was decided about each; only a demonstration does without."""
CANDIDATE = (
    *("query", "name", "other_names", "date_of_birth", "nationality"),
    *("gender", "id_number"),
)
"""What a list of candidates tells of each."""
PAIR = ("is_match", "name1", "name2")
"""What the laboratory needs; beside it each side may have more facts."""
PAIR_FACTS = ("date_of_birth", "nationality", "gender", "id_number")
LONGEST_CELL = 20_000
_PARTED = re.compile(r"[|;\r\n]")

_BORN = (
    *("dob", "d_o_b", "birth", "birth_date", "birthdate", "birthday", "born", "born_on"),
    *("date_birth", "day_of_birth", "year_of_birth", "yob", "birth_year", "dates_of_birth"),
)
_NATION = (
    *("nationalities", "country", "countries", "citizenship", "citizenships", "nation"),
    *("country_of_nationality", "country_of_citizenship"),
)
_PIECES = (
    *("surname", "last_name", "lastname", "family_name", "familyname", "first_name"),
    *("firstname", "given_name", "given_names", "forename", "forenames", "middle_name"),
)
_WHOLE = ("full_name", "fullname", "names", "candidate", "candidate_name", "person", "main_name")
_OTHER_NAMES = (
    *("alias", "aliases", "aka", "a_k_a", "also_known_as", "other_name", "other_names"),
    *("former_name", "former_names", "maiden_name", "name_at_birth", "nickname", "nicknames"),
)
_NUMBERS = (
    *("id", "id_no", "id_number", "id_numbers", "identity_number", "identification_number"),
    *("passport", "passport_no", "passport_number", "document_number", "staff_number"),
    *("staff_no", "index_number", "national_id"),
)


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several."""
    return tuple(text.strip() for text in _PARTED.split(cell) if text.strip())


def _meant(words: tuple[str, ...], name: str) -> dict[str, str]:
    return {word: name for word in words if word != name}


def _people(other_names: str, number: str) -> dict[str, str]:
    return {
        **_meant(_BORN, "date_of_birth"),
        **_meant(_NATION, "nationality"),
        **_meant(("sex",), "gender"),
        **_meant((*_PIECES, *_WHOLE), "name"),
        **_meant(_OTHER_NAMES, other_names),
        **_meant(_NUMBERS, number),
    }


LISTED = Columns(
    needed=("ref", "name"),
    known=(*PERSON[2:], *DECIDED),
    other_words={
        **_people("aliases", "id_numbers"),
        **_meant(("reference", "entry", "entry_ref"), "ref"),
    },
    pieces=frozenset(_PIECES),
    longest=LONGEST_CELL,
)
"""People to be listed, as a demonstration takes them."""
DECIDED_ON = replace(LISTED, needed=("ref", "name", *DECIDED), known=PERSON[2:])
"""People to be listed, each with the decision that lists them."""
CANDIDATES = Columns(
    needed=("query", "name"),
    known=CANDIDATE[2:],
    other_words={
        **_people("other_names", "id_number"),
        **_meant(("ref", "reference", "row", "number", "no"), "query"),
    },
    pieces=frozenset(_PIECES),
    longest=LONGEST_CELL,
)
"""Candidates to be looked up."""
PAIRS = Columns(
    needed=PAIR,
    known=tuple(f"{fact}{side}" for side in "12" for fact in PAIR_FACTS),
    longest=LONGEST_CELL,
)
"""Pairs of people, each with whether they are one."""


def told(columns: Columns) -> str:
    """The columns in words, for the help of a command."""
    needed, known = ", ".join(columns.needed), ", ".join(columns.known)
    return f"Columns: {needed}; perhaps {known}. Others are named and not used."
