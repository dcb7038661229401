"""A real server over a home with demonstration data, shared by the browser's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.homes import Homes
from tests.support.server import Server, flask, serving

REGISTER = Path(__file__).parents[1] / "imports" / "police-oversight"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real web server; an old register was brought in before it started."""
    home = Homes(tmp_path_factory.mktemp("homes")).fresh()
    done = flask(home, "import", "cases", "--profile", "police-oversight", str(REGISTER), "--json")
    assert done.returncode in {0, 3}, done.stderr
    with serving(home) as server:
        yield server
