"""What the pages of a case receive of its course: its stages, and the moves that are offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from caseflow.access.permissions import Permission
from caseflow.clocks.limits import Limit
from caseflow.labels import Text


@dataclass(frozen=True, kw_only=True)
class StageView:
    """One stop on the way; `state` is "done", "now" or "next".

    `undated` where the case is past it or stands there, and the old register holds no day;
    `not_held` where it comes before, and the old register does not tell of it.
    """

    code: str
    label: Text
    mark: int
    """How far it is, from 0 to 5."""
    state: str
    since: date | None = None
    days: int | None = None
    undated: bool = False
    not_held: bool = False


class Blocker(NamedTuple):
    """What has to be settled before a move: in words, and the code by which its place is found."""

    words: Text
    code: str


@dataclass(frozen=True, kw_only=True)
class MoveView:
    """A move offered to the reader; ready when nothing blocks it."""

    name: str
    label: Text
    needs: Permission
    blockers: tuple[Blocker, ...] = ()
    wants_reason: bool = False
    by_decision: bool = False
    """Made by deciding (`services.deciding.decide`), not by a plain move."""
    undoes_decisions: bool = False
    """Sets aside what was decided."""
    end: str = ""
    """The code of the stage it leads to."""
    closes: bool = False
    """Whether nothing more is done at that stage."""
    investigates: bool = False
    """Whether allegations are investigated at that stage."""
    of_some: bool = False
    """Whether only some subjects make it, as others follow another track."""
    begins: Limit | None = None
    """The limit of time that runs at that stage."""

    @property
    def blocking(self) -> tuple[Text, ...]:
        """The sentences of what has to be settled first."""
        return tuple(blocker.words for blocker in self.blockers)

    @property
    def ready(self) -> bool:
        """Whether it can be made now."""
        return not self.blockers


@dataclass(frozen=True, kw_only=True)
class ApartView:
    """Subjects who stand elsewhere than their case, and the moves by which they go on."""

    proceeding_id: UUID
    """One of theirs: it stands for all who stand there."""
    proceedings: frozenset[UUID]
    subjects: frozenset[UUID]
    stage_label: Text
    next_move: MoveView | None
    """The move forward, ready or not, whoever makes it."""
    moves: tuple[MoveView, ...]
    """Those this reader may make, ready or not."""
