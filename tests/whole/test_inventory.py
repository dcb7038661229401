"""What the code base holds is accounted for: permissions, columns, settings, pages from code."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from caseflow.access.models import Protected
from caseflow.access.permissions import Permission
from caseflow.access.roles import shipped
from caseflow.crypto.columns import SealedColumn, SealedRow
from caseflow.crypto.fields import all_fields
from caseflow.db import Base, metadata
from caseflow.demo.canaries import canaries
from caseflow.documenting.commands import FOLDER, PAGES, rendered, stale
from caseflow.documenting.sealed import open_text, text_columns
from caseflow.jobs.permissions import JobPermission
from caseflow.manifests import declared
from caseflow.risk.permissions import RiskPermission
from caseflow.rooms import import_tables
from config import SETTING_KINDS
from tests.support.codebase import text, texts

import_tables()
USED = re.compile(r"\b[A-Z]\w+Permission\.[A-Z_]+")
LATER = {JobPermission.READ, RiskPermission.READ}
"""Permissions that roles hold before the pages for them are built."""
TOKENS = {"name_owners", "register_owners"}
"""Whose tokens are whose: keyed hashes and row ids, read only to find rows that are then walled."""


def test_every_permission_is_held_by_some_role():
    held = frozenset().union(*(role.may for role in shipped().values()))
    assert held == set(declared(Permission))


def test_every_permission_opens_a_page_or_guards_a_verb():
    used: set[str] = set()
    for source in texts("caseflow/", ending=".py").values():
        used |= set(USED.findall(source))
    toml = "".join(texts("caseflow/", ending=".toml").values())
    unused = {
        permission
        for permission in declared(Permission)
        if f"{type(permission).__name__}.{permission.name}" not in used
        and f'needs = "{permission.value}"' not in toml
    }
    assert unused == LATER


def test_every_sealed_field_is_in_the_published_inventory():
    page = (FOLDER / "confidential.md").read_text(encoding="utf-8")
    for field in all_fields():
        kind = "guarded" if field.guarded else "confidential"
        assert f"| `{field.key}` | {kind} |" in page


def test_every_sealed_column_says_of_which_kind_it_is():
    for table in metadata.sorted_tables:
        for column in table.columns:
            sealed = isinstance(column.type, SealedColumn)
            kinds = {"confidential", "guarded"} & column.info.keys()
            assert len(kinds) == (1 if sealed else 0), f"{table.name}.{column.name}"


def test_every_sealed_row_has_its_canary():
    assert set(canaries()) == {field.key for field in all_fields()}


def test_text_in_the_open_is_on_the_list_with_a_reason():
    reasons, columns = open_text()
    assert [name for name, _reason in columns] == sorted(text_columns())
    assert {reason for _name, reason in columns} == set(reasons)


def test_every_table_with_sealed_fields_names_the_key_of_each_row():
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        if any(isinstance(c.type, SealedColumn) for c in table.columns):
            assert issubclass(mapper.class_, SealedRow)
            assert not table.c.data_key_id.nullable


def test_rows_that_hang_on_a_protected_row_are_protected_too():
    """A table that points at a protected one without a root would be a way around the wall."""
    protected = {
        m.local_table.name for m in Base.registry.mappers if issubclass(m.class_, Protected)
    }
    for table in metadata.sorted_tables:
        points = {f.column.table.name for c in table.columns for f in c.foreign_keys}
        if points & (protected - {"roots"}):
            assert table.name in protected | TOKENS, table.name


def test_no_table_deletes_what_hangs_on_it():
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            assert constraint.ondelete is None, f"{table.name}: {constraint.name}"
            assert constraint.onupdate is None, f"{table.name}: {constraint.name}"
    for mapper in Base.registry.mappers:
        for relation in mapper.relationships:
            assert not relation.cascade.delete, relation
            assert not relation.cascade.delete_orphan, relation


def test_every_protected_table_is_indexed_by_its_root():
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Protected):
            table = mapper.local_table
            if "root_id" not in table.c:
                continue
            first = {next(iter(index.columns)).name for index in table.indexes}
            unique = {
                next(iter(c.columns)).name
                for c in table.constraints
                if isinstance(c, sa.UniqueConstraint)
            }
            assert "root_id" in first | unique, table.name


def test_pages_made_from_the_code_are_fresh():
    assert stale(FOLDER) == []


def test_a_stale_page_would_be_found(tmp_path):
    for name, page in rendered().items():
        (tmp_path / name).write_text(page, encoding="utf-8")
    assert stale(tmp_path) == []
    (tmp_path / "permissions.md").write_text("old", encoding="utf-8")
    (tmp_path / "clocks.md").unlink()
    assert stale(tmp_path) == ["permissions.md", "clocks.md"]


def test_the_command_writes_the_pages_and_says_which_are_stale(homes, tmp_path):
    from tests.support.homes import application

    with application(homes.fresh()) as app:
        run = app.test_cli_runner().invoke
        assert run(args=["docs", "--check", "--into", str(tmp_path)]).exit_code == 1
        assert run(args=["docs", "--into", str(tmp_path)]).exit_code == 0
        assert run(args=["docs", "--check", "--into", str(tmp_path)]).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)


@pytest.mark.parametrize("key", SETTING_KINDS)
def test_every_setting_is_explained(key):
    assert f"`{key}`" in text("README.md")


def test_every_role_and_permission_is_documented():
    page = (FOLDER / "permissions.md").read_text(encoding="utf-8")
    for word in (*shipped(), *declared(Permission)):
        assert f"`{word}`" in page
