"""A site with cases, on SQLite: what differs between databases is proved below the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import Databases
from tests.support.site import Site, site_over


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[Site]:
    """The application with its people."""
    with databases.fresh("sqlite") as url, site_over(url, tmp_path) as made:
        yield made
