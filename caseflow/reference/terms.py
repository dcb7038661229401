"""Vocabularies: closed lists of coded terms, read from files an organisation may change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from caseflow import packs
from caseflow.access.dated import is_in_force
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.packs import Part

SHIPPED = Path(__file__).parent / "vocabularies"


@dataclass(frozen=True, kw_only=True)
class Term:
    """One entry of a list: its code is stored, its label is shown.

    `valid_to` is the first day on which it can no longer be chosen; it stays readable for ever.
    """

    code: str
    label: Text
    note: Text | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def in_use(self, on: date) -> bool:
        """Whether it may be chosen on this day."""
        return is_in_force(self, on)


T = TypeVar("T", bound=Term)


class Vocabulary(Generic[T]):
    """A list of terms in the order of its file."""

    def __init__(self, name: str, terms: Mapping[str, T]) -> None:
        self.name = name
        self._terms = dict(terms)

    def __iter__(self) -> Iterator[T]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, code: object) -> bool:
        return code in self._terms

    def __getitem__(self, code: str) -> T:
        return self._terms[code]

    def get(self, code: str | None) -> T | None:
        """The term of this code, or None."""
        return None if code is None else self._terms.get(code)

    def label(self, code: str | None) -> Text:
        """What to show for a stored code; a code the list no longer has is shown as it is."""
        if not code:
            return _("Not recorded")
        term = self.get(code)
        return Text(code) if term is None else term.label

    def choices(self, on: date) -> list[tuple[str, Text]]:
        """Code and label of what may be chosen on this day, for a form."""
        return [(term.code, term.label) for term in self if term.in_use(on)]

    def chosen(self, code: str | None, *, field: str, on: date) -> T:
        """The term somebody chose. Raises NotReady at the field when it is none of the list."""
        term = self.get(code)
        if term is None or not term.in_use(on):
            raise NotReady(_("Choose one of the list."), field=field)
        return term


Reader = Callable[[str, Part], T]


def common(code: str, table: Part) -> dict[str, Any]:
    """The fields that every kind of term has."""
    return {
        "code": code,
        "label": table.words("label"),
        "note": table.maybe_words("note"),
        "valid_from": table.maybe_day("valid_from"),
        "valid_to": table.maybe_day("valid_to"),
    }


def plain_term(code: str, table: Part) -> Term:
    """A term with nothing but its label and dates."""
    return Term(**common(code, table))


def vocabulary(topic: str, reader: Reader[T]) -> Vocabulary[T]:
    """The vocabulary of a topic, read once for each home. Raises PackError."""
    found: Vocabulary[T] = _kept(topic, reader, packs.config_folder().absolute())
    return found


@lru_cache(maxsize=256)
def _kept(topic: str, reader: Reader[Any], folder: Path) -> Vocabulary[Any]:
    part = packs.load(topic, SHIPPED / f"{topic}.toml", folder=folder)
    return Vocabulary(topic, read_terms(part, reader))


def read_terms(part: Part, reader: Reader[T]) -> dict[str, T]:
    """Every table of a part as a term. Raises PackError naming file and key."""
    terms: dict[str, T] = {}
    for code, table in part.parts():
        terms[code] = reader(code, table)
        table.done()
    return terms
