"""Code tables of a profile: what a source's findings, measures and categories mean here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from caseflow.imports.bundle import Coded, Measure
from caseflow.imports.mistakes import Mistakes
from caseflow.packs import Part
from caseflow.reference.measures import Parameter

CODE = "code"
CODE_IN_WORDS = "{code}"
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a profile may map to, as the rooms that own them declare them.

    `types` are given by version of the taxonomy, `measures` with what each asks for, `stages` by
    the personnel category whose track has them. Where one is empty, that kind is not checked.
    """

    stages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    findings: frozenset[str] = frozenset()
    measures: Mapping[str, tuple[Parameter, ...]] = field(default_factory=dict)
    types: Mapping[str, frozenset[str]] = field(default_factory=dict)
    personnel: frozenset[str] = frozenset()

    def stages_of(self, personnel: str | None) -> frozenset[str]:
        """The stages of this category's track; those of all tracks where it is not known."""
        found = self.stages.get(personnel or "")
        return frozenset().union(*self.stages.values()) if found is None else found


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

    def code(self, raw: str) -> str:
        """The part of a value that is its code, as it was written."""
        return (raw.split(self.until, 1)[0] if self.until else raw).strip()

    def excused(self, raw: str) -> bool:
        """Whether the profile knows this code, and says that it has no counterpart."""
        return self._code(raw) in self.without

    def _code(self, raw: str) -> str:
        return folded(self.code(raw))


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """Codes of measures: single ones first, then ranges of numbers."""

    single: Mapping[str, Measure] = field(default_factory=dict)
    ranges: tuple[tuple[int, int, Measure], ...] = ()

    def read(self, raw: str) -> Measure:
        """The measure that a code stands for; `known` is false where the profile has none."""
        found = self.single.get(folded(raw))
        if found is None and (ranged := self._range(raw)):
            found = ranged[2]
        if found is None:
            return Measure(raw)
        filled = tuple((k, int(raw) if v == CODE else v) for k, v in found.parameters)
        remark = found.remark.replace(CODE_IN_WORDS, raw)
        return replace(found, raw=raw, parameters=filled, remark=remark)

    def code(self, raw: str) -> str:
        """The code as it was written, or the range that holds it."""
        if folded(raw) not in self.single and (ranged := self._range(raw)):
            return f"{ranged[0]}-{ranged[1]}"
        return raw

    def _range(self, raw: str) -> tuple[int, int, Measure] | None:
        if not _NUMBER.fullmatch(raw):
            return None
        number = int(raw)
        return next((each for each in self.ranges if each[0] <= number <= each[1]), None)


def read_codes(
    part: Part | None,
    allowed: frozenset[str],
    mistakes: Mistakes,
    *,
    called: str,
    until: str = "",
    pending: tuple[str, ...] = (),
) -> CodeTable:
    """A table of plain codes; `without` below it lists those that have no counterpart.

    `pending` are the words for "not answered yet", `called` is what `allowed` holds. A code that
    stands twice, or that no value can ever have, is a mistake.
    """
    waiting = frozenset(map(folded, pending))
    if part is None:
        return CodeTable(until=until, pending=waiting)
    without = read_texts(part.maybe_part("without"))
    names: dict[str, str] = {}
    for code in part.data:
        if code != "without":
            _check_code(part, code, names, until, mistakes)
            name = part.text(code)
            one_of(part, code, name, allowed, mistakes, called=called)
            names[folded(code)] = name
    excused: dict[str, str] = {}
    for code, why in without.items():
        if folded(code) in names:
            wrong = "has a counterpart, and stands under “without” as well"
            mistakes.add(part.wrong(code, wrong))
        _check_code(part, code, excused, until, mistakes)
        excused[folded(code)] = why
    for code in waiting & (names.keys() | excused.keys()):
        mistakes.add(part.wrong(code, "is a code, and stands under “not_answered” as well"))
    return CodeTable(names, excused, until, waiting)


def _check_code(
    part: Part, code: str, met: Mapping[str, str], until: str, mistakes: Mistakes
) -> None:
    if folded(code) in met:
        mistakes.add(part.wrong(code, "stands twice: the size of letters makes no difference"))
    if until and until in code:
        mistakes.add(part.wrong(code, f"holds {until!r}, where “code_ends_at” ends every code"))


def folded(code: str) -> str:
    """A code without outer blanks, in which the size of letters makes no difference."""
    return code.strip().casefold()


def read_texts(part: Part | None) -> dict[str, str]:
    """A table of texts by name, in the file's order."""
    return {name: part.text(name) for name in part.data} if part else {}


def one_of(
    part: Part,
    key: str,
    name: str,
    allowed: Iterable[str],
    mistakes: Mistakes,
    *,
    called: str,
) -> str:
    """The name; a mistake is kept if there is a list of what is allowed and it is not in it."""
    known = set(allowed)
    if known and name not in known:
        mistakes.unknown(part, key, name, known, called)
    return name
