"""A copy of the code on which every recipe was followed, and what then held there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.recipes.following import RECIPES, Copy
from tests.support.codebase import CHECKOUT
from tests.support.server import environment

UNREAD = shutil.ignore_patterns("__pycache__", ".*_cache", "vendor")
HEAVY = ("caseflow/static", "caseflow/pdf/fonts", "tests/vendor")
VERSIONS = "test_forms_carry_versions.py"
OF_THE_WHOLE = (
    "test_typed_fields.py",
    "test_inventory.py::test_text_in_the_open_is_on_the_list_with_a_reason",
    "test_inventory.py::test_every_sealed_row_has_its_canary",
    "test_inventory.py::test_rows_that_hang_on_a_protected_row_are_protected_too",
    "test_inventory.py::test_every_protected_table_is_indexed_by_its_root",
    f"{VERSIONS}::test_every_form_that_is_filled_with_what_is_kept_carries_its_version",
    f"{VERSIONS}::test_lists_of_drafts_can_name_every_form",
    "test_worked_cases.py",
    "test_documents.py::test_every_room_stands_in_the_map",
    "test_rooms.py::test_what_a_manifest_names_is_there_and_is_the_rooms_own",
)
"""What `tests/whole` asks of a new room, form or column: it has to hold on the copy, too."""
PROVED = re.compile(r"^(PASSED|FAILED|ERROR) \S+::(\w+)", re.MULTILINE)


@dataclass
class Followed:
    """Which files each recipe touched, and how each proof ended."""

    touched: dict[str, list[str]]
    proved: dict[str, str]
    said: str


@pytest.fixture(scope="session")
def followed(tmp_path_factory: pytest.TempPathFactory, homes) -> Followed:
    """Follow all recipes on one copy, then let the copy's own application prove what they promise.

    The copy gets a home with the demonstration data of today's code, so that the migration meets
    rows.
    """
    root = tmp_path_factory.mktemp("recipes") / "copy"
    for name in ("caseflow", "migrations", "templates", "tests"):
        shutil.copytree(CHECKOUT / name, root / name, ignore=UNREAD)
    for name in ("config.py", "wsgi.py", "pyproject.toml", "ARCHITECTURE.md"):
        shutil.copy(CHECKOUT / name, root)
    for name in HEAVY:
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).symlink_to(CHECKOUT / name)
    touched = {}
    for title, follow in RECIPES.items():
        copy = Copy(root)
        follow(copy)
        touched[title] = copy.touched
    words = [*("-q", "-rA", "--tb=short", "-p", "no:cacheprovider"), f"--basetemp={root}.tmp"]
    under_version_control(root)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *proofs(root)],
        cwd=root,
        env=environment(homes.fresh()),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    proved = {name: how for how, name in PROVED.findall(done.stdout)}
    return Followed(touched, proved, done.stdout[-6000:] + done.stderr[-2000:])


def proofs(root: Path) -> list[str]:
    """The proofs, which only hold where the recipes were followed, and those of the whole."""
    own = sorted(str(path) for path in (root / "tests/recipes/proofs").glob("prove_*.py"))
    return [*own, *(str(root / "tests/whole" / name) for name in OF_THE_WHOLE)]


def under_version_control(root: Path) -> None:
    """Have git list the files of the copy: tests of the whole read what it lists."""
    for words in (("init", "-q"), ("add", "-A")):
        subprocess.run(["git", *words], cwd=root, check=True)
