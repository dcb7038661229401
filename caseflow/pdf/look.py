"""The look of a page: sizes in points, and the colours of the screens on white paper."""

from __future__ import annotations

from typing import NamedTuple

from caseflow.pdf.text import Colour, Style


def colour(code: str) -> Colour:
    """A colour written ``#rrggbb`` as red, green, blue from 0 to 1."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


PAGE = (595.28, 841.89)  # A4
MARGIN = 54.0
BAND = 20.0  # the classification, at the very top and bottom
TOP = PAGE[1] - 70.0
BOTTOM = 62.0
WIDTH = PAGE[0] - 2 * MARGIN
HEIGHT = TOP - BOTTOM
GAP = 8.0  # after a block
PAD = 5.0  # inside a cell

INK = colour("#1b2327")
INK_2 = colour("#4a555c")
BRAND = colour("#0d4f5d")
LINE = colour("#e2ddd2")
SUNKEN = colour("#f5f3ec")
SEAL = colour("#67366b")
SEAL_TINT = colour("#f1e7f2")
WATERMARK = colour("#ece9e2")

BODY = Style(9.5, 14.0, INK)
STRONG = BODY._replace(bold=True)
QUIET = Style(8.0, 11.5, INK_2)
CELL = Style(9.0, 12.5, INK)
CELL_STRONG = CELL._replace(bold=True)
LABEL = Style(8.5, 12.5, INK_2)
COLUMN = Style(8.0, 11.5, INK_2, bold=True)
TITLE = Style(19.0, 25.0, INK, bold=True)
SUBTITLE = Style(11.0, 16.0, INK_2)
HEADINGS = {1: Style(12.5, 18.0, BRAND, bold=True), 2: Style(10.0, 15.0, INK, bold=True)}
SEALED = Style(9.0, 13.0, SEAL)
SEALED_STRONG = SEALED._replace(bold=True)
FOOT = Style(7.5, 10.0, INK_2)
MARK = Style(26.0, 34.0, WATERMARK, bold=True)


class Marking(NamedTuple):
    """The two colours of a classification band."""

    ground: Colour
    words: Style


MARKINGS = {
    1: Marking(colour("#dfe5e4"), Style(8.5, 10.0, INK, bold=True)),
    2: Marking(colour("#efc25f"), Style(8.5, 10.0, colour("#2a1d00"), bold=True)),
    3: Marking(colour("#7d1b24"), Style(8.5, 10.0, colour("#ffffff"), bold=True)),
}
