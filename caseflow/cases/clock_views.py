"""A running limit of time as the pages of a case receive it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from caseflow.clocks.limits import Unit
from caseflow.clocks.reading import Reading

if TYPE_CHECKING:
    from caseflow.cases.views import PersonView


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
    """A running limit of the case, as `clocks` reads it; `stop_ground` while it stands still.

    `open_stop` also where it was stopped too late to stand still.
    """

    reading: Reading
    stop_ground: str | None = None
    stop_since: date | None = None
    open_stop: bool = False
    waiting: WaitingExtension | None = None
