"""What every room lays its part of a demonstration in with: people, places, working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from caseflow.access.actor import Actor

FRIDAY = 4
MORNING = timedelta(hours=5)
"""Within which the first thing of a day begins, from eight on."""


@dataclass(frozen=True)
class Cast:
    """Entities by code and people by user name."""

    entities: Mapping[str, UUID]
    people: Mapping[str, Actor]
    values: Mapping[tuple[str, str], UUID]
    """Values of the lists of entities, by the entity's code and the value's name."""

    def user_id(self, username: str) -> UUID:
        """The id of a person."""
        return self.people[username].user_id


def at_work(moment: datetime, number: int, step: int = 0) -> datetime:
    """A time between eight and five on that day, or on the Friday before a weekend.

    `number` tells the things of one day apart; what has the next `step` comes later that day.
    """
    day = moment - timedelta(days=max(0, moment.weekday() - FRIDAY))
    begins = timedelta(minutes=97 * number % (MORNING.seconds // 60), seconds=37 * number % 60)
    eight = day.replace(hour=8, minute=0, second=0, microsecond=0)
    return eight + begins + step * timedelta(minutes=31)
