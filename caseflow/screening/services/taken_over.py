"""What a case says of a subject, as the register compares it; and what of it does not go over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from caseflow.facts import genders
from caseflow.facts.countries import read_several
from caseflow.facts.id_numbers import read_several as read_numbers
from caseflow.facts.words_for_nothing import names_nobody
from caseflow.names.name_lists import names_in
from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.people import Person, gender, nationalities

KNOWN = ("name", "other_names", "date_of_birth", "nationality", "gender", "id_number")
"""The fields of a subject that the register has, too."""


def taken_over(known: Mapping[str, str | None], *, today: date) -> tuple[Person, dict[str, str]]:
    """The person of the register, and the words of the case that could not be taken over whole.

    They stand under the field's name, and are shown before anything is published. A word for
    nothing is no name: where there is none, the person has no names and cannot be listed.
    """
    words = {name: (known[name] or "").strip() for name in KNOWN}
    births, wrong = births_in(words["date_of_birth"], today=today)
    countries, numbers = read_several(words["nationality"]), read_numbers(words["id_number"])
    codes, unread = nationalities(countries)
    called = (words["name"], *names_in(words["other_names"]))
    person = Person(
        tuple(name for name in called if name and not names_nobody(name)),
        births,
        codes,
        gender(words["gender"]),
        numbers.numbers,
        unread,
    )
    not_whole = {
        "date_of_birth": bool(wrong),
        "nationality": bool(unread),
        "gender": genders.read(words["gender"]).unread,
        "id_number": bool(numbers.unread),
    }
    return person, {name: words[name] for name, lost in not_whole.items() if lost}
