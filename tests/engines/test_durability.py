"""Every connection to SQLite waits for the disk, and one that would not is never used."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.db import make_engine, prepare_engine

FULL = 2


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/kept.db"


def test_each_of_many_connections_writes_ahead_and_waits_for_the_disk(url):
    engine = make_engine(url)
    opened = [engine.connect() for _ in range(4)]
    for connection in opened:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == FULL
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1
        connection.close()
    engine.dispose()


def test_a_connection_that_would_not_wait_is_refused(tmp_path):
    """Without locks, as on some network disks, there is no write-ahead log."""
    path = f"file:{tmp_path}/far.db?nolock=1&uri=true"
    engine = prepare_engine(sa.create_engine(f"sqlite:///{path}"))
    with pytest.raises(RuntimeError, match="refused WAL"), engine.connect():
        pass
    engine.dispose()
