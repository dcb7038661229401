"""Whose move it is: read from the proceedings of a case, for its page and for lists alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from caseflow.access.permissions import Permission
from caseflow.cases.models import Proceeding
from caseflow.cases.track_effects import COUNT_DECISION
from caseflow.cases.workflow import Standing, how_far, is_closed, least_advanced, track, track_names
from caseflow.manifests import by_value
from caseflow.workflow import Guard, Move, Stage, Workflow

DEPEND_ON_THE_DAY = frozenset({"no_investigator", "conflict_undecided"})
"""Conditions that change without an act, as when an access ends: they are asked anew."""
VERSION = "3"
"""Of this derivation: where it says otherwise than before, all cases are counted anew."""
WRITTEN_WITH_IT = frozenset({"decision_missing"})
"""Conditions that the page of a move settles itself."""


@dataclass(frozen=True)
class OwnMove:
    """What lists keep of a move that goes on by one stage, as columns of a row.

    `next_move` is its track and name, `whose_move` the permission it needs, `not_for` the ids of
    those whom its bars shut out, `waits_for` the codes of what has to be settled first, but for
    `DEPEND_ON_THE_DAY`. All are None where no move goes on.
    """

    next_move: str | None = None
    whose_move: str | None = None
    not_for: str | None = None
    waits_for: str | None = None


@dataclass(frozen=True)
class NextMove(OwnMove):
    """The same of those who stand where the case does, as columns of the case.

    `track` is the one whose stage the case shows, `is_open` whether that is none that means closed.
    """

    track: str | None = None
    is_open: bool = True


NONE = OwnMove()
"""Of a proceeding that moves on with the case, or not at all."""


@dataclass(frozen=True)
class NextMoves:
    """The next move of a case, and those of subjects who stand elsewhere, by their proceeding.

    `changed` holds of each proceeding what its row does not say yet.
    """

    case: NextMove
    changed: Mapping[UUID, OwnMove] = field(default_factory=dict)


@dataclass(frozen=True)
class _User:
    user_id: UUID


def leading(proceedings: Sequence[Proceeding], every: Mapping[UUID, Standing]) -> Standing:
    """The proceeding that the next move is read from.

    Of several that stand where it is decided, one that has no decision yet.
    """
    lead = every[least_advanced(proceedings).id]
    return _first_undecided(lead, every.values())


def apart(proceedings: Sequence[Proceeding], every: Mapping[UUID, Standing]) -> list[Standing]:
    """Of those who do not stand where the case does, one for each stage, the earliest first.

    Whoever stands at one stage of one track moves on together. The one that stands for them is
    chosen as `leading` chooses.
    """
    lead = least_advanced(proceedings)
    groups: dict[tuple[str, str], Standing] = {}
    far = sorted(proceedings, key=lambda p: (is_closed(p), how_far(p), p.subject_id))
    for opened in far:
        if not stand_together(opened, lead):
            groups.setdefault((opened.track, opened.stage), every[opened.id])
    return [_first_undecided(standing, every.values()) for standing in groups.values()]


def stand_together(one: Any, other: Any) -> bool:
    """Whether two proceedings stand at one stage of one track, and so move on together."""
    return (one.track, one.stage) == (other.track, other.stage)


def _first_undecided(lead: Standing, every: Iterable[Standing]) -> Standing:
    if not lead.decided_before:
        return lead
    beside = (s for s in every if stand_together(s.proceeding, lead.proceeding))
    return next(iter(undecided(beside)), lead)


def undecided(every: Iterable[Standing]) -> list[Standing]:
    """Those that can be decided at their stage and have no decision yet."""
    return [
        standing
        for standing in every
        if not standing.decided_before
        and any(
            COUNT_DECISION in move.effects
            for move in track(standing.proceeding.track).open_moves(standing)
        )
    ]


def forward(lead: Standing) -> Move | None:
    """The open move that goes on, to the nearest stage of those to which one leads."""
    way = track(lead.proceeding.track)
    return _nearest(way, way.stage(lead.stage), way.open_moves(lead))


def _nearest(way: Workflow, here: Stage, moves: Iterable[Move]) -> Move | None:
    """Of these moves the one that leads on least far; a stage may stand beside the way."""
    place = way.stages.index
    on = [move for move in moves if place(move.end) > place(here)]
    return min(on, key=lambda move: place(move.end), default=None)


def goes_on(way: Workflow, move: Move) -> bool:
    """Whether a move can be the next one of a case: from one of its stages none leads less far."""
    return any(
        _nearest(way, start, (each for each in way.moves if start in each.start)) is move
        for start in move.start
    )


def is_barred(move: Move, standing: Standing, user: object) -> bool:
    """Whether a bar of this move shuts this user out."""
    return any(guard.blocks(standing, user) for guard in move.bars)


def unsettled(move: Move, standing: Standing) -> list[Guard]:
    """What has to be settled before this move, besides what its own page settles."""
    return [
        guard
        for guard in move.unless
        if guard.code not in WRITTEN_WITH_IT and guard.blocks(standing, None)
    ]


def rule_of_moves() -> str:
    """A digest of all that the next move of a case is derived by, but for the case: the tracks."""
    told = [VERSION]
    for name in track_names():
        way = track(name)
        for stage in way.stages:
            told += [name, stage.value, str(stage.carried.mark), *sorted(stage.carried.means)]
            told += sorted(stage.carried.was)
        for move in way.moves:
            told += [move.name, *sorted(move.start), move.end, move.needs]
            told += [guard.code for guard in (*move.unless, *move.bars)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:24]


def next_move_of(lead: Standing) -> NextMove:
    """What lists keep of the next move of a case, by its leading proceeding."""
    opened = lead.proceeding
    own = own_move_of(lead)
    return NextMove(**vars(own), track=opened.track, is_open=not is_closed(opened))


def own_move_of(lead: Standing) -> OwnMove:
    """What lists keep of the move by which those go on who stand where this one does."""
    move = forward(lead)
    if move is None:
        return NONE
    known = lead.named | lead.investigators | lead.proposers | lead.deciders
    out = sorted(user.hex for user in known if is_barred(move, lead, _User(user)))
    codes = [guard.code for guard in unsettled(move, lead) if guard.code not in DEPEND_ON_THE_DAY]
    return OwnMove(
        next_move=f"{lead.proceeding.track}:{move.name}",
        whose_move=by_value(Permission, move.needs).value,
        not_for=" ".join(out) or None,
        waits_for=" ".join(codes) or None,
    )
