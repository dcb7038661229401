"""A workflow is a table of moves; this engine reads the table and knows nothing of cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, Self

from caseflow.errors import NotFound, NotReady, Refused
from caseflow.labels import Labelled, Text, _

Condition = Callable[[Any, Any], bool]
"""Given the thing and the actor: does this stand in the way?"""


class Guard(NamedTuple):
    """A condition under its code, with the sentence that says what stands in the way.

    The sentence is an organisation's to word; whatever goes by a guard goes by its code.
    """

    reason: Text
    blocks: Condition
    code: str


Guards = tuple[Guard, ...]


class WorkflowError(ValueError):
    """The table of moves does not hold together; the message names the stage or the move.

    `stage` is the stage at fault, where one is.
    """

    def __init__(self, wrong: str, *, stage: str | None = None) -> None:
        super().__init__(wrong)
        self.stage = stage


@dataclass(frozen=True)
class Carried:
    """What a stage of a track's file says besides its name: code asks for this, not for the name.

    `means` are the room's codes of what it is; `limit` the limit of time that runs there,
    `stricter` the one that takes its place under a condition of the room, by that condition. `mark`
    says how far it is, from 0 to `FARTHEST`.
    """

    means: frozenset[str] = frozenset()
    was: frozenset[str] = frozenset()
    """Stages of earlier versions of the track in whose place this one came."""
    limit: str | None = None
    stricter: Mapping[str, str] = field(default_factory=dict)
    mark: int = 0


FARTHEST = 5
TONES = ("neutral", "brand", "info", "ok", "warn", "late", "seal", "mute")
"""The colours a badge may have, as the style sheet names them."""
PLAIN = Carried()


class Stage(Labelled):
    """Where a thing stands: ``NAME = "value", _("Label")``, with a tone for its badge if wanted."""

    tone: str
    carried: Carried

    def __new__(
        cls, value: str, label: Text, tone: str = "neutral", carried: Carried = PLAIN
    ) -> Self:
        """Make one member; the value is what the database holds."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        member.carried = carried
        return member

    def means(self, meaning: str) -> bool:
        """Whether it is a stage of this kind."""
        return meaning in self.carried.means


class Staged(Protocol):
    """A thing with a stage: an enum member, or its value where the column is plain text."""

    stage: Any


class Mover(Protocol):
    """Whoever makes a move."""

    def may(self, permission: Any) -> bool:
        """Whether any role of theirs holds this permission."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One line of the table: a named way from some stages to another.

    `unless` holds what must be settled first (the thing is not ready); `bars` holds what shuts
    out this actor (the actor is refused). `effects` are names that the room's verb looks up.
    """

    name: str
    label: Text
    start: frozenset[Stage]
    end: Stage
    needs: StrEnum
    unless: Guards = ()
    bars: Guards = ()
    effects: tuple[str, ...] = ()
    reason: bool = False
    """Whether a reason must be written."""


