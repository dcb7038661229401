"""Code tables of a profile: what a source's findings, measures and categories mean here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from caseflow.imports.bundle import Coded, Measure
from caseflow.packs import Part

CODE = "code"
_RANGE = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a profile may map to, as the rooms that own them declare them.

    `types` are given by version of the taxonomy. Where a set is empty, that kind is not checked.
    """

    stages: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    types: Mapping[str, frozenset[str]] = field(default_factory=dict)
    personnel: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Plain codes and what each is called here; the size of letters makes no difference.

    `without` holds the codes that the profile knows and that have no counterpart, with the
    reason; `pending` those that mean "not answered yet". With `until`, only the part of a value
    before that mark is its code: "10Z-OTHER" is "10Z".
    """

    names: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, str] = field(default_factory=dict)
    until: str = ""
    pending: frozenset[str] = frozenset()

    def read(self, raw: str) -> Coded:
        """The value word for word, with its counterpart where there is one."""
        code = self._code(raw)
        return Coded(raw, self.names.get(code), pending=code in self.pending)

    def excused(self, raw: str) -> bool:
        """Whether the profile knows this code, and says that it has no counterpart."""
        return self._code(raw) in self.without

    def _code(self, raw: str) -> str:
        code = raw.split(self.until, 1)[0] if self.until else raw
        return _folded(code)


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """Codes of measures: single ones first, then ranges of numbers."""

    single: Mapping[str, Measure] = field(default_factory=dict)
    ranges: tuple[tuple[int, int, Measure], ...] = ()

    def read(self, raw: str) -> Measure:
        """The measure that a code stands for; `known` is false where the profile has none."""
        found = self.single.get(_folded(raw))
        if found is None and _NUMBER.fullmatch(raw):
            number = int(raw)
            found = next((m for low, high, m in self.ranges if low <= number <= high), None)
        if found is None:
            return Measure(raw)
        filled = tuple((k, int(raw) if v == CODE else v) for k, v in found.parameters)
        return replace(found, raw=raw, parameters=filled)


def read_codes(
    part: Part | None,
    allowed: frozenset[str],
    *,
    until: str = "",
    pending: tuple[str, ...] = (),
) -> CodeTable:
    """A table of plain codes; `without` below it lists those that have no counterpart.

    `pending` are the words for "not answered yet". Raises PackError for a code that stands twice.
    """
    waiting = frozenset(map(_folded, pending))
    if part is None:
        return CodeTable(until=until, pending=waiting)
    without = read_texts(part.maybe_part("without"))
    names = {}
    for code in part.data:
        if code != "without":
            names[_folded(code)] = one_of(part, code, part.text(code), allowed)
    for code in without:
        if _folded(code) in names:
            raise part.wrong(code, "has a counterpart, and stands under “without” as well")
    excused = {_folded(code): why for code, why in without.items()}
    for code in waiting & (names.keys() | excused.keys()):
        raise part.wrong(code, "is a code, and stands under “not_answered” as well")
    return CodeTable(names, excused, until, waiting)


def _folded(code: str) -> str:
    return code.strip().casefold()


def read_texts(part: Part | None) -> dict[str, str]:
    """A table of texts by name, in the file's order."""
    return {name: part.text(name) for name in part.data} if part else {}


def read_measures(part: Part | None, allowed: frozenset[str]) -> MeasureTable:
    """A table of measures: a single code or "from-to", with measure, parameters and remark."""
    single: dict[str, Measure] = {}
    ranges: list[tuple[int, int, Measure]] = []
    for code in part.data if part else ():
        entry = part.maybe_part(code) if part else None
        if part is None or entry is None:
            continue
        bounds = _RANGE.fullmatch(code)
        measure = _measure(entry, allowed, in_range=bounds is not None)
        if bounds is None:
            single[_folded(code)] = measure
        elif int(bounds[1]) > int(bounds[2]):
            raise part.wrong(code, "ends before it begins")
        else:
            ranges.append((int(bounds[1]), int(bounds[2]), measure))
    return MeasureTable(single, tuple(ranges))


def _measure(entry: Part, allowed: frozenset[str], *, in_range: bool) -> Measure:
    kind = entry.maybe_text("measure")
    if kind:
        one_of(entry, "measure", kind, allowed)
    remark = entry.maybe_text("remark")
    nothing, pending = entry.flag("nothing"), entry.flag("not_answered")
    parameters = entry.maybe_part("parameters")
    entry.done()
    found = []
    for name in sorted(parameters.data if parameters else ()):
        value = parameters.data[name] if parameters else None
        if not isinstance(value, int | str) or isinstance(value, bool):
            raise entry.wrong("parameters", f"{name} must be a whole number or text")
        if value == CODE and not in_range:
            raise entry.wrong("parameters", f"{name}: “code” stands for a number in a range only")
        found.append((name, value))
    if bool(kind or remark) + nothing + pending != 1:
        raise entry.wrong(
            "measure",
            "is missing; or else a remark, or “nothing = true” or “not_answered = true” alone",
        )
    return Measure(
        "",
        known=True,
        pending=pending,
        kind=kind,
        parameters=tuple(found),
        remark=remark or "",
    )


def one_of(part: Part, key: str, name: str, allowed: frozenset[str]) -> str:
    """The name, if it is one of those allowed, or if none are listed."""
    if allowed and name not in allowed:
        raise part.wrong(key, f"{name!r} is not one of ours")
    return name
