"""The fonts documents are drawn with: which file draws a character, and how wide it is."""

from __future__ import annotations

import hashlib
import json
import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

SHIPPED = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Face:
    """One family: its files and the code points it draws, as sorted (first, last) pairs."""

    name: str
    regular: Path
    bold: Path | None
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def draws(self, char: str) -> bool:
        """Whether the family has a glyph for this character."""
        place = bisect_right(self.firsts, ord(char)) - 1
        return place >= 0 and ord(char) <= self.lasts[place]


@dataclass
class Typefaces:
    """The chain of families, tried in order; a font file is read when first needed.

    `left_out` names the files of the organisation's own folder that could not be read.
    """

    chain: tuple[Face, ...]
    left_out: tuple[str, ...] = ()
    _places: dict[str, int | None] = field(default_factory=dict)
    _widths: dict[tuple[str, bool], float] = field(default_factory=dict)
    _fonts: dict[tuple[int, bool], TTFont] = field(default_factory=dict)

    def place(self, char: str) -> int | None:
        """Where in the chain the first family with this character stands; None: nowhere."""
        try:
            return self._places[char]
        except KeyError:
            found = (at for at, face in enumerate(self.chain) if face.draws(char))
            place = self._places[char] = next(found, None)
            return place

    def width(self, char: str, bold: bool) -> float:
        """The advance of a character in ems; a character no family draws has none."""
        try:
            return self._widths[char, bold]
        except KeyError:
            place = self.place(char)
            if place is None:
                return 0.0
            face = self.font(place, bold).face
            thousandths: float = face.charWidths.get(ord(char), face.defaultWidth)
            width = self._widths[char, bold] = thousandths / 1000
            return width

    def has_bold(self, place: int) -> bool:
        """Whether the family has a bold file; otherwise bold is drawn with a thin outline."""
        return self.chain[place].bold is not None

    def font(self, place: int, bold: bool) -> TTFont:
        """The font of a place in the chain, registered under `fontName` with ReportLab."""
        bold = bold and self.has_bold(place)
        if (place, bold) not in self._fonts:
            face = self.chain[place]
            path = face.bold if bold and face.bold else face.regular
            self._fonts[place, bold] = _load(path)
        return self._fonts[place, bold]


@lru_cache(maxsize=8)
def typefaces(folder: Path | None = None) -> Typefaces:
    """The shipped families, then the TrueType files an organisation put into `folder`."""
    own, left_out = _own(folder) if folder else ([], [])
    return Typefaces((*_shipped(), *own), tuple(left_out))


@lru_cache(maxsize=1)
def _shipped() -> tuple[Face, ...]:
    """The families beside this file, as `fonts.json` describes them."""
    faces = []
    for entry in json.loads((SHIPPED / "fonts.json").read_text(encoding="utf-8")):
        firsts, lasts = zip(*entry["ranges"], strict=True)
        bold = SHIPPED / entry["bold"] if entry["bold"] else None
        faces.append(Face(entry["name"], SHIPPED / entry["regular"], bold, firsts, lasts))
    return tuple(faces)


def _own(folder: Path) -> tuple[list[Face], list[str]]:
    """The readable fonts of a folder in order of name, and the names of the others."""
    from reportlab.pdfbase.ttfonts import TTFError

    faces, left_out = [], []
    for path in sorted(folder.glob("*.[tT][tT][fF]")):
        try:
            codes = sorted(_load(path).face.charToGlyph)
        except (TTFError, struct.error, OSError, ValueError, LookupError, AssertionError):
            left_out.append(path.name)
        else:
            faces.append(Face(path.stem, path, None, tuple(codes), tuple(codes)))
    return faces, left_out


def _load(path: Path) -> TTFont:
    """Read a font file; its name holds its place, so that two of one name cannot mix."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    mark = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    font = TTFont(f"{path.stem}-{mark[:8]}", str(path))
    pdfmetrics.registerFont(font)
    return font
