"""What a document says, before anything is drawn: blocks of words, in the order of reading.

Words may be plain strings or `labels.Text`; the latter are said in the reader's language when
the document is rendered. Everything a person typed goes in as it is: nothing is mark-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from caseflow.pdf.scripts import Direction


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 opens a section, level 2 a part of it."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line end starts a new line. `quiet` is for hints and sources."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Facts:
    """Key facts: pairs of a label and its value."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table whose header is repeated on each page.

    `widths` are shares of the page's width, one a column (equal where none are given); each
    row has as many cells as `header`. `row_heads` sets the first column in bold, as in a
    matrix of allegations and subjects. `empty` is said when there are no rows.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] | None = None
    row_heads: bool = False
    empty: str = ""


@dataclass(frozen=True)
class Withheld:
    """What the reader may not see here, and why: pairs of a thing and a reason."""

    items: Sequence[tuple[str, str]]


Block = Heading | Paragraph | Facts | Table | Withheld


@dataclass(frozen=True)
class Document:
    """A document and what every page of it carries.

    `classification_rank` gives the band its colour: 1 unclassified, 2 confidential,
    3 strictly confidential. `made_at` is an aware moment and is printed in UTC. `subtitle`
    stands under the title, as the reference of a case does. `language` is a BCP 47 tag.
    """

    title: str
    classification_label: str
    export_number: str
    reader: str
    made_at: datetime
    blocks: Sequence[Block]
    subtitle: str = ""
    language: str = "en"
    direction: Direction = "ltr"
    classification_rank: Literal[1, 2, 3] = 2
