"""What a long piece of work sets on its own connection holds there, and nowhere else."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.db import make_engine, tune


def asked(connection, name):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_one_connection_of_sqlite_is_tuned_and_no_other(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/kept.db")
    with Session(engine) as session, engine.connect() as other:
        tune(session, mmap_size=1_000_000, wal_autocheckpoint=20_000)
        tuned = session.connection()
        assert (asked(tuned, "mmap_size"), asked(tuned, "wal_autocheckpoint")) == (1000000, 20000)
        assert (asked(other, "mmap_size"), asked(other, "wal_autocheckpoint")) == (0, 1000)
    engine.dispose()


def test_postgresql_is_left_as_it_is(database_url):
    engine = make_engine(database_url)
    with Session(engine) as session:
        tune(session, mmap_size=1_000_000)
        assert session.scalar(sa.select(sa.literal(1))) == 1
    engine.dispose()
