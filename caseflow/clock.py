"""The one source of "now": everything below the edge receives it as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, in UTC with its zone; called at the edge only."""
    return datetime.now(UTC)
