"""Words set in lines: broken where the script allows, in visual order, each run in its font.

Lines are drawn glyph by glyph without any mark-up in between, so that nothing a person typed
can be taken for an instruction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from caseflow.pdf import scripts
from caseflow.pdf.scripts import UNSEEN, Direction
from caseflow.pdf.typefaces import Typefaces

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Colour = tuple[float, float, float]
RISE = 0.21  # of the size: how far a second mark stands above the first
OUTLINE = 0.03  # of the size: the line that thickens letters of a family without a bold file

_WIDE = "\u2e80-\u3130\u3190-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_OPENERS = "（〔［｛〈《「『【〖“‘"
_CLOSERS = "）〕］｝〉》」』】〗”’、。，．：；！？・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
_TOKEN = re.compile(
    f" +"
    f"|[{_OPENERS}]*[{_WIDE}][{_CLOSERS}]*"
    "|[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e2f-\u0e3a\u0e45-\u0e4e]*"
    f"|[^ {_WIDE}{_THAI}]+?(?:[-/–—](?=[^ \\d])|(?=[ {_WIDE}{_THAI}])|$)"
    "|."
)
_PLAIN_TOKEN = re.compile(r" +|[^ /–—-]+(?:[/–—-]+(?=[\d ]|$)[^ /–—-]*)*[/–—-]*|.")


class Style(NamedTuple):
    """How a paragraph looks; sizes in points, colour as red, green, blue from 0 to 1."""

    size: float
    leading: float
    colour: Colour
    bold: bool = False


class Run(NamedTuple):
    """Neighbouring characters of one font, from left to right."""

    font: str
    text: str
    rise: bool = False
    outlined: bool = False


class Line(NamedTuple):
    """One line in visual order and its width in points."""

    runs: tuple[Run, ...]
    width: float
    direction: Direction


@dataclass
class Typesetter:
    """Sets the text of one document; `missing` gathers the characters no font draws."""

    faces: Typefaces
    missing: set[str] = field(default_factory=set)
    _words: dict[tuple[str, bool], float] = field(default_factory=dict)

    def lines(
        self, text: str, style: Style, width: float, otherwise: Direction = "ltr"
    ) -> list[Line]:
        """Break a text into lines at most `width` points wide; an empty text is one line.

        Each paragraph reads in the direction of its first letter, or in `otherwise` when it
        has only figures and signs.
        """
        return [
            line
            for part in scripts.paragraphs(text)
            for line in self._paragraph(part, style, width, otherwise)
        ]

    def _paragraph(
        self, text: str, style: Style, width: float, otherwise: Direction
    ) -> Iterator[Line]:
        place = self.faces.place
        plain = scripts.PLAIN.fullmatch(text) and all(place(char) == 0 for char in set(text))
        if plain and (otherwise == "ltr" or scripts.direction_of(text, otherwise) == "ltr"):
            font = self.faces.font(0, style.bold).fontName
            for start, end, used in self._break(_PLAIN_TOKEN, text, style, width):
                yield Line((Run(font, text[start:end]),), used, "ltr")
            return
        text = self._drawable(scripts.join(self._drawable(text)))
        direction = scripts.direction_of(text, otherwise)
        levels = scripts.levels(text, direction)
        for start, end, used in self._break(_TOKEN, text, style, width):
            runs = self._runs(text[start:end], levels[start:end], style, direction)
            yield Line(runs, used, direction)

    def _drawable(self, text: str) -> str:
        """The text with each character no font draws replaced by its plain form or number."""
        place = self.faces.place
        if all(place(char) is not None for char in set(text) - UNSEEN):
            return text
        parts = []
        for lost, group in groupby(text, lambda c: c not in UNSEEN and place(c) is None):
            chars = "".join(group)
            parts.append(self._stand_in(chars) if lost else chars)
        return "".join(parts)

    def _stand_in(self, chars: str) -> str:
        simple = unicodedata.normalize("NFKC", chars)
        if all(self.faces.place(char) is not None for char in simple):
            return simple
        self.missing.update(chars)
        return "[" + " ".join(f"U+{ord(char):04X}" for char in chars) + "]"

    def _measure(self, word: str, bold: bool) -> float:
        try:
            return self._words[word, bold]
        except KeyError:
            width = self.faces.width
            found = self._words[word, bold] = sum(width(c, bold) for c in word if c not in UNSEEN)
            return found

    def _break(
        self, tokens: re.Pattern[str], text: str, style: Style, width: float
    ) -> Iterator[tuple[int, int, float]]:
        """The start, end and width in points of each line, spaces at its end left out."""
        room = width / style.size
        start = end = 0
        used = reach = 0.0
        known, bold, after = self._words, style.bold, 0
        for word in tokens.findall(text):
            first, after = after, after + len(word)
            size = known.get((word, bold)) or self._measure(word, bold)
            if word[0] == " ":
                reach += size
                continue
            if reach + size > room and end > start:
                yield start, end, used * style.size
                start, reach = first, 0.0
            if size > room:
                for cut, filled in self._cuts(text, start, after, bold, room):
                    yield start, cut, filled * style.size
                    start = cut
                size = self._measure(text[start:after], bold)
                reach = 0.0
            end = after
            used = reach = reach + size
        yield start, end, used * style.size

    def _cuts(
        self, text: str, start: int, stop: int, bold: bool, room: float
    ) -> Iterator[tuple[int, float]]:
        """Where a word wider than a line is cut, never between a letter and its marks."""
        filled = 0.0
        for at in range(start, stop):
            size = self.faces.width(text[at], bold) if text[at] not in UNSEEN else 0.0
            if filled + size > room and at > start and not unicodedata.combining(text[at]):
                yield at, filled
                start, filled = at, 0.0
            filled += size

    def _runs(
        self, text: str, levels: list[int], style: Style, direction: Direction
    ) -> tuple[Run, ...]:
        """One line's characters in visual order, gathered by font."""
        drawn = []
        for at in scripts.visual_order(text, levels, direction):
            if text[at] in UNSEEN:
                continue
            char = scripts.mirrored(text[at], levels[at])
            drawn.append(((self.faces.place(char) or 0, scripts.raised(text, at)), char))
        runs = []
        for (place, rise), group in groupby(drawn, lambda one: one[0]):
            chars = "".join(char for _, char in group)
            outlined = style.bold and not self.faces.has_bold(place)
            runs.append(Run(self.faces.font(place, style.bold).fontName, chars, rise, outlined))
        return tuple(runs)


def draw_line(canvas: Canvas, line: Line, x: float, y: float, style: Style) -> None:
    """Draw a line with its baseline's left end at x, y (points from the page's lower left)."""
    canvas.setFillColorRGB(*style.colour)
    text = canvas.beginText(x, y)
    if len(line.runs) == 1 and not (line.runs[0].rise or line.runs[0].outlined):
        text.setFont(line.runs[0].font, style.size)
        text.textLine(line.runs[0].text)  # unlike textOut it does not measure once more
        canvas.drawText(text)
        return
    for run in line.runs:
        text.setFont(run.font, style.size)
        if run.rise:
            text.setRise(RISE * style.size)
        if run.outlined:
            canvas.setStrokeColorRGB(*style.colour)
            canvas.setLineWidth(OUTLINE * style.size)
            text.setTextRenderMode(2)
        text.textOut(run.text)
        if run.outlined:
            text.setTextRenderMode(0)
        if run.rise:
            text.setRise(0)
    canvas.drawText(text)
