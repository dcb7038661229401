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
    years_ago = tmp_path_factory.mktemp("register")
    for file in REGISTER.iterdir():
        text = file.read_bytes().replace(b"2031-", b"2021-")  # its days are those of 2031
        years_ago.joinpath(file.name).write_bytes(text)
    brought_in = ("import", "cases", "--profile", "police-oversight", str(years_ago), "--json")
    done = flask(home, *brought_in)
    assert done.returncode in {0, 3}, done.stderr
    with serving(home) as server:
        yield server
