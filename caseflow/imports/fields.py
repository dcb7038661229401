"""The values of a file's rows by our own names of its columns."""

from __future__ import annotations

from caseflow.imports.shape import Layout
from caseflow.sheets.tables import Row


class Fields:
    """The values of one file's rows by our names; empty where the profile maps no column."""

    def __init__(self, layout: Layout | None) -> None:
        self._places: dict[str, int] = {}
        self._further: list[tuple[str, int]] = []
        self._columns = layout.columns if layout else {}
        if layout:
            order = layout.wanted
            self._places = {key: order.index(name) for key, name in layout.columns.items()}
            self._further = [(label, order.index(name)) for label, name in layout.attributes]

    def get(self, row: Row, name: str) -> str:
        """One value, word for word."""
        place = self._places.get(name)
        return "" if place is None else row.values[place]

    def column(self, name: str) -> str:
        """What the file calls a column of ours."""
        return self._columns[name]

    def further(self, row: Row) -> tuple[tuple[str, str], ...]:
        """The further columns that hold something, as (label, value) pairs."""
        return tuple((label, row.values[p]) for label, p in self._further if row.values[p])
