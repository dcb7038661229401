"""Keep a home as this release makes it, for the tests of later releases to upgrade."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

from tests.support.homes import build_home

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "migrations" / "homes"


def main() -> None:
    day = subprocess.run(
        ["git", "log", "-1", "--format=%cs"], capture_output=True, text=True, check=True
    ).stdout.strip()
    target = FOLDER / f"{day}.tar.xz"
    if target.exists():
        raise SystemExit(f"{target.name} is kept already, and kept homes are never changed.")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        build_home(home, seeded=True)
        with tarfile.open(target, "w:xz", preset=9) as archive:
            archive.add(home, arcname=".", filter=without_owner)
    print(target)


def without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main()
