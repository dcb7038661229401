"""docs/stages.md and docs/clocks.md: the ways things go, and how long they may take."""

from __future__ import annotations

from collections.abc import Iterator

from caseflow.cases.workflow import SHIPPED, track
from caseflow.clocks.limits import Limit
from caseflow.documenting.tables import table
from caseflow.reference.limits import limits
from caseflow.screening.workflow import REGISTER
from caseflow.victims.workflow import REFERRAL
from caseflow.workflow import Move, Workflow

STAGES = """\
Each diagram is drawn from the table of moves that the program runs by. A move that is not in the
table cannot be made."""
CLOCKS = """\
The day of the anchor does not count. Working days are those of the entity's own calendar. A limit
stands still on the grounds named, and is extended once a second person agrees. It runs from the day
on which something happened, also where that was entered later."""


def stages() -> str:
    """The page of stages."""
    tracks = [track(path.stem) for path in sorted(SHIPPED.glob("*.toml"))]
    parts = ["# Stages", STAGES]
    for workflow in (*tracks, REGISTER, REFERRAL):
        parts += [f"## {workflow.label}", _diagram(workflow), _moves(workflow)]
    return "\n\n".join(parts)


def _diagram(workflow: Workflow) -> str:
    return "\n".join(("```mermaid", "stateDiagram-v2", *_edges(workflow), "```"))


def _edges(workflow: Workflow) -> Iterator[str]:
    for stage in workflow.stages:
        yield f'    state "{stage.label}" as {_id(stage)}'
    yield f"    [*] --> {_id(workflow.first)}"
    for move in workflow.moves:
        for start in (s for s in workflow.stages if s in move.start):
            yield f"    {_id(start)} --> {_id(move.end)}: {move.label}"
    for stage in (s for s in workflow.stages if s in workflow.final):
        yield f"    {_id(stage)} --> [*]"


def _id(stage: str) -> str:
    return str(stage.value if hasattr(stage, "value") else stage).replace("-", "_")


def _moves(workflow: Workflow) -> str:
    return table(
        ("Move", "Needs", "Reason", "First", "Never by somebody who"),
        (_move(move) for move in workflow.moves),
    )


def _move(move: Move) -> tuple[object, ...]:
    first = " ".join(str(guard.reason) for guard in move.unless)
    never = " ".join(str(guard.reason) for guard in move.bars)
    return (move.label, f"`{move.needs}`", "yes" if move.reason else "", first, never)


def clocks() -> str:
    """The page of limits of time."""
    head = ("Limit", "Key", "From", "Until", "Length", "Stands still", "Extended", "Kind", "Source")
    rows = (_limit(name, limit) for name, limit in limits().items())
    return "\n\n".join(("# Limits of time", CLOCKS, table(head, rows)))


def _limit(name: str, limit: Limit) -> tuple[object, ...]:
    return (
        limit.label,
        f"`{name}`",
        f"`{limit.anchor}`",
        f"`{limit.until}`",
        f"{limit.amount} {limit.unit.label}",
        ", ".join(f"`{ground}`" for ground in sorted(limit.stops)),
        _extending(limit),
        limit.kind.label,
        limit.source or "",
    )


def _extending(limit: Limit) -> str:
    rule = limit.extending
    if rule is None:
        return "no"
    often = "as often as needed" if rule.times is None else f"{rule.times} times"
    length = "" if rule.amount is None else f", each by at most {rule.amount} {rule.unit.label}"
    return often + length
