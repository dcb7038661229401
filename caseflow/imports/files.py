"""Finding a register's files and opening them, plain or gzip."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from caseflow.errors import NotReady
from caseflow.labels import _

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a register: where it is, how it is encoded, about how many lines it holds.

    `guessed` says that the encoding is a best guess, which somebody should look at.
    """

    path: Path
    encoding: str
    lines: int
    guessed: bool = False

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """The file as text with its line ends untouched; what cannot be read becomes U+FFFD."""
        with opened(self.path) as raw:
            yield io.TextIOWrapper(raw, self.encoding, errors="replace", newline="")


def find(directory: Path, name: str) -> Path:
    """The file of that name, as it is, as .csv or as .csv.gz.

    Raises NotReady when there is none, or more than one.
    """
    wanted = {f"{name}{end}".casefold() for end in ("", ".csv", ".csv.gz", ".txt", ".tsv")}
    try:
        found = sorted(p for p in directory.iterdir() if p.name.casefold() in wanted)
    except OSError as error:
        raise NotReady(
            _("The folder “%(name)s” cannot be read.", name=directory.name), field="directory"
        ) from error
    found = [path for path in found if path.is_file()]
    if not found:
        raise NotReady(
            _("The folder holds no file “%(name)s.csv” or “%(name)s.csv.gz”.", name=name),
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


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked where it is gzip by its content, whatever its name."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == _GZIP
            plain.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=plain) as unpacked:
                    yield cast(BinaryIO, unpacked)
            else:
                yield plain
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise NotReady(
            _(
                "The file “%(name)s” is cut short or damaged: it cannot be unpacked to its end.",
                name=path.name,
            ),
            field=path.name,
        ) from error
    except OSError as error:
        raise NotReady(
            _("The file “%(name)s” cannot be read.", name=path.name), field=path.name
        ) from error
