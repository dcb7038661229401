"""CSV files of people, plain or gzipped, read row by row; a bad row spoils no other."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO, cast

from caseflow.errors import NotReady
from caseflow.labels import Text, _

LONGEST_FIELD = 100_000
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Row:
    """One row of a file; `fault` says why it cannot be used."""

    number: int
    values: Mapping[str, str]
    fault: Text | None = None


@contextmanager
def reading(path: Path, columns: Sequence[str]) -> Iterator[Iterator[Row]]:
    """The rows of a file that has at least these columns.

    Raises NotReady when it cannot be read or a column is missing. Bytes that are no UTF-8 spoil
    their row only.
    """
    try:
        with _opened(path) as file:
            rows = csv.reader(file, strict=False)
            header = [name.strip().lstrip("\ufeff").lower() for name in next(rows, [])]
            missing = [name for name in columns if name not in header]
            if missing:
                raise NotReady(
                    _(
                        "The file needs these columns: %(columns)s.",
                        columns=", ".join(missing),
                    )
                )
            yield _rows(rows, header)
    except (OSError, EOFError, csv.Error) as problem:
        raise NotReady(
            _("The file cannot be read: %(problem)s.", problem=_said(problem))
        ) from problem


def _said(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or str(problem)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with path.open("rb") as raw:
        packed = raw.read(len(GZIP)) == GZIP
        raw.seek(0)
        plain = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
        before = csv.field_size_limit(LONGEST_FIELD)
        try:
            yield TextIOWrapper(plain, encoding="utf-8-sig", errors="surrogateescape", newline="")
        finally:
            csv.field_size_limit(before)


def _rows(rows: Iterator[list[str]], header: Sequence[str]) -> Iterator[Row]:
    number = 1
    while True:
        number += 1
        try:
            values = next(rows, None)
        except csv.Error:
            yield Row(number, {}, _("A field is too long or broken."))
            continue
        if values is None:
            return
        if not values:
            continue
        yield _row(number, values, header)


def _row(number: int, values: Sequence[str], header: Sequence[str]) -> Row:
    read = dict(zip(header, values, strict=False))
    if len(values) != len(header):
        return Row(number, read, _("The row has another number of columns than the head."))
    if any("\0" in value for value in values):
        return Row(number, read, _("The row contains a character that cannot be kept."))
    if any(not value.isascii() and _broken(value) for value in values):
        return Row(number, read, _("The row is not written in UTF-8."))
    return Row(number, read)


def _broken(value: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in value)
