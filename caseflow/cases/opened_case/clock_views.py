"""A running limit of time as the pages of a case receive it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from caseflow.clocks.limits import Unit
from caseflow.clocks.reading import Reading
from caseflow.labels import Text

if TYPE_CHECKING:
    from caseflow.matters.views import PersonView


@dataclass(frozen=True, kw_only=True)
class WaitingExtension:
    """An extension that somebody proposed and nobody has agreed to yet."""

    id: UUID
    amount: int
    unit: Unit
    by: PersonView
    on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """A running limit in a case, as `clocks` reads it; `stop_ground` while it stands still.

    `open_stop` also where it was stopped too late to stand still.
    """

    reading: Reading
    stop_ground: str | None = None
    stop_since: date | None = None
    open_stop: bool = False
    waiting: WaitingExtension | None = None
    at: Text | None = None
    """The stage of those whose limit it is, where they stand elsewhere than the case."""
    stage: str = ""
    """The code of that stage."""
    proceedings: frozenset[UUID] = frozenset()
    subjects: frozenset[UUID] = frozenset()

    @property
    def of(self) -> UUID | None:
        """One of their proceedings; None where it is the limit of the case's own stage."""
        return min(self.proceedings, default=None)

    def is_of(self, proceeding_id: UUID | None) -> bool:
        """Whether it runs for this proceeding; for None, whether it is the case's own."""
        if proceeding_id is None:
            return not self.proceedings
        return proceeding_id in self.proceedings
