"""The header of a table: the first line that carries the columns, below whatever title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.sheets.columns import Columns, folded, loosely

MOST_TITLE_LINES = 50
"""How far down the header is looked for."""
_SHOWN, _LONGEST_SHOWN = 30, 40
_FACTS = re.compile(r"\d{3}|@")


@dataclass(frozen=True)
class Header:
    """A header as it was read: its line, its cells, and where the wanted columns stand."""

    line: int
    cells: tuple[str, ...]
    places: dict[str, int]

    @property
    def width(self) -> int:
        """How many fields a row has: up to the last cell with a name."""
        return max((n for n, cell in enumerate(self.cells, 1) if folded(cell)), default=0)

    def unused(self, columns: Columns) -> list[str]:
        """The columns that nobody asked for, by their names."""
        taken, ignored = set(self.places.values()), {loosely(name) for name in columns.ignored}
        return [
            " ".join(cell.split())
            for place, cell in enumerate(self.cells)
            if place not in taken and folded(cell) and loosely(cell) not in ignored
        ]


def header_of(line: int, cells: Sequence[str], columns: Columns) -> Header:
    """The cells of a line as a header, whether or not it has what is needed."""
    return Header(line, tuple(cells), columns.places(cells))


def is_whole(header: Header, columns: Columns) -> bool:
    """Whether every needed column stands in it."""
    return header.places.keys() >= set(columns.needed)


def nearest_to_whole(headers: Sequence[Header], columns: Columns) -> Header:
    """Of lines that are none of them the header, the one that was most likely meant."""

    def likely(header: Header) -> tuple[int, int]:
        near = sum(columns.near(cell) is not None for cell in header.cells)
        return len(header.places) * 2 + near, min(header.width, 2)

    return max(headers, key=likely)


def refusal(header: Header, columns: Columns, file: str) -> NotReady | None:
    """What is wrong with a header: it has a column twice, or lacks one. None where nothing is."""
    names = [folded(cell) for cell in header.cells]
    for name in columns.wanted:
        if names.count(folded(name)) > 1:
            sentence = _(
                "In “%(file)s” two columns are called “%(column)s”.", file=file, column=name
            )
            return NotReady(sentence, field=f"{file}: {name}")
    missing = [name for name in columns.needed if name not in header.places]
    if not missing:
        return None
    return NotReady(_missing(header, columns, missing, file), field=f"{file}: {missing[0]}")


def require_no_misspelt(header: Header, columns: Columns, file: str) -> None:
    """Refuse a column that is another word for one that would be read. Raises NotReady."""
    found = []
    for cell in header.unused(columns):
        meant = columns.near(cell)
        if meant and (meant not in header.places or loosely(cell) in columns.pieces):
            found.append(_("“%(cell)s” (meant is “%(name)s”)", cell=_cut(cell), name=meant))
    if found:
        raise NotReady(
            _(
                "In “%(file)s” these columns would be passed over: %(columns)s. Rename each, or"
                " leave it out with --ignore NAME. Nothing was looked up or changed.",
                file=file,
                columns=", ".join(found),
            ),
            field=file,
        )


def _missing(header: Header, columns: Columns, missing: list[str], file: str) -> Text:
    told = []
    for name in missing:
        near = [cell for cell in header.unused(columns) if columns.near(cell) == name]
        if near:
            told.append(
                _("no column “%(name)s” (“%(cell)s” is near)", name=name, cell=_cut(near[0]))
            )
        else:
            told.append(_("no column “%(name)s”", name=name))
    return _(
        "“%(file)s” has %(missing)s. %(header)s",
        file=file,
        missing=", ".join(told),
        header=_shown(header),
    )


def _shown(header: Header) -> Text:
    """The header that was read; not shown where something in it looks like a fact of somebody."""
    cells = [" ".join(cell.split()) for cell in header.cells if folded(cell)]
    if any(_FACTS.search(cell) for cell in cells):
        return _("None of its first lines looks like a header.")
    shown = ", ".join(_cut(cell) for cell in cells[:_SHOWN])
    if len(cells) > _SHOWN:
        shown += ", …"
    return _(
        "The header that was read, in line %(line)s: %(cells)s.", line=header.line, cells=shown
    )


def _cut(cell: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in cell)
    return plain if len(plain) <= _LONGEST_SHOWN else plain[:_LONGEST_SHOWN] + "…"
