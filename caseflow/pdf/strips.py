"""Strips: the pieces of a page between which it may break, and their placing on pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from caseflow.pdf.look import HEIGHT, LINE, MARGIN, PAD, TOP, WIDTH
from caseflow.pdf.text import Colour, Line, Style, draw_line

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Align = Literal["left", "right", "centre"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of text in a column; `left` and `width` in points from the margin."""

    lines: Sequence[Line]
    style: Style
    left: float
    width: float
    align: Align | None = "left"  # None: each line at the side its own words start from

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw the lines downwards from `top`."""
        baseline = top - self.style.leading * 0.76
        for line in self.lines:
            align = self.align or ("right" if line.direction == "rtl" else "left")
            spare = self.width - line.width
            shift = {"left": 0.0, "right": spare, "centre": spare / 2}[align]
            draw_line(canvas, line, MARGIN + self.left + shift, baseline, self.style)
            baseline -= self.style.leading

    @property
    def height(self) -> float:
        """Of all lines, in points."""
        return len(self.lines) * self.style.leading

    def part(self, start: int, stop: int) -> Cell:
        """Some of the lines."""
        return Cell(self.lines[start:stop], self.style, self.left, self.width, self.align)


@dataclass(frozen=True, slots=True)
class Strip:
    """Cells side by side, over a ground and a rule; the page may break after it.

    `keep` binds it to the next strip. `head` is the strip to repeat above it where it opens
    a page. `bar` is a coloured edge, on the side the document is read from.
    """

    cells: Sequence[Cell] = ()
    height: float = 0.0
    pad: float = 0.0
    keep: bool = False
    head: Strip | None = None
    ground: Colour | None = None
    rule: Colour | None = None
    bar: tuple[Colour, Align] | None = None

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw the strip downwards from `top`."""
        foot = top - self.height
        if self.ground:
            canvas.setFillColorRGB(*self.ground)
            canvas.rect(MARGIN, foot, WIDTH, self.height, stroke=0, fill=1)
        if self.bar:
            tint, side = self.bar
            canvas.setFillColorRGB(*tint)
            left = MARGIN if side == "left" else MARGIN + WIDTH - 3
            canvas.rect(left, foot, 3, self.height, stroke=0, fill=1)
        if self.rule:
            canvas.setStrokeColorRGB(*self.rule)
            canvas.setLineWidth(0.6)
            canvas.line(MARGIN, foot, MARGIN + WIDTH, foot)
        for cell in self.cells:
            cell.draw(canvas, top - self.pad)


def running(cell: Cell) -> Iterator[Strip]:
    """A paragraph: one strip a line, without a single line left behind or sent ahead."""
    count = len(cell.lines)
    for at in range(count):
        lonely = count > 1 and at in (0, count - 2)
        yield Strip((cell.part(at, at + 1),), cell.style.leading, keep=lonely)


def row(
    cells: Sequence[Cell],
    *,
    head: Strip | None = None,
    ground: Colour | None = None,
    rule: Colour | None = LINE,
    bar: tuple[Colour, Align] | None = None,
    tallest: int = 16,
) -> Iterator[Strip]:
    """A row of a table; one of more than `tallest` lines may break over pages inside."""
    count = max(len(cell.lines) for cell in cells)
    for start in range(0, count, tallest):
        parts = [cell.part(start, start + tallest) for cell in cells]
        first, last = start == 0, start + tallest >= count
        pad = PAD if first else 0.0
        height = max(part.height for part in parts) + pad + (PAD if last else 0.0)
        yield Strip(parts, height, pad, False, head, ground, rule if last else None, bar)


def paged(strips: Iterable[Strip]) -> list[list[tuple[float, Strip]]]:
    """The strips of each page with their tops, in points from the foot of the page."""
    pages: list[list[tuple[float, Strip]]] = [[]]
    top = TOP
    for group in _groups(strips):
        room = top - (TOP - HEIGHT)
        together = sum(strip.height for strip in group)
        if pages[-1] and together > room and together <= HEIGHT:
            pages.append([])
            top = TOP
        for strip in group:
            if pages[-1] and strip.height > top - (TOP - HEIGHT):
                pages.append([])
                top = TOP
            if not pages[-1]:
                if not strip.cells:
                    continue
                if strip.head and strip.head is not strip:
                    pages[-1].append((top, strip.head))
                    top -= strip.head.height
            pages[-1].append((top, strip))
            top -= strip.height
    return pages


def _groups(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    """Strips that stay together."""
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keep:
            yield group
            group = []
    if group:
        yield group
