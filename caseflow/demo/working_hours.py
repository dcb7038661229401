"""When things happen in the demonstration: on working days, each at an hour of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

FRIDAY = 4
MORNING = timedelta(hours=5)
"""Within which the first thing of a day begins, from eight on."""


def at_work(moment: datetime, number: int, step: int = 0) -> datetime:
    """A time between eight and five on that day, or on the Friday before a weekend.

    `number` tells the things of one day apart; what has the next `step` comes later that day.
    """
    day = moment - timedelta(days=max(0, moment.weekday() - FRIDAY))
    begins = timedelta(minutes=97 * number % (MORNING.seconds // 60), seconds=37 * number % 60)
    eight = day.replace(hour=8, minute=0, second=0, microsecond=0)
    return eight + begins + step * timedelta(minutes=31)
