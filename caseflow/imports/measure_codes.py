"""Reading what a source's codes of measures mean here, against what each measure asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from caseflow.errors import NotReady
from caseflow.imports.bundle import Measure
from caseflow.imports.codes import CODE, CODE_IN_WORDS, MeasureTable, folded, one_of
from caseflow.imports.mistakes import Mistakes, nearest
from caseflow.packs import Part
from caseflow.reference.measures import Parameter

Asked = Mapping[str, tuple[Parameter, ...]]
Bounds = tuple[int, int]
_RANGE = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")


def read_measures(part: Part | None, asked: Asked, mistakes: Mistakes) -> MeasureTable:
    """A table of measures: a single code or "from-to", with measure, parameters and remark.

    `asked` are our measures with the parameters of each; where it is empty nothing is checked.
    """
    single: dict[str, Measure] = {}
    ranges: list[tuple[int, int, Measure]] = []
    for code in part.data if part else ():
        entry = part.maybe_part(code) if part else None
        if part is None or entry is None:
            continue
        bounds = _bounds(code)
        measure = _measure(entry, asked, bounds, mistakes)
        if bounds is None:
            if folded(code) in single:
                wrong = "stands twice: the size of letters makes no difference"
                mistakes.add(part.wrong(code, wrong))
            single[folded(code)] = measure
            continue
        low, high = bounds
        if low > high:
            mistakes.add(part.wrong(code, "ends before it begins"))
        if any(low <= other_high and other_low <= high for other_low, other_high, _m in ranges):
            mistakes.add(part.wrong(code, "shares numbers with another range"))
        ranges.append((low, high, measure))
    return MeasureTable(single, tuple(ranges))


def _bounds(code: str) -> Bounds | None:
    numbers = _RANGE.fullmatch(code)
    return (int(numbers[1]), int(numbers[2])) if numbers else None


def _measure(entry: Part, asked: Asked, bounds: Bounds | None, mistakes: Mistakes) -> Measure:
    kind = entry.maybe_text("measure")
    if kind:
        one_of(entry, "measure", kind, asked, mistakes, called="measures")
    remark = entry.maybe_text("remark") or ""
    if CODE_IN_WORDS in remark and bounds is None:
        wrong = f"“{CODE_IN_WORDS}” stands for a number in a range only"
        mistakes.add(entry.wrong("remark", wrong))
    nothing, pending = entry.flag("nothing"), entry.flag("not_answered")
    parameters = entry.maybe_part("parameters")
    mistakes.read(entry.done)
    if parameters is not None and kind is None:
        mistakes.add(entry.wrong("parameters", "belong to a measure, and none is named"))
    if bool(kind or remark) + nothing + pending != 1:
        wrong = "is missing; or else a remark, or “nothing = true” or “not_answered = true” alone"
        mistakes.add(entry.wrong("measure", wrong))
    known = asked.get(kind) if kind else None
    return Measure(
        "",
        known=True,
        pending=pending,
        kind=kind,
        parameters=tuple(_parameters(parameters, kind or "", known, bounds, mistakes)),
        remark=remark,
    )


def _parameters(
    part: Part | None,
    kind: str,
    known: tuple[Parameter, ...] | None,
    bounds: Bounds | None,
    mistakes: Mistakes,
) -> Iterator[tuple[str, int | str]]:
    """The parameters in the order of their names, each checked by what the measure asks for."""
    for name in sorted(part.data) if part else ():
        value = part.data[name] if part else None
        if part is None or not isinstance(value, int | str):
            if part is not None:
                wrong = "must be a whole number, text, true or false"
                mistakes.add(part.wrong(name, wrong))
            continue
        if value == CODE and bounds is None:
            mistakes.add(part.wrong(name, "“code” stands for a number in a range only"))
            continue
        if known is None:
            yield name, value
            continue
        parameter = next((each for each in known if each.name == name), None)
        if parameter is None:
            names = [each.name for each in known]
            wrong = f"is no parameter of {kind}{nearest(name, names)} (known: {_listed(names)})"
            mistakes.add(part.wrong(name, wrong))
        else:
            yield name, _checked(part, parameter, value, bounds, mistakes)


def _checked(
    part: Part, parameter: Parameter, value: int | str, bounds: Bounds | None, mistakes: Mistakes
) -> int | str:
    """The value as a decision made here would hold it; every number of a range is tried."""
    tried = bounds if value == CODE and bounds else (value,)
    read: int | str = value
    try:
        for each in tried:
            found = parameter.read(_typed(each))
            read = value if found is None or value == CODE else found
    except NotReady as refusal:
        mistakes.add(part.wrong(parameter.name, str(refusal.sentence)))
    return read


def _typed(value: int | str) -> str:
    """A value as it would be typed into the form of the measure."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"
