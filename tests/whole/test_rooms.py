"""A room declares itself once: what two declare stops the start, asking too early is refused."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import fields

import pytest

from caseflow import manifests
from caseflow.access.acting import Purpose
from caseflow.access.permissions import Permission
from caseflow.access.root_kinds import RootKind
from caseflow.audit.acts import Act, TrailAct
from caseflow.cases.acts import CaseAct
from caseflow.manifests import DeclaredTwice, RoomSpec, by_value, declared, find, rooms
from caseflow.rooms import ROOMS
from tests.support.codebase import CHECKOUT, texts

BASES = (Act, Permission, Purpose, RootKind)


@pytest.fixture
def as_before():
    """Give the manifests back that were loaded."""
    loaded = list(manifests._LOADED)
    yield
    manifests._LOADED[:] = loaded


@pytest.mark.parametrize("base", BASES)
def test_a_base_is_never_gone_through_or_called(base: type):
    for misuse in (list, len, lambda b: b("case:read"), lambda b: "case:read" in b):
        with pytest.raises(TypeError, match="has its members in rooms"):
            misuse(base)
    assert len(declared(base)) > 1


def test_a_member_is_found_by_its_value_alone():
    assert by_value(Act, "case:read") is CaseAct.READ
    with pytest.raises(ValueError, match="no Act is called “case:unheard-of”"):
        by_value(Act, "case:unheard-of")
    assert set(TrailAct) | set(CaseAct) <= set(declared(Act))


def test_a_value_that_two_rooms_declare_stops_the_start(as_before):
    class Other(Act):
        READ = "case:read"

    again = RoomSpec(name="again", declares=(Other,))
    with pytest.raises(DeclaredTwice, match="case:read"):
        manifests.lay_out([*rooms(), again])
    assert by_value(Act, "case:read") is CaseAct.READ


def test_a_word_that_two_rooms_use_otherwise_stops_the_start(as_before):
    again = RoomSpec(name="again", things={"cases": "Bookcase"})
    with pytest.raises(DeclaredTwice, match="Bookcase"):
        manifests.lay_out([*rooms(), again])


def test_who_asks_before_the_rooms_are_loaded_is_told():
    asked = (
        "from caseflow.manifests import declared\n"
        "from caseflow.audit.acts import Act\n"
        "declared(Act)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert "NotLoaded" in done.stderr


def test_no_field_of_a_manifest_is_filled_by_no_room():
    for field in fields(RoomSpec):
        assert any(getattr(room, field.name) for room in rooms()), field.name


def test_every_folder_with_tables_pages_commands_or_permissions_is_a_room():
    marks = ("models.py", "routes.py", "commands.py", "permissions.py")
    folders = {
        name.split("/")[1]
        for name in texts("caseflow/", ending=".py")
        if name.count("/") == 2 and name.rpartition("/")[2] in marks
    }
    assert folders - {"documenting"} == {*ROOMS} - {"web"}


def test_what_a_manifest_names_is_there_and_is_the_rooms_own():
    for room in rooms():
        named = [*room.data_files, *room.verification, *room.demonstration]
        named += [room.work] if room.work else []
        if room.commands:
            named.append(room.commands.made_by)
        modules = [*room.pages, *room.subscriptions, *([room.tables] if room.tables else [])]
        for reference in (*named, *modules):
            assert reference.startswith(f"caseflow.{room.name}."), reference
        for reference in named:
            assert find(reference) is not None


ASKING = {"declared", "by_value", "rooms", "works", "thing_words", "field_words", "named"}


def asked_early(source: str) -> list[int]:
    """The lines that ask the manifests while their module is imported: outside every function."""
    lines, waiting = [], list(ast.parse(source).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            lines += [node.lineno] * (name in ASKING)
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return lines


def test_nothing_is_taken_from_the_manifests_when_a_module_is_imported():
    """A module may be imported before the rooms are loaded."""
    early = {name: asked_early(text) for name, text in texts("caseflow/", ending=".py").items()}
    assert {name: lines for name, lines in early.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "ALL = declared(Act)",
        "ALL = [each for each in manifests.declared(Act)]",
        "class Page:\n    acts = declared(Act)",
        "if True:\n    KINDS = {room.name for room in rooms()}",
    ],
)
def test_asking_too_early_would_be_found(source):
    assert asked_early(source)
    inside = "\n".join(f"    {line}" for line in source.splitlines())
    assert asked_early(f"def later():\n{inside}") == []
