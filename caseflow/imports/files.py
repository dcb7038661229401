"""Finding a register's files in its folder."""

from __future__ import annotations

from pathlib import Path

from caseflow.errors import NotReady
from caseflow.labels import _

ENDINGS = ("", ".csv", ".csv.gz", ".txt", ".tsv", ".tsv.gz", ".xlsx", ".xlsm")


def find(directory: Path, name: str) -> Path:
    """The file of that name, as it is or with the ending of a table (`ENDINGS`).

    Raises NotReady when there is none, or more than one.
    """
    wanted = {f"{name}{end}".casefold() for end in ENDINGS}
    try:
        found = sorted(p for p in directory.iterdir() if p.name.casefold() in wanted)
    except OSError as error:
        raise NotReady(
            _("The folder “%(name)s” cannot be read.", name=directory.name), field="directory"
        ) from error
    found = [path for path in found if path.is_file()]
    if not found:
        raise NotReady(
            _(
                "The folder holds no file “%(name)s.csv”, “%(name)s.csv.gz” or “%(name)s.xlsx”.",
                name=name,
            ),
            field=name,
        )
    if len(found) > 1:
        raise NotReady(
            _(
                "There are two files for “%(name)s”: %(both)s. Keep one.",
                name=name,
                both=", ".join(path.name for path in found),
            ),
            field=name,
        )
    return found[0]
