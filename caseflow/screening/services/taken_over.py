"""What a case says of a subject, as the register compares it; and what of it does not go over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.people import Person, gender, id_number

KNOWN = ("name", "date_of_birth", "nationality", "gender", "id_number")
"""The fields of a subject that the register has, too."""


def taken_over(known: Mapping[str, str | None], *, today: date) -> tuple[Person, dict[str, str]]:
    """The person of the register, and the words of the case that could not be taken over whole.

    They stand under the field's name, and are shown before anything is published.
    """
    words = {name: (known[name] or "").strip() for name in KNOWN}
    births, wrong = births_in(words["date_of_birth"], today=today)
    number, country = id_number(words["id_number"]), words["nationality"].lower()
    person = Person(
        (words["name"],),
        births,
        (country,) if country else (),
        gender(words["gender"]),
        (number,) if number else (),
    )
    return person, {"date_of_birth": words["date_of_birth"]} if wrong else {}
