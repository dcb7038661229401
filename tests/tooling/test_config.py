"""An instance is told what to be by its home and by the environment, and says what is wrong."""

from __future__ import annotations

import sqlite3
import stat

import pytest
import sqlalchemy as sa

import config as configuration
from caseflow.db import make_engine
from caseflow.start import database_state
from config import ConfigError, Mode, load, prepare


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


def loaded(home, **environ):
    return load({"CASEFLOW_HOME": str(home), **environ})


def test_an_empty_home_is_a_demonstration_on_its_own_file(home):
    config = loaded(home)
    assert config.mode is Mode.DEMO
    assert config.database_url == f"sqlite:///{home}/caseflow.db"
    assert (config.port, config.workers) == (8000, 2)
    assert config.keys == home / "keys"


def test_without_a_home_it_is_the_folder_instance(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load({}).home == tmp_path / "instance"


def test_the_environment_beats_the_file(home):
    (home / "settings.toml").write_text('port = 8100\ndatabase = "sqlite:///a.db"\n')
    config = loaded(home, PORT="8200", DATABASE_URL="postgresql://u@h/d")
    assert config.port == 8200
    assert config.database_url == "postgresql+psycopg://u@h/d"


def test_preparing_records_what_later_commands_need(home, tmp_path):
    prepare(loaded(home, DATABASE_URL=f"sqlite:///{tmp_path}/elsewhere.db"))
    later = loaded(home)
    assert later.database_url == f"sqlite:///{tmp_path}/elsewhere.db"
    assert later.mode is Mode.DEMO


def test_a_home_can_be_moved(home, tmp_path):
    prepare(loaded(home))
    moved = home.rename(tmp_path / "moved")
    assert loaded(moved).database_url == f"sqlite:///{moved}/caseflow.db"


def test_preparing_keeps_the_operators_words(home):
    text = '# ours\nport = 8100 # behind the proxy\nmode = "production"\n'
    (home / "settings.toml").write_text(text)
    prepare(loaded(home))
    assert (home / "settings.toml").read_text() == text + 'database = "sqlite:///caseflow.db"\n'
    prepare(loaded(home))
    assert (home / "settings.toml").read_text().count("database") == 1


def test_the_home_is_closed_to_others(home):
    home.chmod(0o755)
    prepare(loaded(home))
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "settings.toml").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "key", "wrong"),
    [
        ('mode = "test"', "mode", "demo"),
        ('port = "8000"', "port", "whole number"),
        ("port = 70000", "port", "65535"),
        ("port = true", "port", "whole number"),
        ("workers = 0", "workers", "1 to 64"),
        ('database = "mysql://h/d"', "database", "postgresql://"),
        ('database = ""', "database", "text"),
        ('database = "sqlite:///:memory:"', "database", "file"),
        ('colour = "red"', "colour", "no such setting"),
        ("port = 1\nmode = [x", "syntax", "line 2"),
        ("port = 1\nport = 2", "syntax", ""),
    ],
)
def test_a_bad_setting_is_told_with_file_key_and_fault(home, text, key, wrong):
    (home / "settings.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        loaded(home)
    assert str(caught.value).startswith(f"{home}/settings.toml: {key}: ")
    assert wrong in str(caught.value)


def test_settings_in_another_encoding_are_told(home):
    (home / "settings.toml").write_bytes("database = 'sqlite:///é.db'".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"settings\.toml: syntax: "):
        loaded(home)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "99999"),
        ("PORT", "-1"),
        ("PORT", "٨٠٠٠"),
        ("PORT", "9" * 5000),
        ("DATABASE_URL", "oracle://h"),
        ("DATABASE_URL", "caseflow.db"),
        ("CASEFLOW_DEMO_PASSWORD", "short"),
    ],
)
def test_a_bad_variable_is_told_by_name(home, name, value):
    with pytest.raises(ConfigError, match=f"^environment: {name}: "):
        loaded(home, **{name: value})


