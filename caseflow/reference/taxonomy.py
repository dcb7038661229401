"""Types of conduct: thematic area, type and subtype, in versions that map onto one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from caseflow import packs
from caseflow.access.dated import has_begun
from caseflow.labels import Labelled, Text, _
from caseflow.packs import Part
from caseflow.reference.lists import standards_of_proof
from caseflow.reference.terms import SHIPPED, Term, Vocabulary


class ConductClass(Labelled):
    """How grave a type of conduct is held to be; it does not foretell a measure."""

    SERIOUS = "serious", _("Serious misconduct")
    MISCONDUCT = "misconduct", _("Misconduct")


@dataclass(frozen=True, kw_only=True)
class Conduct(Term):
    """A type (``theft``) or subtype (``theft.fuel_rations``) of conduct.

    `now` is the code in the following version that took its place, None where none did. The lower
    its `rank`, the graver it is. `standard` is the standard of proof that a finding of it is
    expected to reach, None where there is none of its own.
    """

    area: str
    area_label: Text
    kind: ConductClass
    parent: str | None
    now: str | None
    rank: int
    standard: str | None


RANKS = {ConductClass.SERIOUS: 255, ConductClass.MISCONDUCT: 1000}
"""The rank of a type whose table gives none: after all of its class that the product ships."""

LAST = 10**9


class Taxonomy(Vocabulary[Conduct]):
    """One version of the classification: types, each followed by its subtypes."""

    def __init__(
        self,
        version: str,
        label: Text,
        valid: tuple[date, date | None],
        conducts: dict[str, Conduct],
    ) -> None:
        super().__init__(version, conducts)
        self.version, self.title = version, label
        self.valid_from, self.valid_to = valid

    def full_label(self, code: str) -> Text:
        """“Theft: Fuel or rations” for a subtype, the label alone for a type."""
        found = self.get(code)
        if found is None or found.parent is None:
            return self.label(code)
        return _("%(type)s: %(subtype)s", type=self.label(found.parent), subtype=found.label)

    def by_area(self) -> list[tuple[Text, list[Conduct]]]:
        """The areas in order, each with its types and subtypes, for a grouped choice."""
        areas: dict[str, tuple[Text, list[Conduct]]] = {}
        for conduct in self:
            areas.setdefault(conduct.area, (conduct.area_label, []))[1].append(conduct)
        return list(areas.values())


class Taxonomies:
    """Every version, oldest first."""

    def __init__(self, versions: tuple[Taxonomy, ...]) -> None:
        self._versions = {each.version: each for each in versions}

    def __iter__(self) -> Iterator[Taxonomy]:
        return iter(self._versions.values())

    def __getitem__(self, version: str) -> Taxonomy:
        return self._versions[version]

    def on(self, day: date) -> Taxonomy:
        """The version in force on a day; before the first one, the first."""
        versions = tuple(self)
        return next((each for each in reversed(versions) if has_begun(each, day)), versions[0])

    @property
    def latest(self) -> Taxonomy:
        """The newest version."""
        return tuple(self)[-1]

    def knowing(self, code: str | None) -> Taxonomy | None:
        """The newest version that has this type of conduct; None where none has."""
        return next((each for each in reversed(tuple(self)) if code in each), None)

    def translate(self, code: str, version: str, to: str) -> str | None:
        """A code of one version in a later one; None where nothing took its place."""
        names = list(self._versions)
        found: str | None = code
        for name in names[names.index(version) : names.index(to)]:
            old = self[name].get(found)
            found = None if old is None else old.now
        return found if self[to].get(found) is not None else None


def taxonomies() -> Taxonomies:
    """Every version of the classification, read once for each home. Raises PackError."""
    return _kept(packs.config_folder().absolute())


def taxonomy(on: date) -> Taxonomy:
    """The classification in force on a day."""
    return taxonomies().on(on)


def conduct(code: str | None) -> Conduct | None:
    """A type of conduct in the newest version that has it; None where none has."""
    return conducts()(code)


def conducts() -> Callable[[str | None], Conduct | None]:
    """`conduct` for many codes: the classification is looked up once."""
    every = taxonomies()

    @cache
    def find(code: str | None) -> Conduct | None:
        version = every.knowing(code)
        return version.get(code) if version else None

    return find


def rank(code: str | None) -> int:
    """How grave a type of conduct is, the gravest first; one that no version has comes last."""
    found = conduct(code)
    return LAST if found is None else found.rank


def proof_warning(code: str | None, standard: str | None) -> Text | None:
    """What to say of a finding of this type on a lower standard of proof than is expected of it."""
    found, known = conduct(code), standards_of_proof()
    expected = known.get(found.standard) if found else None
    reached = known.get(standard)
    if (
        found is None
        or expected is None
        or reached is None
        or reached.strength >= expected.strength
    ):
        return None
    return _(
        "“%(conduct)s” is expected to be proven by: %(standard)s.",
        conduct=found.label,
        standard=expected.label,
    )


@lru_cache(maxsize=64)
def _kept(folder: Path) -> Taxonomies:
    return read_taxonomies(packs.load("taxonomy", SHIPPED / "taxonomy.toml", folder=folder))


def read_taxonomies(part: Part) -> Taxonomies:
    """The versions of a data file. Raises PackError naming file and key."""
    versions = [_version(name, table) for name, table in part.parts()]
    versions.sort(key=lambda each: each.valid_from)
    if not versions:
        raise part.wrong(None, "there is no version")
    for older, newer in pairwise(versions):
        for conduct in older:
            if conduct.now is not None and conduct.now not in newer:
                key = f"{older.version}.types.{conduct.code}.now"
                raise part.wrong(key, f"{newer.version} has no type {conduct.now}")
    return Taxonomies(tuple(versions))


def _version(name: str, table: Part) -> Taxonomy:
    areas = {}
    for code, inner in table.parts("areas"):
        areas[code] = inner.words("label")
        inner.done()
    conducts: dict[str, Conduct] = {}
    for code, inner in table.parts("types"):
        for conduct in _type(code, inner, areas):
            conducts[conduct.code] = conduct
    first_day = table.maybe_day("valid_from")
    if first_day is None:
        raise table.wrong("valid_from", "is missing")
    version = Taxonomy(
        name, table.words("label"), (first_day, table.maybe_day("valid_to")), conducts
    )
    table.done()
    return version


def _type(code: str, table: Part, areas: dict[str, Text]) -> Iterator[Conduct]:
    area = table.text("area")
    if area not in areas:
        raise table.wrong("area", f"there is no area {area}")
    kind, now = table.choice("class", ConductClass), table.maybe_text("now")
    rank, standard = table.maybe_number("rank", least=1), table.maybe_text("standard")
    if standard is not None and standard not in standards_of_proof():
        raise table.wrong("standard", f"there is no standard of proof {standard}")
    note, label = table.maybe_words("note"), table.words("label")
    subtypes = [(f"{code}.{sub}", inner.words("label")) for sub, inner in table.parts("subtypes")]
    table.done()
    rows = [(code, label, None), *((sub, words, code) for sub, words in subtypes)]
    for row, words, parent in rows:
        yield Conduct(
            code=row,
            label=words,
            note=note if parent is None else None,
            area=area,
            area_label=areas[area],
            kind=kind,
            parent=parent,
            now=now,
            rank=RANKS[kind] if rank is None else rank,
            standard=standard,
        )
