"""A person as the register knows one, and a candidate as somebody typed one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Self

from caseflow.facts import genders
from caseflow.facts.countries import SEPARATOR, Countries, read_several
from caseflow.facts.dates import BadDate, Span, read
from caseflow.facts.id_numbers import is_telling
from caseflow.facts.id_numbers import read_several as numbers_in
from caseflow.facts.words_for_nothing import names_nobody
from caseflow.labels import Labelled, _
from caseflow.names import reader
from caseflow.names.likeness import NameLikeness, likeness
from caseflow.names.reader import Name
from caseflow.screening.matching.dates import births_in, says_much

MOST_NAMES = 40
LETTERS = re.compile(r"[^\W\d_]+")
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Person:
    """Names as written, and what tells people of one name apart.

    Nationalities are ISO 3166 codes in small letters. What was written and is no one country is
    `unread_nationalities`: it is shown and never compared, and where there is one, another
    nationality does not count against anybody.
    """

    names: tuple[str, ...]
    births: tuple[Span, ...] = ()
    nationalities: tuple[str, ...] = ()
    gender: str = ""
    id_numbers: tuple[str, ...] = ()
    unread_nationalities: tuple[str, ...] = ()

    @cached_property
    def known_names(self) -> tuple[Name, ...]:
        """The names as words, without those that have none."""
        read = [reader.read(each) for each in self.names[:MOST_NAMES]]
        return tuple(dict.fromkeys(name for name in read if name.words))

    @property
    def nationality_words(self) -> str:
        """The nationalities as one text: codes, and words that are no one country."""
        return SEPARATOR.join((*map(str.upper, self.nationalities), *self.unread_nationalities))

    def to_json(self) -> str:
        """As it is sealed."""
        parts = {
            "names": list(self.names),
            "births": [str(b) for b in self.births],
            "nationalities": [*self.nationalities, *self.unread_nationalities],
            "gender": self.gender,
            "id_numbers": list(self.id_numbers),
        }
        return ENCODE({k: v for k, v in parts.items() if v})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """As it was sealed; words that an earlier release kept for a country are read now."""
        parts = json.loads(text)
        codes, unread = nationalities(read_several(SEPARATOR.join(parts.get("nationalities", ()))))
        return cls(
            tuple(parts.get("names", ())),
            tuple(_kept_births(parts.get("births", ()))),
            codes,
            gender(parts.get("gender", "")),
            tuple(parts.get("id_numbers", ())),
            unread,
        )


def _kept_births(texts: Iterable[str]) -> Iterator[Span]:
    """Dates as they were sealed; an earlier release took some of years that none has."""
    for text in texts:
        try:
            yield read(text)
        except BadDate:
            continue


class Wanted(Labelled):
    """What is wrong with a candidate's data, or missing from it."""

    NAME = "name", _("the name, in letters")
    FULL_NAME = "full-name", _("the full name")
    ONE_SCRIPT = "one-script", _("the name with each word in one script")
    BIRTH_DATE = "date-of-birth", _("a possible date of birth")
    COUNTRY = "nationality", _("the nationality, as a country of the list")
    GENDER = "gender", _("the gender, as one of the list")
    NUMBER = "id-number", _("the passport or staff number, with its digits")
    MORE = "more", _("the date of birth, or a passport or staff number")


@dataclass(frozen=True)
class Candidate:
    """Whoever is looked up, as it was typed; empty where it is not known."""

    name: str
    other_names: tuple[str, ...] = ()
    date_of_birth: str = ""
    nationality: str = ""
    gender: str = ""
    id_number: str = ""


def faults(candidate: Candidate, *, today: date) -> tuple[Wanted, ...]:
    """Why this candidate cannot be compared as typed; empty when they can."""
    found = [_name_fault(candidate.name)]
    found += [Wanted.ONE_SCRIPT for n in candidate.other_names if reader.mixes_scripts(n)]
    if births_in(candidate.date_of_birth, today=today)[1]:
        found.append(Wanted.BIRTH_DATE)
    if read_several(candidate.nationality).unread:
        found.append(Wanted.COUNTRY)
    if genders.read(candidate.gender).unread:
        found.append(Wanted.GENDER)
    if numbers_in(candidate.id_number).unread:
        found.append(Wanted.NUMBER)
    return tuple(dict.fromkeys(f for f in found if f is not None))


def _name_fault(name: str) -> Wanted | None:
    words = reader.read(name).words
    if len(name) > reader.LONGEST or not words or names_nobody(name):
        return Wanted.NAME
    if all(w in reader.TITLES for w in words):
        return Wanted.NAME
    if reader.mixes_scripts(name):
        return Wanted.ONE_SCRIPT
    if sum(len(w) for w in words) < 2 or _is_initials(name):
        return Wanted.FULL_NAME
    return None


def _is_initials(name: str) -> bool:
    """Whether a name is nothing but initials, such as “J. D.”, in a script that has such."""
    letters = LETTERS.findall(name)
    return all(len(each) == 1 and each.lower() != each.upper() for each in letters)


def bare(candidate: Candidate) -> bool:
    """Whether the name is nothing but particles, by which nobody with a longer name is found."""
    called = (candidate.name, *candidate.other_names)
    return all(reader.only_particles(name) for name in called if name.strip())


def is_called(candidate: Candidate, name: str) -> bool:
    """Whether one of the candidate's names is another writing of this one."""
    called = (candidate.name, *candidate.other_names)
    return any(likeness(name, each) is NameLikeness.SAME for each in called)


def scarce(candidate: Candidate) -> bool:
    """Whether only a name is known, so that people of one name cannot be told apart."""
    births, _wrong = births_in(candidate.date_of_birth)
    told = any(map(says_much, births)) or any(map(is_telling, id_numbers(candidate.id_number)))
    return not told


def person(candidate: Candidate, *, name_only: bool = False) -> Person:
    """The candidate as a person to compare; they must be without faults."""
    called = (candidate.name, *(n for n in candidate.other_names if n.strip()))
    if name_only:
        return Person(called)
    codes, unread = nationalities(read_several(candidate.nationality))
    return Person(
        called,
        births_in(candidate.date_of_birth)[0],
        codes,
        gender(candidate.gender),
        id_numbers(candidate.id_number),
        unread,
    )


def legible(candidate: Candidate, *, today: date) -> Candidate:
    """The candidate with as much of a wrong date as can be read."""
    births, _wrong = births_in(candidate.date_of_birth, today=today)
    return replace(candidate, date_of_birth="; ".join(map(str, births)))


def nationalities(found: Countries) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was read of nationalities, as a person has them: codes, and words that are none."""
    return tuple(map(str.lower, found.codes)), tuple(each.text for each in found.unread)


def gender(text: str) -> str:
    """Female, male, other, or empty for nothing that can be read."""
    return genders.read(text).value


def id_numbers(text: str) -> tuple[str, ...]:
    """The numbers of a field, of which there may be several, as they compare."""
    return numbers_in(text).numbers
