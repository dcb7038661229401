"""Let days, and how a reporter wants to be known, be missing where an old register holds none.

Measures that a register only recommended, and words of it that are not mapped, no longer need a
decision. Rows that are there stay as they are: bringing the register in again mends them. Going
back puts what is missing where it was before: the day of receipt, and a decision that is not final.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "e58038ee4c7f"
down_revision = "b27e94c1d6f0"  # pragma: allowlist secret
branch_labels = None
depends_on = None

NONE = "none: not in the old register"
CHECKS = {
    "cases": {
        "reporting_unless_admitted": "admitted OR reporting IS NOT NULL",
        "dated_unless_admitted": "admitted OR stage_since IS NOT NULL",
    },
    "moves": {
        "dated_unless_admitted": "moved_at IS NOT NULL OR (name = 'admit' AND moved_by IS NULL)"
    },
    "measures": {
        "one_place": "(decision_id IS NULL) = (proceeding_id IS NOT NULL)",
        "imposed_by_decision": "decision_id IS NOT NULL OR recommended OR kind IS NULL",
    },
}
OPTIONAL: dict[str, dict[str, tuple[str, sa.types.TypeEngine[object]]]] = {
    "cases": {
        "reporting": ("VARCHAR(20)", sa.String(length=20)),
        "stage_since": ("DATE", sa.Date()),
    },
    "proceedings": {"stage_since": ("DATE", sa.Date())},
    "moves": {"moved_at": ("DATETIME", UTCDateTime())},
    "measures": {"decision_id": ("BLOB", Id())},
}
PLACE = "fk_measures_proceeding_id_proceedings"
REMARKS = {
    "remark": "what an old register says in place of a measure",
    "recommended_remark": "the same, in place of a recommended measure",
}
FILL = """
UPDATE cases SET reporting = 'anonymous' WHERE reporting IS NULL;
UPDATE cases SET stage_since = received_on WHERE stage_since IS NULL;
UPDATE proceedings SET stage_since =
    (SELECT c.received_on FROM cases c WHERE c.id = proceedings.root_id)
    WHERE stage_since IS NULL;
UPDATE moves SET moved_at =
    (SELECT p.opened_at FROM proceedings p WHERE p.id = moves.proceeding_id)
    WHERE moved_at IS NULL;
INSERT INTO decisions (id, root_id, data_key_id, proceeding_id, final, recorded_at, admitted)
    SELECT p.id, p.root_id, c.data_key_id, p.id, false, c.logged_at, true
    FROM proceedings p JOIN cases c ON c.id = p.root_id WHERE EXISTS
    (SELECT 1 FROM measures m WHERE m.proceeding_id = p.id AND m.decision_id IS NULL);
UPDATE measures SET decision_id = proceeding_id, proceeding_id = NULL
    WHERE decision_id IS NULL
"""


def upgrade() -> None:
    """Go up."""
    for name, words in REMARKS.items():
        op.add_column(
            "allegations", sa.Column(name, sa.LargeBinary(), nullable=True, comment=words)
        )
    if op.get_bind().dialect.name == "sqlite":
        _change_sqlite(optional=True)
        return
    op.add_column(
        "measures",
        sa.Column("proceeding_id", Id(), nullable=True, comment="only where there is no decision"),
    )
    op.create_foreign_key(
        PLACE,
        "measures",
        "proceedings",
        ["proceeding_id"],
        ["id"],
        deferrable=True,
        initially="DEFERRED",
    )
    for table, columns in OPTIONAL.items():
        for name, (_plain, kind) in columns.items():
            comment = None if name == "decision_id" else NONE
            op.alter_column(table, name, existing_type=kind, nullable=True, comment=comment)
    for table, checks in CHECKS.items():
        for name, condition in checks.items():
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def downgrade() -> None:
    """Go down."""
    for statement in FILL.split(";"):
        op.execute(sa.text(statement))
    if op.get_bind().dialect.name == "sqlite":
        _change_sqlite(optional=False)
    else:
        op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        for table, checks in CHECKS.items():
            for name in checks:
                op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        for table, columns in OPTIONAL.items():
            for name, (_plain, kind) in columns.items():
                op.alter_column(table, name, existing_type=kind, nullable=False, comment=None)
        op.drop_column("measures", "proceeding_id")
    for name in REMARKS:
        op.drop_column("allegations", name)


def _change_sqlite(*, optional: bool) -> None:
    """Write the tables anew by their own words: Alembic would lose their check constraints."""
    for table, columns in OPTIONAL.items():
        swaps = [
            (f"{name} {plain} NOT NULL", f"{name} {plain}")
            for name, (plain, _kind) in columns.items()
        ]
        added = [
            f"CONSTRAINT ck_{table}_{name} CHECK ({condition})"
            for name, condition in CHECKS.get(table, {}).items()
        ]
        if table == "measures":
            swaps.append(("raw VARCHAR(500)", "raw VARCHAR(500), \n\tproceeding_id BLOB"))
            added.append(
                f"CONSTRAINT {PLACE} FOREIGN KEY(proceeding_id) REFERENCES proceedings (id)"
                " DEFERRABLE INITIALLY DEFERRED"
            )
        swaps += [(")END", "".join(f", \n\t{words}" for words in added) + ")END")]
        if not optional:
            swaps = [(after, before) for before, after in swaps]
        _rebuild(table, swaps)


def _rebuild(table: str, swaps: Sequence[tuple[str, str]]) -> None:
    connection = op.get_bind()
    stored = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type = ? AND sql IS NOT NULL"
    (made,) = connection.exec_driver_sql(stored, (table, "table")).scalars().all()
    indexes = connection.exec_driver_sql(stored, (table, "index")).scalars().all()
    before = _columns(table)
    words = made.rstrip().removesuffix(")").rstrip() + ")END"
    for old, new in swaps:
        if words.count(old) != 1:
            raise RuntimeError(f"the table {table} is not as this migration knows it: {old}")
        words = words.replace(old, new)
    start = words.index("(")
    op.execute(
        sa.text(f"CREATE TABLE _anew {words[start:].removesuffix('END')}".replace(":", r"\:"))
    )
    kept = ", ".join(f'"{name}"' for name in before if name in _columns("_anew"))
    fill = f"INSERT INTO _anew ({kept}) SELECT {kept} FROM {table}"  # noqa: S608 # nosec B608
    op.execute(sa.text(fill))
    op.execute(sa.text(f"DROP TABLE {table}"))
    op.execute(sa.text(f"ALTER TABLE _anew RENAME TO {table}"))
    for index in indexes:
        connection.exec_driver_sql(index)


def _columns(table: str) -> list[str]:
    rows = op.get_bind().exec_driver_sql(f"PRAGMA table_info({table})")
    return [row[1] for row in rows]
