"""A small register to bring in."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def register() -> Path:
    return Path(__file__).parents[1] / "imports" / "police-oversight"
