"""Files that hold a table: what kind each is, and its bytes, plain or unpacked."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from caseflow.errors import NotReady
from caseflow.labels import Text, _

_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
_OTHERS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"%PDF",), "a PDF document"),
    ((b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!"), "a packed archive"),
    ((b"<?xml", b"<!doctype", b"<html", b"<table"), "XML or a web page"),
    ((b'{"', b"[{", b"{\n", b"[\n", b"{\r", b"[\r"), "JSON"),
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file with a table: where it is, how it is encoded, about how many lines it holds.

    `guessed` says that the encoding is a best guess, which somebody should look at. `workbook`
    says that it is an XLSX file; it has no encoding and its lines are not counted.
    """

    path: Path
    encoding: str
    lines: int
    guessed: bool = False
    workbook: bool = False

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """The file as text with its line ends untouched; what cannot be read becomes U+FFFD."""
        with opened(self.path) as raw:
            yield io.TextIOWrapper(raw, self.encoding, errors="replace", newline="")


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
            _(
                "The file “%(name)s” cannot be read: %(why)s.",
                name=path.name,
                why=error.strerror or type(error).__name__,
            ),
            field=path.name,
        ) from error


def is_workbook(path: Path, head: bytes) -> bool:
    """Whether the file that begins like this is an XLSX workbook, and no text.

    Raises NotReady, saying what it is, for a file that holds no table that can be read.
    """
    if head.startswith(_OLE):
        raise NotReady(_old_or_protected(path), field=path.name)
    if head.startswith(_ZIP):
        reason = _no_workbook(path)
        if reason:
            raise NotReady(reason, field=path.name)
        return True
    start = head[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginnings, kind in _OTHERS:
        if start.startswith(tuple(each.lower() for each in beginnings)):
            raise NotReady(
                _(
                    "The file “%(name)s” is %(kind)s, no table. Save it as CSV or XLSX.",
                    name=path.name,
                    kind=kind,
                ),
                field=path.name,
            )
    return False


def _old_or_protected(path: Path) -> Text:
    with opened(path) as raw:
        while piece := raw.read(1 << 20):
            if _PROTECTED in piece:
                return _(
                    "The workbook “%(name)s” is protected by a password."
                    " Save it without one, and take it again.",
                    name=path.name,
                )
    return _(
        "The file “%(name)s” is in an old format of Office (such as XLS). Save it as XLSX or CSV.",
        name=path.name,
    )


def _no_workbook(path: Path) -> Text | None:
    """Why a ZIP archive is no XLSX workbook; None where it is one."""
    try:
        with path.open("rb") as plain, zipfile.ZipFile(plain) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError):
        return _(
            "The file “%(name)s” is an XLSX file or a ZIP archive that is cut short, damaged,"
            " or packed twice.",
            name=path.name,
        )
    if _WORKBOOK in names:
        return None
    if "mimetype" in names and "content.xml" in names:
        return _(
            "The file “%(name)s” is in the OpenDocument format. Save it as XLSX or CSV.",
            name=path.name,
        )
    return _("The file “%(name)s” is a ZIP archive. Unpack it first.", name=path.name)