@dataclass(frozen=True)
class Workflow:
    """A checked table of moves over an ordered set of stages.

    Raises WorkflowError when two moves share a name, a stage cannot be reached, a stage that is
    not final has no way out, or no final stage can be reached from it.
    """

    name: str
    label: Text
    stages: tuple[Stage, ...]
    first: Stage
    final: frozenset[Stage]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        self._check_names()
        self._check_known()
        self._check_connected()

    def _check_names(self) -> None:
        seen: set[str] = set()
        for move in self.moves:
            if move.name in seen:
                raise WorkflowError(f"two moves share the name {move.name}")
            seen.add(move.name)

    def _check_known(self) -> None:
        for stage in (self.first, *self.final):
            if stage not in self.stages:
                raise WorkflowError(f"stage {stage} is not listed")
        for move in self.moves:
            if not move.start:
                raise WorkflowError(f"move {move.name} starts nowhere")
            for stage in (*sorted(move.start), move.end):
                if stage not in self.stages:
                    raise WorkflowError(f"move {move.name}: stage {stage} is not listed")

    def _check_connected(self) -> None:
        forward = [(start, move.end) for move in self.moves for start in move.start]
        reached = _closure({self.first}, forward)
        ending = _closure(set(self.final), [(end, start) for start, end in forward])
        leaving = {start for start, _end in forward}
        for stage in self.stages:
            if stage not in reached:
                wrong = f"stage {stage} cannot be reached from {self.first}"
                raise WorkflowError(wrong, stage=stage)
            if stage not in leaving | self.final:
                raise WorkflowError(f"stage {stage} has no way out and is not final", stage=stage)
        for stage in self.stages:
            if stage not in ending:
                raise WorkflowError(f"no final stage can be reached from {stage}", stage=stage)

    def stage(self, value: str) -> Stage:
        """The stage of this value, or the one that came in its place.

        Raises WorkflowError when this workflow has none such.
        """
        for stage in self.stages:
            if stage == value:
                return stage
        for stage in self.stages:
            if value in stage.carried.was:
                return stage
        raise WorkflowError(f"the workflow {self.name} has no stage {value}")

    def here(self, thing: Staged) -> Any:
        """The stage at which a thing stands; its value where this workflow has none such."""
        try:
            return self.stage(thing.stage)
        except WorkflowError:
            return thing.stage

    def meaning(self, meaning: str) -> list[Stage]:
        """The stages of this kind, in their order."""
        return [stage for stage in self.stages if stage.means(meaning)]

    def move(self, name: str) -> Move:
        """The move of this name. Raises NotFound when there is none."""
        for move in self.moves:
            if move.name == name:
                return move
        raise NotFound(_("There is no such step."))

    def open_moves(self, thing: Staged) -> list[Move]:
        """The moves that start where the thing now stands, in the table's order."""
        here = self.here(thing)
        return [move for move in self.moves if here in move.start]

    def offered(self, thing: Staged, actor: Mover) -> list[Move]:
        """The open moves this actor may make: permitted and not barred; perhaps not yet ready."""
        return [
            move
            for move in self.open_moves(thing)
            if actor.may(move.needs) and not _true(move.bars, thing, actor)
        ]

    def blocking(self, thing: Staged, move: Move, actor: Mover) -> list[Text]:
        """Every reason why this actor cannot make this move now; empty when they can."""
        return _true(move.bars, thing, actor) + _true(move.unless, thing, actor)

    def barring(self, thing: Staged, move: Move, actor: Mover) -> list[Text]:
        """What shuts this actor out of this move, as a person."""
        return _true(move.bars, thing, actor)

    def waits(self, thing: Staged, move: Move, actor: Mover) -> bool:
        """Whether something must be settled before this move."""
        return bool(_true(move.unless, thing, actor))

    def check(self, thing: Staged, name: str, actor: Mover) -> Move:
        """The move, if this actor can make it now.

        Raises NotFound for an unknown name, Refused when the actor may not, NotReady when the
        thing stands elsewhere or something must be settled first.
        """
        return self.check_move(thing, self.move(name), actor)

    def check_move(self, thing: Staged, move: Move, actor: Mover) -> Move:
        """The same of a move at hand, which need not be one of the table."""
        if not actor.may(move.needs):
            raise Refused(_("Your roles do not allow this step."))
        if self.here(thing) not in move.start:
            stage = self.stage(thing.stage)
            raise NotReady(
                _(
                    "“%(move)s” is not open at the stage “%(stage)s”.",
                    move=move.label,
                    stage=stage.label,
                )
            )
        if reasons := _true(move.bars, thing, actor):
            raise Refused(_together(reasons))
        if reasons := _true(move.unless, thing, actor):
            raise NotReady(_together(reasons))
        return move

    def apply(self, thing: Staged, name: str, actor: Mover) -> Move:
        """Make the move: check it, set the stage, and return the move for its effects.

        Raises what `check` raises; then nothing has changed.
        """
        move = self.check(thing, name, actor)
        thing.stage = move.end.value if type(thing.stage) is str else move.end
        return move

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        rows = ["stateDiagram-v2"]
        rows += [f'  state "{_plain(stage.label)}" as {_node(stage)}' for stage in self.stages]
        rows.append(f"  [*] --> {_node(self.first)}")
        for move in self.moves:
            for start in (stage for stage in self.stages if stage in move.start):
                rows.append(f"  {_node(start)} --> {_node(move.end)}: {_plain(move.label)}")
        rows += [f"  {_node(stage)} --> [*]" for stage in self.stages if stage in self.final]
        return "\n".join(rows) + "\n"


def _closure(seeds: set[Stage], ways: list[tuple[Stage, Stage]]) -> set[Stage]:
    reached, todo = set(seeds), list(seeds)
    while todo:
        here = todo.pop()
        for start, end in ways:
            if start == here and end not in reached:
                reached.add(end)
                todo.append(end)
    return reached


def _true(guards: Guards, thing: Staged, actor: Mover) -> list[Text]:
    return [guard.reason for guard in guards if guard.blocks(thing, actor)]


def _together(reasons: list[Text]) -> Text:
    """One sentence when there is one; else all of them, each translated by itself."""
    if len(reasons) == 1:
        return reasons[0]
    names = [f"reason{number}" for number in range(len(reasons))]
    pattern = " ".join(f"%({name})s" for name in names)
    return Text(pattern, **dict(zip(names, reasons, strict=True)))


def _plain(label: str) -> str:
    return label.replace('"', "'").replace(":", ",").replace("\n", " ")


def _node(stage: Stage) -> str:
    return stage.value.replace("-", "_").replace(".", "_")
