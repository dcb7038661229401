"""Packages fetched by name through npm, and compared with the checksum that was reviewed."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path


def fetch(name: str, version: str, *, integrity: str, into: Path) -> Path:
    """Let npm pack a package into a folder; raise SystemExit when its checksum differs."""
    wanted = f"{name}@{version}"
    done = subprocess.run(
        ["npm", "pack", wanted, "--json", "--pack-destination", str(into)],
        check=True,
        capture_output=True,
        text=True,
    )
    packed = into / json.loads(done.stdout)[0]["filename"]
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != integrity:
        sys.exit(f"{wanted} is not the file that was reviewed: its checksum differs")
    return packed


def member(packed: Path, name: str) -> bytes:
    """One file of a package; raise SystemExit when it is not there."""
    with tarfile.open(packed) as archive:
        found = archive.extractfile(f"package/{name}")
        if found is None:
            sys.exit(f"{packed.name} has no {name}")
        return found.read()
