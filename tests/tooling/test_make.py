"""What the make targets promise before anything is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.codebase import text

CHECKOUT = Path(__file__).parents[2]
NEEDED = ("Makefile", "requirements.txt", "requirements-dev.txt")


OUTER_MAKE = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "GNUMAKEFLAGS", "MAKEOVERRIDES"}


def run(where, *words, **environ):
    """Run a command as from a person's shell, although these tests may be run by `make` itself."""
    shell = {name: value for name, value in os.environ.items() if name not in OUTER_MAKE}
    return subprocess.run(
        words,
        cwd=where,
        env={**shell, **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path):
    """The few files that make needs, elsewhere, with an environment that only says what it does."""
    for name in NEEDED:
        shutil.copy(CHECKOUT / name, tmp_path)
    (tmp_path / "tools").mkdir()
    shutil.copy(CHECKOUT / "tools" / "ensure", tmp_path / "tools")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "python $*"\n')
    python.chmod(0o755)
    return tmp_path


def test_make_alone_lists_every_target_in_groups():
    done = run(CHECKOUT, "make")
    assert done.returncode == 0
    listed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")]
    fixed = {"run", "test", "check", "setup", "fix", "bench", "axe", "migration", "docs", "shell"}
    assert fixed <= set(listed)
    assert "Every day" in done.stdout


def test_every_file_and_folder_that_a_target_names_is_there():
    named = re.findall(r"(?:tests|tools|bench)/[\w/.]+", text("Makefile"))
    assert "tests/browser/test_accessibility.py" in named
    made = {"bench/results"}
    assert {name for name in named if not (CHECKOUT / name).exists()} <= made


def test_the_environment_is_made_once_and_again_when_the_packages_change(checkout):
    first = run(checkout, "make", "run")
    assert "Installing" in first.stdout
    assert "install -r requirements.txt" in (checkout / ".venv" / "install.log").read_text()
    assert first.stdout.rstrip().endswith("python -m caseflow.start")
    second = run(checkout, "make", "run")
    assert second.stdout == "python -m caseflow.start\n"
    with (checkout / "requirements.txt").open("a") as file:
        file.write("another==1.0\n")
    assert "Installing" in run(checkout, "make", "run").stdout


def test_an_installation_that_fails_says_why_and_is_tried_again(checkout):
    python = checkout / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "no such version"\nexit 1\n')
    for _ in range(2):
        done = run(checkout, "make", "run")
        assert done.returncode != 0
        assert "no such version" in done.stderr


def test_a_migration_needs_a_name(checkout):
    done = run(checkout, "make", "migration")
    assert done.returncode != 0
    assert 'make migration m="' in done.stderr


def ensure(checkout, what, **environ):
    return run(checkout, "tools/ensure", what, **environ)


@pytest.fixture
def bare_path(tmp_path):
    """A PATH on which there is neither Python nor a package manager."""
    folder = tmp_path / "bare"
    folder.mkdir()
    for name in ("sh", "dirname", "id"):
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


def test_without_a_new_enough_python_it_says_so(checkout, bare_path):
    done = ensure(checkout, "environment", PATH=bare_path)
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr


def test_without_a_browser_it_fails_and_says_what_to_install(checkout, bare_path):
    (checkout / ".venv" / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    done = ensure(checkout, "chromium", PATH=bare_path)
    assert done.returncode == 1
    assert "apt-get install chromium" in done.stderr


def test_without_a_database_server_it_fails_and_says_what_to_install(checkout, bare_path):
    (checkout / ".venv" / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    done = ensure(checkout, "postgresql", PATH=bare_path)
    assert done.returncode == 1
    assert "apt-get install postgresql" in done.stderr


def test_the_browser_is_installed_where_the_user_may(checkout, bare_path):
    bare = Path(bare_path)
    for name in ("mktemp", "rm", "env"):
        (bare / name).symlink_to(shutil.which(name))
    (checkout / ".venv" / "bin" / "python").write_text("#!/bin/sh\n[ -e installed ]\n")
    (bare / "apt-get").write_text('#!/bin/sh\n[ "$1" = install ] && : > installed\n:\n')
    (bare / "apt-get").chmod(0o755)
    (bare / "sudo").write_text('#!/bin/sh\nshift\n[ "$1" = true ] || exec "$@"\n')
    (bare / "sudo").chmod(0o755)
    done = ensure(checkout, "chromium", PATH=bare_path)
    assert done.returncode == 0, done.stderr
    assert (checkout / "installed").exists()


def test_the_continuous_check_calls_both_and_stops_at_the_first_failure():
    script = CHECKOUT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text().splitlines()
    assert "set -euo pipefail" in lines
    assert lines[-2:] == ["make check", "make test"]
