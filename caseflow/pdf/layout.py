"""How each kind of block is set: its words in cells, its cells in strips, mirrored for Arabic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from caseflow.labels import Text, _
from caseflow.pdf import look
from caseflow.pdf.content import Block, Facts, Heading, Paragraph, Table, Withheld
from caseflow.pdf.look import GAP, PAD, WIDTH
from caseflow.pdf.scripts import Direction
from caseflow.pdf.strips import Align, Cell, Strip, row, running
from caseflow.pdf.text import Style, Typesetter

Say = Callable[[Text], str]
LABEL_SHARE = 0.3  # of the width: the labels of key facts
INDENT = 12.0  # of the words in a box


@dataclass(frozen=True)
class Layout:
    """Sets blocks for one document: its fonts, its language, its direction."""

    setter: Typesetter
    say: Say
    direction: Direction

    @property
    def start(self) -> Align:
        """The side the document is read from."""
        return "right" if self.direction == "rtl" else "left"

    def words(self, text: str) -> str:
        """The words in the reader's language, where they can be translated."""
        return self.say(text) if isinstance(text, Text) else text

    def cell(
        self,
        text: str,
        style: Style,
        left: float = 0.0,
        width: float = WIDTH,
        align: Align | None = "left",
    ) -> Cell:
        """Words set in a column; `left` counts from the side the document is read from."""
        if self.direction == "rtl":
            left = WIDTH - left - width
        lines = self.setter.lines(self.words(text), style, width, self.direction)
        return Cell(lines, style, left, width, align)

    def strips(self, block: Block) -> Iterator[Strip]:
        """The strips of a block, with the space after it."""
        match block:
            case Heading():
                yield from self._heading(block)
            case Paragraph():
                style = look.QUIET if block.quiet else look.BODY
                yield from running(self.cell(block.text, style, align=None))
                yield Strip(height=GAP)
            case Facts():
                yield from self._facts(block)
                yield Strip(height=GAP)
            case Table():
                yield from self._table(block)
                yield Strip(height=GAP)
            case Withheld():
                yield from self._withheld(block)
                yield Strip(height=GAP)

    def _heading(self, block: Heading) -> Iterator[Strip]:
        style = look.HEADINGS[block.level]
        yield Strip(height=GAP, keep=True)
        words = self.cell(block.text, style, align=self.start)
        yield Strip((words,), words.height + 3, keep=True)

    def _facts(self, block: Facts) -> Iterator[Strip]:
        split = WIDTH * LABEL_SHARE
        for label, value in block.rows:
            yield from row(
                (
                    self.cell(label, look.LABEL, 0.0, split - PAD, self.start),
                    self.cell(value, look.BODY, split, WIDTH - split, self.start),
                ),
            )

    def _columns(self, block: Table) -> list[tuple[float, float]]:
        shares = block.widths or (1.0,) * len(block.header)
        total = sum(shares)
        columns, left = [], 0.0
        for share in shares:
            width = WIDTH * share / total
            columns.append((left + PAD, width - 2 * PAD))
            left += width
        return columns

    def _table(self, block: Table) -> Iterator[Strip]:
        columns = self._columns(block)
        names = [
            self.cell(name, look.COLUMN, left, width, self.start)
            for name, (left, width) in zip(block.header, columns, strict=True)
        ]
        tall = max(name.height for name in names) + 2 * PAD
        head = Strip(names, tall, PAD, keep=True, ground=look.SUNKEN, rule=look.BRAND)
        yield head
        for values in block.rows:
            cells = []
            for at, (value, (left, width)) in enumerate(zip(values, columns, strict=True)):
                style = look.CELL_STRONG if block.row_heads and at == 0 else look.CELL
                cells.append(self.cell(value, style, left, width, self.start))
            yield from row(cells, head=head)
        if not block.rows:
            words = block.empty or _("Nothing is recorded here.")
            yield from row([self.cell(words, look.LABEL, PAD, WIDTH - 2 * PAD, self.start)])

    def _withheld(self, block: Withheld) -> Iterator[Strip]:
        bar = (look.SEAL, self.start)
        width = WIDTH - 2 * INDENT
        title = self.cell(
            _("What was withheld and why"), look.SEALED_STRONG, INDENT, width, self.start
        )
        *before, last = row([title], ground=look.SEAL_TINT, rule=None, bar=bar)
        yield from before
        yield Strip(last.cells, last.height, last.pad, True, None, last.ground, None, last.bar)
        split = width * LABEL_SHARE
        for thing, reason in block.items:
            yield from row(
                (
                    self.cell(thing, look.SEALED_STRONG, INDENT, split - PAD, self.start),
                    self.cell(reason, look.SEALED, INDENT + split, width - split, self.start),
                ),
                ground=look.SEAL_TINT,
                rule=None,
                bar=bar,
            )
        if not block.items:
            words = _("Nothing was withheld from this reader.")
            cell = self.cell(words, look.SEALED, INDENT, width, self.start)
            yield from row([cell], ground=look.SEAL_TINT, rule=None, bar=bar)
