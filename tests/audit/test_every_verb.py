"""Every verb of the product keeps rows and trail together when a flush fails on the way."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.codebase import texts
from tests.support.failing_flush import REAL, ROOT, SEEN

TESTS = (
    "tests/accounts/test_asking_pages.py",
    "tests/accounts/test_choosing_passwords.py",
    "tests/accounts/test_two_people.py",
    "tests/audit/test_words_that_stood_open.py",
    "tests/cases",
    "tests/victims",
    "tests/screening",
    "tests/reporting",
    "tests/imports/test_command.py",
    "tests/reference/test_changing_entities.py",
    "tests/web_edge/test_bad_input.py",
    "tests/web_edge/test_sessions.py",
    "tests/cases_pages/test_lists.py",
    "tests/cases_pages/test_namesakes.py",
    "tests/cases_pages/test_lists_of_an_entity.py",
    "tests/cases_pages/test_notices.py",
    "tests/cases_pages/test_overseeing.py",
)
"""The tests that call every verb between them; they are run once more, with failing flushes."""

SPOILT = (
    "--ignore=tests/cases/test_broken_seals.py",
    (
        "--deselect=tests/screening/test_decisions_set_aside.py::"
        "test_an_entry_whose_decision_left_no_word_refers"
    ),
)
"""Tests that damage what rows and trail are compared by."""


def verbs() -> set[str]:
    """Each function of the product that opens an act, as `file:function`."""
    found = set()
    for path, source in texts("caseflow/", ending=".py").items():
        for function in ast.walk(ast.parse(source)):
            if isinstance(function, ast.FunctionDef) and any(map(opens_act, ast.walk(function))):
                found.add(f"{path}:{function.name}")
    return found


def opens_act(node: ast.AST) -> bool:
    """Whether this is a call of `act` or `act_per_root`."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in REAL


def test_every_verb_survives_a_failed_flush(tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.support.failing_flush", "-n", "0"),
            *("-q", "-x", "-k", "not postgresql", *SPOILT),
            *(f"--basetemp={tmp_path / 'run'}", *TESTS),
        ],
        cwd=ROOT,
        env={**os.environ, SEEN: str(seen)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]
    opened = set(json.loads(seen.read_text(encoding="utf-8")))
    assert len(verbs()) > 60
    assert verbs() - opened == set()
