"""Let desks and teams be chosen from lists of the entity, and make room for sealed words.

What stands there as words decides as before until `flask seal` has sealed it and put a keyed code
in its place; it becomes no value of a list. The open columns are empty from then on and are dropped
in a later release. No row that decides who sees what gets another value here.

Going down gives back the names of desks that were chosen, and calls others by their code, so that
equal ones stay equal. The trail then says that those rows are not as it last saw them.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id

revision = "5f20c7be91d3"  # pragma: allowlist secret
down_revision = "5c0e93d1b7f8"  # pragma: allowlist secret
branch_labels = None
depends_on = None

THINGS = ("cases", "drafts", "inquiries", "register_entries", "victim_files")
BEFORE = "owner_id IS NOT NULL OR desk IS NOT NULL"
NOW = (
    "owner_id IS NOT NULL OR desk_id IS NOT NULL OR desk_code IS NOT NULL"
    " OR desk IS NOT NULL OR entity_id IS NOT NULL"
)
WAITS = "ck_cases_owner_or_desk"
CHOSEN = "as chosen; `desk` is its name then"
CODE = "keyed code of a desk of an earlier release"
KEY = "fk_memberships_data_key_id_data_keys"
PLACE = "fk_cases_desk_id_entity_list_values"
SWAPS = (
    (f"CHECK ({BEFORE})", f"CHECK ({NOW})"),
    (
        "desk VARCHAR(80), ",
        "desk VARCHAR(80), \n\tdesk_id BLOB, \n\tdesk_code BIGINT, \n\tdesk_sealed BLOB, ",
    ),
    (
        ")END",
        f", \n\tCONSTRAINT {PLACE} FOREIGN KEY(desk_id) REFERENCES entity_list_values (id))END",
    ),
)
NAMED = """
UPDATE {table} SET {desk} = substr(coalesce(
    (SELECT v.name FROM entity_list_values v WHERE v.id = {table}.{desk}_id),
    'As registered ' || {desk}_code), 1, 80)
    WHERE {desk} IS NULL AND ({desk}_id IS NOT NULL OR {desk}_code IS NOT NULL)
"""
WAITING = """
UPDATE {table} SET desk = substr(coalesce(
    (SELECT e.name FROM entities e WHERE e.id = {table}.entity_id), 'CaseFlow'), 1, 80)
    WHERE desk IS NULL AND owner_id IS NULL AND {case}
"""


def upgrade() -> None:
    """Go up."""
    _settle()
    for table in ("roots", *THINGS):
        if table == "cases" and op.get_bind().dialect.name == "sqlite":
            _rebuild_cases(SWAPS)
            continue
        chosen = None if table == "roots" else CHOSEN
        _add(table, "desk", chosen, CODE, sealed=table != "roots")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(WAITS), "cases", type_="check")
        op.create_check_constraint(op.f(WAITS), "cases", NOW)
    place, code = "the desk at which people share their work", CODE.replace("desk", "team")
    _add("memberships", "team", place, code, sealed=True)
    request = "the desk as chosen; `team` is its name then"
    _add("account_requests", "team", request, None, sealed=False)
    _give_keys()


def downgrade() -> None:
    """Go down."""
    for table in ("roots", *THINGS):
        op.execute(sa.text(NAMED.format(table=table, desk="desk")))
    op.execute(sa.text(NAMED.format(table="memberships", desk="team")))
    op.execute(sa.text(WAITING.format(table="roots", case="kind = 'case'")))
    op.execute(sa.text(WAITING.format(table="cases", case="true")))
    _settle()
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_data_key_id"))
        batch_op.drop_constraint(batch_op.f(KEY), type_="foreignkey")
        batch_op.drop_column("data_key_id")
    _drop("account_requests", "team", ("team_id",))
    _drop("memberships", "team", ("team_id", "team_code", "team_sealed"))
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(WAITS), "cases", type_="check")
        op.create_check_constraint(op.f(WAITS), "cases", BEFORE)
    for table in ("roots", *THINGS):
        if table == "cases" and op.get_bind().dialect.name == "sqlite":
            _rebuild_cases([(after, before) for before, after in SWAPS])
            continue
        sealed = () if table == "roots" else ("desk_sealed",)
        _drop(table, "desk", ("desk_id", "desk_code", *sealed))


def _add(table: str, desk: str, chosen: str | None, code: str | None, *, sealed: bool) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column(f"{desk}_id", Id(), nullable=True, comment=chosen))
        if code is not None:
            column = sa.Column(f"{desk}_code", sa.BigInteger(), nullable=True, comment=code)
            batch_op.add_column(column)
        if sealed:
            batch_op.add_column(sa.Column(f"{desk}_sealed", sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(f"fk_{table}_{desk}_id_entity_list_values"),
            "entity_list_values",
            [f"{desk}_id"],
            ["id"],
        )


def _drop(table: str, desk: str, columns: Sequence[str]) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        name = batch_op.f(f"fk_{table}_{desk}_id_entity_list_values")
        batch_op.drop_constraint(name, type_="foreignkey")
        for column in columns:
            batch_op.drop_column(column)


def _give_keys() -> None:
    """What a role says in words is sealed under the key of the person who holds it."""
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        column = sa.Column("data_key_id", Id(), nullable=True, comment="key that seals this row")
        batch_op.add_column(column)
    op.execute(
        sa.text(
            "UPDATE memberships SET data_key_id ="
            " (SELECT u.data_key_id FROM users u WHERE u.id = memberships.user_id)"
        )
    )
    _settle()
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.alter_column("data_key_id", existing_type=Id(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f(KEY),
            "data_keys",
            ["data_key_id"],
            ["id"],
            initially="DEFERRED",
            deferrable=True,
        )
        batch_op.create_index(batch_op.f("ix_memberships_data_key_id"), ["data_key_id"])


def _settle() -> None:
    """PostgreSQL alters no table while deferred keys wait to be checked: have them checked now."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))


def _rebuild_cases(swaps: Sequence[tuple[str, str]]) -> None:
    """Write SQLite's table anew by its own words: Alembic cannot read indexes over expressions."""
    connection = op.get_bind()
    stored = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type = ? AND sql IS NOT NULL"
    (made,) = connection.exec_driver_sql(stored, ("cases", "table")).scalars().all()
    indexes = connection.exec_driver_sql(stored, ("cases", "index")).scalars().all()
    before = _columns("cases")
    words = made.rstrip().removesuffix(")").rstrip() + ")END"
    for old, new in swaps:
        if words.count(old) != 1:
            raise RuntimeError(f"the table cases is not as this migration knows it: {old}")
        words = words.replace(old, new)
    start = words.index("(")
    anew = f"CREATE TABLE _anew {words[start:].removesuffix('END')}"
    op.execute(sa.text(anew.replace(":", r"\:")))
    kept = ", ".join(f'"{name}"' for name in before if name in _columns("_anew"))
    fill = f"INSERT INTO _anew ({kept}) SELECT {kept} FROM cases"  # noqa: S608 # nosec B608
    op.execute(sa.text(fill))
    op.execute(sa.text("DROP TABLE cases"))
    op.execute(sa.text("ALTER TABLE _anew RENAME TO cases"))
    for index in indexes:
        connection.exec_driver_sql(index)


def _columns(table: str) -> list[str]:
    rows = op.get_bind().exec_driver_sql(f"PRAGMA table_info({table})")
    return [row[1] for row in rows]
