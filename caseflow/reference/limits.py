"""The product's limits of time, by name, with an organisation's own changes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from caseflow import packs
from caseflow.clocks.limits import Limit, load_limits
from caseflow.reference.terms import SHIPPED


def limits() -> dict[str, Limit]:
    """Every limit by name, read once for each home. Raises PackError naming file and key."""
    return _kept(packs.config_folder().absolute())


@lru_cache(maxsize=64)
def _kept(folder: Path) -> dict[str, Limit]:
    return load_limits(packs.load("limits", SHIPPED / "limits.toml", folder=folder))