def test_no_password_is_printed_with_the_configuration(home):
    config = loaded(
        home, DATABASE_URL="postgresql://u:s3cret-word@h/d", CASEFLOW_DEMO_PASSWORD="s3cret-word"
    )
    assert "s3cret-word" not in repr(config)


@pytest.fixture
def production(home):
    (home / "settings.toml").write_text('mode = "production"\ntrusted_proxies = "none"\n')
    (home / "settings.toml").chmod(0o600)
    (home / "keys").mkdir(mode=0o700)
    (home / "keys" / "session.key").write_text("not read here")
    (home / "keys" / "session.key").chmod(0o600)
    return home


def test_a_tidy_production_is_not_refused(production):
    assert configuration.refusals(loaded(production)) == []


@pytest.mark.parametrize(
    ("environ", "word"),
    [({"FLASK_DEBUG": "1"}, "Debug"), ({"CASEFLOW_DEMO_PASSWORD": "abcdefgh"}, "demonstration")],
)
def test_production_refuses_what_is_only_for_showing(production, environ, word):
    (sentence,) = configuration.refusals(loaded(production, **environ))
    assert word in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("name", [".", "settings.toml", "keys", "keys/session.key"])
def test_production_refuses_what_others_may_open(production, name):
    path = production / name
    path.chmod(path.stat().st_mode | 0o040)
    (sentence,) = configuration.refusals(loaded(production))
    assert str(path) in sentence


def test_production_refuses_to_start_without_keys(production):
    (production / "keys" / "session.key").unlink()
    (sentence,) = configuration.refusals(loaded(production))
    assert "no keys" in sentence


def test_a_demonstration_is_refused_nothing(home):
    home.chmod(0o755)
    assert configuration.refusals(loaded(home, FLASK_DEBUG="1")) == []


@pytest.fixture
def migrations(tmp_path, monkeypatch):
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "a.py").write_text('revision = "aaa"\ndown_revision = None\n')
    (folder / "b.py").write_text('revision: str = "bbb"\ndown_revision: str | None = "aaa"\n')
    newest = database_state.newest_migrations
    monkeypatch.setattr(database_state, "newest_migrations", lambda: newest(folder))
    return folder


def test_the_newest_migration_is_the_one_nothing_builds_upon(migrations):
    assert database_state.newest_migrations() == {"bbb"}
    (migrations / "c.py").write_text('revision = "ccc"\ndown_revision = ("bbb", "aaa")\n')
    assert database_state.newest_migrations() == {"ccc"}


def test_production_refuses_an_unmigrated_database_and_demonstration_data(
    production, database_url, migrations
):
    config = loaded(production, DATABASE_URL=database_url)
    engine = make_engine(config.database_url)
    with engine.begin() as connection:
        (sentence,) = database_state.database_refusals(config, connection)
        assert "none" in sentence
        assert "bbb" in sentence
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('aaa')"))
        assert "aaa" in database_state.database_refusals(config, connection)[0]
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'bbb'"))
        assert database_state.database_refusals(config, connection) == []
        connection.execute(sa.text("CREATE TABLE users (username TEXT, demonstration BOOLEAN)"))
        connection.execute(sa.text("INSERT INTO users VALUES ('jo', false)"))
        assert database_state.database_refusals(config, connection) == []
        connection.execute(sa.text("INSERT INTO users VALUES ('officer', true)"))
        (sentence,) = database_state.database_refusals(config, connection)
        assert "demonstration data" in sentence
    engine.dispose()


def test_the_checks_need_no_more_than_a_drivers_connection(production, migrations):
    from caseflow.start.migrations import probe

    config = loaded(production)
    with sqlite3.connect(production / "caseflow.db") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("INSERT INTO alembic_version VALUES ('bbb')")
    connection.close()
    with probe(config) as asked:
        assert database_state.database_refusals(config, asked) == []
