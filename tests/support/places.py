"""Where the tests' own files lie: in memory where there is room, for a disk makes each wait."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
ENOUGH = 4_000_000_000


def quick_place(*, for_programs: bool = False) -> Path | None:
    """A folder in memory with room; None where there is none, or where no program may run."""
    if not os.access(IN_MEMORY, os.W_OK) or shutil.disk_usage(IN_MEMORY).free < ENOUGH:
        return None
    if for_programs and os.statvfs(IN_MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return IN_MEMORY
