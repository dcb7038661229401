"""The code base as tests see it: the files under version control, as they lie in the folder."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
OTHERS = ("caseflow/static/vendor/", "tests/vendor/axe-core", "caseflow/pdf/fonts/")
"""What other people wrote and we only carry."""


@functools.cache
def tracked() -> tuple[str, ...]:
    """Every file of ours, as a path from the checkout, in order."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    names = [name for name in done.stdout.split("\0") if name and not name.startswith(OTHERS)]
    return tuple(sorted(name for name in names if (CHECKOUT / name).is_file()))


def files(*below: str, ending: str = "") -> list[str]:
    """Our files in these folders (or all) whose names end so; never an empty list."""
    found = [name for name in tracked() if name.startswith(below or "") and name.endswith(ending)]
    assert found, f"there is no {ending} file below {below}"
    return found


def text(name: str) -> str:
    """A file's text."""
    return (CHECKOUT / name).read_text(encoding="utf-8")


def texts(*below: str, ending: str = "") -> dict[str, str]:
    """Each file's text, files that are no text left out."""
    found = {}
    for name in files(*below, ending=ending):
        raw = (CHECKOUT / name).read_bytes()
        if b"\0" not in raw[:8192]:
            found[name] = raw.decode("utf-8", "replace")
    return found
