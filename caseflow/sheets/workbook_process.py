"""The process that opens an XLSX file: run by path, alone, within limits of memory and time.

A workbook is unpacked whole and laid out cell by cell, so a small file can ask for any amount of
memory. Whatever happens here ends this process and no other. It writes JSON lines: the first rows
of each sheet; then, of the sheet whose name it is told, all rows.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

MEMORY = 1_500_000_000
SECONDS = 300
HEAD = 51
MOST_CELLS = 20_000_000
LONGEST_CELL = 100_001
TOO_LARGE, PROTECTED, DAMAGED = "too large", "protected", "damaged"


def main() -> None:
    """Tell of the workbook of the first argument, and of the sheet that is asked for."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine

    try:
        tell_of(python_calamine.load_workbook(sys.argv[1]))
    except python_calamine.PasswordError:
        tell({"refused": PROTECTED})
    except (python_calamine.CalamineError, ValueError, OSError):
        tell({"refused": DAMAGED})
    except MemoryError:
        tell({"refused": TOO_LARGE})


def tell_of(book: Any) -> None:
    """The first rows of each sheet, then the whole of one; the last one opened is still at hand."""
    name, sheet = "", None
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        tell({"sheet": name, "head": list(islice(rows(sheet), HEAD))})
    tell({"heads": "done"})
    wanted = sys.stdin.readline()
    if wanted:
        asked = json.loads(wanted)
        for row in rows(sheet if asked == name else book.get_sheet_by_name(asked)):
            tell(row)
        tell({"rows": "done"})


def rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet that hold something, each with its number in the sheet."""
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise MemoryError
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [written(value) for value in row]
        if any(cells):
            yield number, cells


def written(value: object) -> str:
    """A value as a CSV file would have it: dates as ISO writes them, whole numbers without .0."""
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e18
        return str(int(value)) if whole else format(value, ".15g")
    if isinstance(value, datetime) and value.time() == time():
        return value.isoformat()[:10]  # this process imports nothing of ours
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def tell(what: object) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush() if isinstance(what, dict) else None


if __name__ == "__main__":
    main()
