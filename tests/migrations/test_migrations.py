"""Migrations make exactly what the models say, on both databases, and lose no row on the way."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import IntegrityError

from caseflow.db import make_engine, metadata
from caseflow.start.database_state import newest_migrations

ADDS_A_COLUMN = """
revision = "test_only"
down_revision = "{before}"

import sqlalchemy as sa
from alembic import op


def upgrade():
    for name in ("cases", "entities", "roots", "parties"):
        with op.batch_alter_table(name, recreate="{recreate}") as batch:
            batch.add_column(sa.Column("added", sa.String(10), nullable=True))
"""
ORPHANS = """
revision = "test_only"
down_revision = "{before}"

from alembic import op


def upgrade():
    op.execute("DELETE FROM organizations")
"""
CHILDREN = """
CREATE TABLE children (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES parents(id) ON DELETE CASCADE
)
"""


def add(folder, source, recreate="always"):
    (before,) = newest_migrations()
    version = folder / "versions" / "test_only.py"
    version.write_text(source.format(before=before, recreate=recreate), encoding="utf-8")


def test_a_new_database_is_what_the_models_say(site):
    site.up()
    assert not site.differs()


def test_a_difference_would_be_found(site):
    site.up()
    extra = sa.Column("unheard_of", sa.Integer)
    table = metadata.tables["organizations"]
    table.append_column(extra)
    try:
        assert site.differs()
    finally:
        table._columns.remove(extra)


def test_every_index_of_the_models_is_there(site):
    """By name: SQLite cannot read indexes over expressions back, so the comparison skips them."""
    site.up()
    engine = make_engine(site.url)
    there = "sqlite_master WHERE type = 'index'"
    if engine.dialect.name == "postgresql":
        there = "pg_class WHERE relkind = 'i'"
    name = "name" if engine.dialect.name == "sqlite" else "relname"
    with engine.connect() as connection:
        found = set(connection.execute(sa.text(f"SELECT {name} FROM {there}")).scalars())
    engine.dispose()
    wanted = {index.name for table in metadata.sorted_tables for index in table.indexes}
    assert wanted <= found


def test_a_database_with_rows_goes_down_and_up_again(laid_in):
    before = laid_in.rows()
    assert before["cases"] == 41
    laid_in.up()
    assert laid_in.rows() == before
    laid_in.down()
    assert set(laid_in.rows()) <= {"alembic_version"}
    laid_in.up()
    assert not laid_in.differs()
    assert set(laid_in.rows()) == set(before)


def test_a_parent_table_rebuilt_keeps_every_row_that_hangs_on_it(laid_in, own_migrations):
    before = laid_in.rows()
    postgresql = laid_in.url.startswith("postgresql")
    add(own_migrations, ADDS_A_COLUMN, recreate="auto" if postgresql else "always")
    laid_in.up(own_migrations)
    assert laid_in.rows() == before
    engine = make_engine(laid_in.url)
    assert "added" in {c["name"] for c in sa.inspect(engine).get_columns("cases")}
    engine.dispose()


def test_a_migration_that_leaves_rows_without_parents_is_taken_back(laid_in, own_migrations):
    before = laid_in.rows()
    add(own_migrations, ORPHANS)
    with pytest.raises((SystemExit, IntegrityError)):
        laid_in.up(own_migrations)
    assert laid_in.rows() == before


@pytest.mark.parametrize("laid_in", ["sqlite"], indirect=True)  # the other alters in place
def test_the_same_rebuilding_with_foreign_keys_on_fails(laid_in, own_migrations):
    """The control: without the precaution SQLite deletes the old table's rows, and their children
    object; had they been set to cascade, they would be gone (the next test)."""
    env = own_migrations / "env.py"
    careful = env.read_text(encoding="utf-8")
    careless = careful.replace("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
    assert careless != careful
    env.write_text(careless, encoding="utf-8")
    add(own_migrations, ADDS_A_COLUMN)
    with pytest.raises(IntegrityError):
        laid_in.up(own_migrations)


@pytest.mark.parametrize(("keys", "left"), [("ON", 0), ("OFF", 3)])
def test_what_foreign_keys_do_to_cascading_children_of_a_rebuilt_table(tmp_path, keys, left):
    """Why no protected table cascades, and why foreign keys are off meanwhile."""
    engine = make_engine(f"sqlite:///{tmp_path}/plain.db")
    with engine.connect() as connection:
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={keys}")
        with connection.begin():
            for statement in (
                "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
                CHILDREN,
                "INSERT INTO parents VALUES (1)",
                "INSERT INTO children VALUES (1, 1), (2, 1), (3, 1)",
            ):
                connection.exec_driver_sql(statement)
            op = Operations(MigrationContext.configure(connection))
            with op.batch_alter_table("parents", recreate="always") as batch:
                batch.add_column(sa.Column("added", sa.Integer))
        kept = connection.exec_driver_sql("SELECT count(*) FROM children").scalar_one()
    engine.dispose()
    assert kept == left
