"""A site with an auditor who is engaged for its entity, and one who is engaged for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.documents.asking import Reader, reader_of, with_auditors
from tests.support.databases import Databases
from tests.support.site import Site, site_over


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """The application on each kind of database."""
    with site_over(database_url, tmp_path) as made:
        yield with_auditors(made)


@pytest.fixture(scope="module")
def one_site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One application for tests that change nothing of each other's, on SQLite."""
    folder = tmp_path_factory.mktemp("site")
    with databases.fresh("sqlite") as url, site_over(url, folder) as made:
        yield with_auditors(made)


@pytest.fixture
def reader(site: Site) -> Callable[[str], Reader]:
    """Somebody signed in."""
    return lambda name: reader_of(site, name)
