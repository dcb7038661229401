"""What the pages of lists of cases receive: rows in words and days, counts, where they go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from caseflow.access.models import Classification
from caseflow.access.permissions import Permission
from caseflow.cases.opened_case.move_views import Blocker
from caseflow.labels import Text
from caseflow.matters.views import PersonView


class Waiting(NamedTuple):
    """What a case waits for; a tuple, because a page makes fifty."""

    move: str | None
    """The name of the next move; None where none goes on."""
    label: Text | None
    blockers: tuple[Blocker, ...]
    """What has to be settled first."""
    mine: bool
    """Whether that move is the reader's."""
    tasks: int
    """How many tasks the reader has open in it."""
    whom: tuple[str, ...]
    """Of what waits for others, for whom: names, or else names of roles (`labels.Text`)."""
    may: frozenset[Permission]
    """By which rights the reader can settle something in it."""
    by_decision: bool = False
    """Whether the next move is made by deciding, on a page of its own."""
    proceeding_id: UUID | None = None
    """Who makes it where they stand elsewhere than the case."""


class QueueRow(NamedTuple):
    """One case in a list; a tuple, because a page makes fifty."""

    id: UUID
    reference: str
    title: str
    category: Text
    """What it is about, with the word “alleged” where nothing of it was proven."""
    entity_code: str
    entity_name: str
    stage: str
    stage_label: Text
    mark: int
    """How far the stage is, from 0 to 5."""
    is_open: bool
    stage_since: date | None
    """None where the old register does not hold the day."""
    received_on: date
    due_on: date | None
    days_left: int | None
    """Calendar days until due; below zero: late. None: no clock runs."""
    left: Text | None
    """How the limit stands, in the days in which its clock counts. None: none runs."""
    due_limit: Text | None
    """The limit by which it is due, where that is not the limit of its stage."""
    clock_stopped: bool
    owner: PersonView | None
    desk: str
    classification: Classification
    admitted: bool
    waiting: Waiting | None = None
    """Only in the views of what waits."""

    @property
    def late(self) -> bool:
        """Whether its time limit has passed."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, kw_only=True)
class ViewCount:
    """A saved view and how many cases it holds, counted no further than `most`."""

    view: str
    label: Text
    count: int
    more: bool
    """More than `count`: shown as "99+"."""


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of a list of cases."""

    rows: tuple[QueueRow, ...]
    views: tuple[ViewCount, ...]
    next_key: str | None
    """For `QueueFilters.after`; None on the last page."""
    exact: str | None = None
    """The reference, when the words were exactly one that the reader may open."""
