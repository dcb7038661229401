"""Reading a track from its file: stages and moves are data, conditions and effects Python."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from caseflow.packs import Part, part_of
from caseflow.workflow import (
    FARTHEST,
    TONES,
    Carried,
    Condition,
    Guard,
    Guards,
    Move,
    Stage,
    Workflow,
    WorkflowError,
)


@dataclass(frozen=True, kw_only=True)
class TrackVocabulary:
    """What the files of a room's tracks may name, defined in the room's code.

    `meanings` are the kinds of stages that its code asks for, `needed` those of them that no track
    can do without, in the order in which a thing comes to them; a stage without a way out has to be
    of the kind `ends`. `stricter` are the conditions under which another limit runs.
    """

    conditions: Mapping[str, Condition]
    permissions: Mapping[str, StrEnum]
    effects: Collection[str] = ()
    meanings: Collection[str] = ()
    needed: Sequence[str] = ()
    ends: str | None = None
    limits: Collection[str] = ()
    stricter: Collection[str] = ()


def load_track(
    source: Part | Path | Mapping[str, Any],
    vocabulary: TrackVocabulary,
    *,
    name: str = "track",
    stages: type[Stage] | None = None,
) -> Workflow:
    """Read a track from its file.

    Stages come from the file's `stages` tables, in the order that their `after` says; give `stages`
    to hold them to an enum instead (the file then lists a subset of its values). Raises PackError
    naming file and key.
    """
    part = part_of(source)
    label, first = part.words("label"), part.text("first")
    known = _stages(part, name, first, vocabulary, stages)
    moves = tuple(_move(code, table, known, vocabulary) for code, table in part.parts("moves"))
    part.done()
    final = frozenset(stage for stage, ends in known.values() if ends)
    listed = tuple(stage for stage, _ends in known.values())
    try:
        return Workflow(name, label, listed, known[first][0], final, moves)
    except WorkflowError as problem:
        at_fault = part.maybe_part("stages") if problem.stage else None
        raise (at_fault or part).wrong(problem.stage, str(problem)) from problem


LONGEST_STAGE = 40
"""Characters of the code of a stage, as tables keep it."""
Known = dict[str, tuple[Stage, bool]]
"""The stages of the file, by value, each with whether it is final."""


def _stages(
    part: Part, name: str, first: str, vocabulary: TrackVocabulary, kind: type[Stage] | None
) -> Known:
    tables = dict(part.parts("stages"))
    if first not in tables:
        raise part.wrong("first", f"there is no stage {first}")
    if (early := tables[first].maybe_text("after")) is not None:
        raise tables[first].wrong("after", f"a track begins here, and not after {early}")
    order = _order(tables, first) if kind is None else list(tables)
    _check_places(tables)
    said: dict[str, Carried] = {}
    for code in order:
        said[code] = _carried(tables[code], vocabulary, said)
        _check_keys(tables[code])
    _check_meanings(part, tables, said, vocabulary)
    if kind is None:
        kind = _enum(name, [(code, tables[code], said[code]) for code in order])
    members = {member.value: member for member in kind}
    known: Known = {}
    for code in order:
        table = tables[code]
        if len(code) > LONGEST_STAGE:
            raise table.wrong(None, f"a code has at most {LONGEST_STAGE} characters here")
        if code not in members:
            raise table.wrong(None, f"{kind.__name__} has no such stage")
        known[code] = (members[code], table.flag("final"))
    return known


def _check_keys(table: Part) -> None:
    """Raise PackError for a key that no stage has, and for a tone that nothing shows."""
    table.flag("final")
    for key in ("label", "after"):
        table.maybe_text(key)
    if (tone := table.maybe_text("tone")) is not None and tone not in TONES:
        raise table.wrong("tone", f"'{tone}' is none of {', '.join(TONES)}")
    table.done()


def _check_meanings(
    part: Part, tables: Mapping[str, Part], said: Mapping[str, Carried], vocabulary: TrackVocabulary
) -> None:
    """Raise PackError where a needed meaning is missing or comes too early, or an end means none.

    `said` holds the stages in their order.
    """
    earlier: tuple[int, str] | None = None
    for meaning in vocabulary.needed:
        places = [place for place, carried in enumerate(said.values()) if meaning in carried.means]
        if not places:
            raise part.wrong_within(
                "stages", f"no stage says that it means '{meaning}' (means = [...])"
            )
        if earlier is not None and places[0] < earlier[0]:
            code = list(said)[places[0]]
            words = f"'{meaning}' comes before any stage that means '{earlier[1]}'"
            raise tables[code].wrong("means", words)
        earlier = places[0], meaning
    for (_code, before), (code, carried) in pairwise(said.items()):
        if carried.mark < before.mark:
            words = f"a stage before it is further on ({before.mark})"
            raise tables[code].wrong("mark", words)
    for code, carried in said.items():
        if vocabulary.ends and tables[code].flag("final") and vocabulary.ends not in carried.means:
            raise tables[code].wrong("final", f"a final stage has to mean '{vocabulary.ends}'")


def _check_places(tables: Mapping[str, Part]) -> None:
    """Raise PackError where a stage that was is there, or two came in its place."""
    taken: set[str] = set()
    for table in tables.values():
        for was in table.codes("was"):
            if was in tables:
                raise table.wrong("was", f"the stage {was} is there")
            if was in taken:
                raise table.wrong("was", f"another stage came in the place of {was} already")
            taken.add(was)


def _order(tables: Mapping[str, Part], first: str) -> list[str]:
    """The stages in the order of their `after`; of two after one, the later in the file is nearer.

    So a stage that an organisation adds stands right after the one that it names.
    """
    order, waiting = [first], [code for code in tables if code != first]
    while waiting:
        placed = [code for code in waiting if tables[code].maybe_text("after") in order]
        if not placed:
            after = tables[waiting[0]].text("after")
            words = f"{after} is no stage that comes before this one"
            raise tables[waiting[0]].wrong("after", words)
        code = placed[0]
        order.insert(order.index(tables[code].text("after")) + 1, code)
        waiting.remove(code)
    return order


def _carried(table: Part, vocabulary: TrackVocabulary, earlier: Mapping[str, Carried]) -> Carried:
    """What a stage says; without a mark of its own it shows that of the stage before it."""
    means, was = table.codes("means"), table.codes("was")
    for meaning in means:
        if meaning not in vocabulary.meanings:
            allowed = ", ".join(vocabulary.meanings)
            raise table.wrong("means", f"'{meaning}' is none of {allowed}")
    inner = table.maybe_part("stricter")
    stricter = {name: inner.text(name) for name in inner.data} if inner else {}
    for condition in stricter:
        if inner is not None and condition not in vocabulary.stricter:
            raise inner.wrong(condition, "there is no such condition")
    limit = table.maybe_text("limit")
    for key, named in (("limit", limit), *(("stricter", each) for each in stricter.values())):
        if named is not None and named not in vocabulary.limits:
            raise table.wrong(
                key, f"there is no limit {named} in limits.toml, or it is taken out there"
            )
    mark = table.maybe_number("mark", most=FARTHEST)
    if mark is None:
        before = earlier.get(table.maybe_text("after") or "")
        mark = before.mark if before else 0
    return Carried(frozenset(means), frozenset(was), limit, stricter, mark)


def _enum(name: str, rows: Iterable[tuple[str, Part, Carried]]) -> type[Stage]:
    """An enum of the file's own stages, with all that they say."""
    members = [
        (code.upper(), (code, table.words("label"), table.text("tone", "neutral"), carried))
        for code, table, carried in rows
    ]
    make = cast(Callable[..., Any], Stage)
    return cast(type[Stage], make(f"{name.title()}Stage", members))


def _move(code: str, table: Part, known: Known, vocabulary: TrackVocabulary) -> Move:
    start, end = table.codes("from"), table.text("to")
    for key, stage in (*(("from", stage) for stage in start), ("to", end)):
        if stage not in known:
            raise table.wrong(key, f"there is no stage {stage}")
    named = table.codes("effects")
    for effect in named:
        if effect not in vocabulary.effects:
            raise table.wrong("effects", f"there is no effect {effect}")
    move = Move(
        name=code,
        label=table.words("label"),
        start=frozenset(known[stage][0] for stage in start),
        end=known[end][0],
        needs=table.member("needs", vocabulary.permissions),
        unless=_guards(table, "unless", vocabulary.conditions),
        bars=_guards(table, "bars", vocabulary.conditions),
        effects=named,
        reason=table.flag("reason"),
    )
    table.done()
    return move


def _guards(table: Part, key: str, conditions: Mapping[str, Condition]) -> Guards:
    inner = table.maybe_part(key)
    if inner is None:
        return ()
    for condition in inner.data:
        if condition not in conditions:
            raise inner.wrong(condition, "there is no such condition")
    return tuple(Guard(inner.words(code), conditions[code], code) for code in inner.data)
