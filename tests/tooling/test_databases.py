"""The harness gives real, separate databases."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from caseflow.db import make_engine
from tests.support import postgres
from tests.support.databases import KINDS, Databases
from tests.support.statements import count_statements


def test_a_database_is_fresh_each_time(databases):
    for kind in KINDS:
        for _ in range(2):
            with databases.fresh(kind) as url:
                engine = make_engine(url)
                with engine.begin() as connection:
                    connection.execute(sa.text("CREATE TABLE once (n INTEGER)"))
                engine.dispose()


def test_both_kinds_are_what_they_say(database_url):
    engine = make_engine(database_url)
    with engine.connect() as connection:
        name = "version()" if engine.dialect.name == "postgresql" else "sqlite_version()"
        said = connection.execute(sa.text(f"SELECT {name}")).scalar_one()
    engine.dispose()
    assert said.startswith("PostgreSQL" if engine.dialect.name == "postgresql" else "3.")


def test_a_template_is_built_once_and_copied(databases):
    built: list[str] = []

    def build(url: str) -> None:
        built.append(url)
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE kept (n INTEGER)"))
            connection.execute(sa.text("INSERT INTO kept VALUES (7)"))
        engine.dispose()

    for kind in KINDS:
        for _ in range(2):
            with databases.copy_of("sample", kind, build) as url:
                engine = make_engine(url)
                with engine.begin() as connection:
                    assert connection.execute(sa.text("SELECT n FROM kept")).scalars().all() == [7]
                    connection.execute(sa.text("DELETE FROM kept"))
                engine.dispose()
    assert len(built) == len(KINDS)


def test_an_error_does_not_tell_the_values_of_its_statement(database_url):
    engine = make_engine(database_url)
    with engine.connect() as connection, pytest.raises(sa.exc.SQLAlchemyError) as caught:
        connection.execute(sa.text("SELECT :told FROM nowhere"), {"told": "Zacharias Erfunden"})
    engine.dispose()
    assert "nowhere" in str(caught.value)
    assert "Erfunden" not in str(caught.value)


def test_the_server_listens_on_its_own_socket_only(postgres_url):
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        folder = Path(connection.execute("SHOW unix_socket_directories").fetchone()[0])
    assert folder.stat().st_mode & 0o077 == 0


def test_the_server_ends_and_leaves_nothing():
    server = postgres.start()
    assert server.process.poll() is None
    server.stop()
    assert server.process.poll() == 0
    assert not server.folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server.process.pid, 0)


def test_the_wheel_serves_where_nothing_is_installed(monkeypatch):
    monkeypatch.setattr(postgres, "installed", lambda: None)
    server = postgres.start()
    try:
        with psycopg.connect(server.url("postgres").replace("+psycopg", "")) as connection:
            assert connection.info.server_version >= 150000
    finally:
        server.stop()


def test_without_any_server_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(postgres, "installed", lambda: None)
    monkeypatch.setattr(postgres, "wheel", lambda: None)
    with pytest.raises(postgres.NoPostgres, match="apt-get install postgresql"):
        postgres.start()


def test_statements_are_counted_without_transaction_control(database_url):
    engine = make_engine(database_url)
    with count_statements(engine) as seen, engine.begin() as connection:
        connection.execute(sa.text("SELECT 1"))
        with connection.begin_nested():
            connection.execute(sa.text("SELECT 2"))
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 3"))
    engine.dispose()
    assert seen == ["SELECT 1", "SELECT 2"]


def test_databases_are_asked_for_only_when_wanted(tmp_path):
    def refuse():
        raise AssertionError("no server is needed for SQLite")

    with Databases(tmp_path, refuse).fresh("sqlite") as url:
        assert url.startswith("sqlite:///")
