"""What other thresholds would do to pairs of people whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MINUTES = 30
"""What comparing two people costs an officer, until an organisation has measured it."""


@dataclass(frozen=True)
class Labelled:
    """Two records, how alike the matcher finds them, and whether they are one person."""

    score: float
    same: bool


@dataclass(frozen=True)
class Effect:
    """One threshold against known pairs: who is found, who is missed, what is looked at in vain."""

    found: int
    missed: int
    in_vain: int
    hours: float


@dataclass(frozen=True)
class Change:
    """What a change of the threshold would miss, add and cost."""

    pairs: int
    now: Effect
    then: Effect

    @property
    def newly_missed(self) -> int:
        """How many that are found now would be missed."""
        return max(0, self.then.missed - self.now.missed)

    @property
    def newly_found(self) -> int:
        """How many that are missed now would be found."""
        return max(0, self.now.missed - self.then.missed)

    @property
    def hours(self) -> float:
        """Hours of comparing more (or, below nought, less)."""
        return self.then.hours - self.now.hours


def effect(pairs: Sequence[Labelled], refer_from: float, *, minutes: int = MINUTES) -> Effect:
    """What one threshold does."""
    found = sum(p.same and p.score >= refer_from for p in pairs)
    in_vain = sum(not p.same and p.score >= refer_from for p in pairs)
    missed = sum(p.same for p in pairs) - found
    return Effect(found, missed, in_vain, (found + in_vain) * minutes / 60)


def change(pairs: Sequence[Labelled], now: float, then: float, *, minutes: int = MINUTES) -> Change:
    """What going from one threshold to another does."""
    return Change(
        len(pairs), effect(pairs, now, minutes=minutes), effect(pairs, then, minutes=minutes)
    )
