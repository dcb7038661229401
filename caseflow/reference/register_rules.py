"""Whom a final decision may bring into the screening register: a table that is read, not code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from caseflow.packs import Part
from caseflow.reference.lists import Group, personnel_categories, standards_of_proof
from caseflow.reference.measures import measures
from caseflow.reference.taxonomy import Conduct, taxonomies
from caseflow.reference.terms import Term, Vocabulary, common, vocabulary

ANY = "any"


@dataclass(frozen=True, kw_only=True)
class RegisterRule(Term):
    """Conduct, measures, the least standard of proof and personnel that qualify together."""

    conduct: frozenset[str]
    but: frozenset[str]
    measures: frozenset[str]
    standard: str
    people: frozenset[str]

    def covers_conduct(self, conduct: str | None) -> bool:
        """Whether it means this type of conduct; never one that the taxonomy does not know."""
        names = _names_of(conduct)
        meant = ANY in self.conduct or not names.isdisjoint(self.conduct)
        return bool(names) and meant and names.isdisjoint(self.but)

    def covers_person(self, personnel_category: str | None) -> bool:
        """Whether it means somebody of this category; never one whose category is not known."""
        category = personnel_categories().get(personnel_category)
        if category is None or category.group is Group.UNKNOWN:
            return False
        return not self.people.isdisjoint({category.code, category.group.value})

    def is_reached_by(self, standard: str | None) -> bool:
        """Whether a finding to this standard of proof is enough; without one it never is."""
        reached = standards_of_proof().get(standard)
        least = standards_of_proof()[self.standard]
        return reached is not None and reached.strength >= least.strength


class Lacking(Enum):
    """Which fact of a decision no rule of the register has."""

    MEASURE = "measure"
    CONDUCT = "conduct"
    PERSON = "person"
    STANDARD = "standard"


def register_rules() -> Vocabulary[RegisterRule]:
    """Every rule, in the order of the file."""
    return vocabulary("register_rules", _rule)


def qualifies(
    conduct: str | None,
    *,
    standard: str | None,
    imposed: Iterable[str | None],
    personnel_category: str | None,
) -> bool:
    """Whether a substantiated finding leads to a register entry with one of these measures.

    A type of conduct that no version of the taxonomy knows, a finding without a standard of proof
    and a person of unknown category never do.
    """
    return any(
        what_is_lacking(
            conduct, standard=standard, measure=measure, personnel_category=personnel_category
        )
        is None
        for measure in imposed
    )


def what_is_lacking(
    conduct: str | None,
    *,
    standard: str | None,
    measure: str | None,
    personnel_category: str | None,
) -> Lacking | None:
    """Why a substantiated finding with this measure leads to no entry; None where it does.

    It is the first fact, in the order of `Lacking`, at which no rule is left that has all so far.
    """
    rules = list(register_rules())
    steps: tuple[tuple[Lacking, Callable[[RegisterRule], bool]], ...] = (
        (Lacking.MEASURE, lambda rule: measure in rule.measures),
        (Lacking.CONDUCT, lambda rule: rule.covers_conduct(conduct)),
        (Lacking.PERSON, lambda rule: rule.covers_person(personnel_category)),
        (Lacking.STANDARD, lambda rule: rule.is_reached_by(standard)),
    )
    for fact, covers in steps:
        rules = [rule for rule in rules if covers(rule)]
        if not rules:
            return fact
    return None


def _names_of(conduct: str | None) -> set[str]:
    """Every name under which a rule may mean a type: its own, its parent's, its area's, newer ones.

    Empty for a type that no version of the taxonomy has.
    """
    names: set[str] = set()
    every = taxonomies()
    for version in every:
        found = version.get(conduct)
        if found is not None:
            later = every.translate(found.code, version.version, every.latest.version)
            newer = every.latest.get(later)
            names |= _within(found) | (_within(newer) if newer else set())
    return names


def _within(found: Conduct) -> set[str]:
    return {found.code, found.area, found.parent or found.code}


def _rule(code: str, table: Part) -> RegisterRule:
    standard = table.text("standard")
    if standard not in standards_of_proof():
        raise table.wrong("standard", f"there is no standard of proof {standard}")
    types = {ANY} | {name for version in taxonomies() for c in version for name in _within(c)}
    groups = {g.value for g in Group if g is not Group.UNKNOWN}
    return RegisterRule(
        **common(code, table),
        conduct=_known(table, "conduct", types),
        but=_known(table, "but", types, needed=False),
        measures=_known(table, "measures", {m.code for m in measures()}),
        standard=standard,
        people=_known(table, "people", groups | {c.code for c in personnel_categories()}),
    )


def _known(table: Part, key: str, known: set[str], *, needed: bool = True) -> frozenset[str]:
    """The codes of a list; shipped ones that the organisation took out of its lists fall away.

    Raises PackError for one of its own that there is not, and for none where one is needed.
    """
    given = frozenset(table.codes(key))
    if needed and not given:
        raise table.wrong(key, "is missing")
    for name in sorted(given - known):
        if table.is_changed(key):
            raise table.wrong(key, f"there is no {name}")
    return given & known
