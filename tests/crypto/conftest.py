from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crypto.rows import Vault, make_vault
from tests.support.databases import Databases


@pytest.fixture
def vault(database_url: str, tmp_path: Path) -> Iterator[Vault]:
    """A database with keys: once on SQLite, once on PostgreSQL."""
    made = make_vault(database_url, tmp_path / "keys")
    yield made
    made.engine.dispose()


@pytest.fixture
def lite(databases: Databases, tmp_path: Path) -> Iterator[Vault]:
    """The same on SQLite alone, where the database makes no difference."""
    with databases.fresh("sqlite") as url:
        made = make_vault(url, tmp_path / "keys")
        yield made
        made.engine.dispose()
