"""What moves bring about besides the stage, by the names that tracks use, and who lacks which."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from caseflow.packs import Part
from caseflow.workflow import Condition, Move, Stage, Workflow

COUNT_DECISION = "count_decision"
OPEN_INVESTIGATION = "open_investigation"
REOPEN = "reopen"
REPORT_INVESTIGATION = "report_investigation"
SET_ASIDE = "set_aside"
EFFECTS = (
    "close",
    COUNT_DECISION,
    OPEN_INVESTIGATION,
    REOPEN,
    REPORT_INVESTIGATION,
    SET_ASIDE,
)
UNDOES_DECISIONS = frozenset({REOPEN, SET_ASIDE})
"""Effects that nobody brings about on what they decided, whatever the file of a track says."""

Stages = AbstractSet[Stage]


def check_effects(
    part: Part,
    way: Workflow,
    *,
    investigating: Stages,
    deciding: Stages,
    closed: Stages,
    decision_missing: Condition,
) -> None:
    """Raise PackError where a track lacks an effect that its stages need, naming file and move."""
    lacking = (
        *_deciding(way, deciding, decision_missing),
        *_investigating(way, investigating, deciding | closed),
        *_reopening(way, closed),
    )
    for what in lacking:
        raise part.wrong_within("moves", what)


def _deciding(way: Workflow, deciding: Stages, decision_missing: Condition) -> Iterator[str]:
    """Where nobody could ever be decided on."""
    for move in way.moves:
        asks = any(guard.blocks is decision_missing for guard in move.unless)
        if asks and COUNT_DECISION not in move.effects:
            yield f'{move.name} asks for a decision: it needs effects = ["{COUNT_DECISION}"]'
    if not any(COUNT_DECISION in m.effects and deciding & m.start for m in way.moves):
        yield f'no move from where it is decided has effects = ["{COUNT_DECISION}"]'


def _investigating(way: Workflow, investigating: Stages, after: Stages) -> Iterator[str]:
    """Where an inquiry would never begin, or never end."""
    into = [move for move in way.moves if move.end in investigating]
    if way.first not in investigating and not _bringing(into, OPEN_INVESTIGATION):
        yield f'no move to where it is investigated has effects = ["{OPEN_INVESTIGATION}"]'
    for move in way.moves:
        ends = bool(investigating & move.start) and move.end in after - investigating
        if ends and REPORT_INVESTIGATION not in move.effects:
            yield f'{move.name} ends an inquiry: it needs effects = ["{REPORT_INVESTIGATION}"]'
    if not _bringing(way.moves, REPORT_INVESTIGATION):
        yield f'no move has effects = ["{REPORT_INVESTIGATION}"]: an inquiry would never end'


def _reopening(way: Workflow, closed: Stages) -> Iterator[str]:
    """Where what is closed would be taken up again by whoever decided it, its decision standing."""
    for move in way.moves:
        leaves = bool(closed & move.start) and move.end not in closed
        if leaves and UNDOES_DECISIONS.isdisjoint(move.effects):
            yield f'{move.name} takes up again what is closed: it needs effects = ["{REOPEN}"]'


def _bringing(moves: list[Move] | tuple[Move, ...], effect: str) -> bool:
    return any(effect in move.effects for move in moves)
