"""Imports run in one direction, and a step the wrong way is caught."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.codebase import CHECKOUT, texts

LINT = Path(sys.executable).with_name("lint-imports")

OUTERMOST = {"caseflow/app.py", "caseflow/rooms.py", "caseflow/manifests.py"}
"""What `manifests.py` imports is named by rooms, each of its own (`test_rooms.py`)."""


def lint(where):
    return subprocess.run(
        [LINT, "--no-logo", "--no-cache"],
        cwd=where,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    """The code elsewhere, to be spoilt."""
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    unread = shutil.ignore_patterns("__pycache__", "static", "fonts", "locale")
    shutil.copytree(CHECKOUT / "caseflow", tmp_path / "caseflow", ignore=unread)
    return tmp_path


def test_imports_run_in_one_direction():
    done = lint(CHECKOUT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "imports", "said"),
    [
        ("cases/models", "victims", "caseflow.cases is not allowed to import caseflow.victims"),
        ("screening/models", "victims", "caseflow.screening is not allowed to import"),
        ("cases/policy", "cases.routes", "caseflow.cases.policy is not allowed to import"),
        ("cases/services/planted", "cases.forms", "caseflow.cases.services is not allowed"),
        ("crypto/planted", "web", "caseflow.crypto is not allowed to import caseflow.web"),
    ],
)
def test_a_step_the_wrong_way_is_caught(copy, name, imports, said):
    target = copy / "caseflow" / imports.replace(".", "/")
    if not target.exists():
        target.with_suffix(".py").touch()
    plant(copy / "caseflow" / f"{name}.py", f"import caseflow.{imports}")
    done = lint(copy)
    assert done.returncode == 1, done.stdout
    assert said in done.stdout


BELOW_THE_VERBS = ("lists", "course", "opened_case", "records", "names", "rights")


def test_what_reads_and_computes_for_cases_calls_no_verb_and_no_verb_a_command(copy):
    cases = copy / "caseflow" / "cases"
    for folder in BELOW_THE_VERBS:
        plant(cases / folder / "planted.py", "import caseflow.cases.services.effects")
    plant(cases / "services" / "planted.py", "import caseflow.cases.commands")
    said = " ".join(lint(copy).stdout.split())
    for folder in BELOW_THE_VERBS:
        assert f"caseflow.cases.{folder} is not allowed to import caseflow.cases.services" in said
    assert "caseflow.cases.services is not allowed to import caseflow.cases.commands" in said


def test_a_new_folder_of_cases_has_to_take_its_place(copy):
    plant(copy / "caseflow" / "cases" / "remarks" / "__init__.py", "")
    done = lint(copy)
    assert done.returncode == 1, done.stdout
    assert "caseflow.cases.remarks" in done.stdout


@pytest.mark.parametrize("name", ["cases/queries", "access/planted", "victims/services/planted"])
@pytest.mark.parametrize("package", ["flask", "wtforms", "reportlab"])
def test_the_domain_cannot_reach_the_web(copy, name, package):
    plant(copy / "caseflow" / f"{name}.py", f"import {package}")
    done = lint(copy)
    assert done.returncode == 1, done.stdout
    assert f"is not allowed to import {package}" in done.stdout


def test_a_new_room_has_to_take_its_place(copy):
    plant(copy / "caseflow" / "unheard_of" / "__init__.py", "")
    done = lint(copy)
    assert done.returncode == 1, done.stdout
    assert "caseflow.unheard_of" in done.stdout


def by_name(sources):
    """Files that import by a name at run time, which the linter cannot see."""
    return [
        name
        for name, source in sources.items()
        if re.search(r"\bimport_module\(|\b__import__\(", source) and name not in OUTERMOST
    ]


def test_only_the_outermost_files_import_by_name():
    assert by_name(texts("caseflow/", ending=".py")) == []


def test_an_import_by_name_would_be_found():
    source = "import_module('caseflow.victims')"
    assert by_name({"caseflow/cases/a.py": source, "caseflow/app.py": source}) == [
        "caseflow/cases/a.py"
    ]


def plant(path, line):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.parent.name == "services" and not (path.parent / "__init__.py").exists():
        (path.parent / "__init__.py").touch()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
