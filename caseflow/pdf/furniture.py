"""A document made into pages: marked top and bottom, numbered, and naming who it was made for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from caseflow.labels import _
from caseflow.pdf import look
from caseflow.pdf.content import Document, Paragraph
from caseflow.pdf.layout import Layout, Say
from caseflow.pdf.look import BAND, BOTTOM, GAP, MARGIN, PAGE, TOP, WIDTH
from caseflow.pdf.scripts import paragraphs
from caseflow.pdf.strips import Align, Cell, Strip, paged
from caseflow.pdf.text import Typesetter, draw_line
from caseflow.pdf.typefaces import typefaces

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

ROUND = "furniture"  # the name of what is drawn once and shown on every page
SLANT = 32.0  # degrees


def render(document: Document, *, fonts: Path | None = None, say: Say = str) -> bytes:
    """The document as an unsigned PDF; the same content gives the same bytes.

    `fonts` is a folder of TrueType files for scripts the shipped fonts lack. `say` puts
    `labels.Text` into the reader's language. A character no font draws is shown by its
    number, and a note at the end says so. The PDF's keywords hold the export number.
    """
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # streams as bytes: a fifth smaller, and made sooner
    layout = Layout(Typesetter(typefaces(fonts)), say, document.direction)
    pages = paged(_strips(document, layout))
    out = BytesIO()
    canvas = Canvas(out, pagesize=PAGE, invariant=1, pageCompression=1, lang=document.language)
    _describe(canvas, document, layout)
    canvas.beginForm(ROUND)
    _watermark(canvas, document, layout)
    _surround(canvas, document, layout)
    canvas.endForm()
    for number, strips in enumerate(pages, start=1):
        canvas.doForm(ROUND)
        for top, strip in strips:
            strip.draw(canvas, top)
        count = _("Page %(page)s of %(pages)s", page=number, pages=len(pages))
        layout.cell(count, look.FOOT, align="centre").draw(canvas, BOTTOM - 18)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _strips(document: Document, layout: Layout) -> Iterator[Strip]:
    """The title, the blocks, and the note on characters that could not be drawn."""
    title = layout.cell(document.title, look.TITLE, align=layout.start)
    yield Strip((title,), title.height, keep=True)
    if document.subtitle:
        subtitle = layout.cell(document.subtitle, look.SUBTITLE, align=layout.start)
        yield Strip((subtitle,), subtitle.height, keep=True)
    yield Strip(height=GAP, rule=look.BRAND)
    yield Strip(height=GAP)
    for block in document.blocks:
        yield from layout.strips(block)
    if layout.setter.missing:
        note = _(
            "No installed font draws some characters of this document. Each is shown by its "
            "Unicode number in square brackets. An administrator can add a font."
        )
        yield from layout.strips(Paragraph(note, quiet=True))


def _moment(document: Document) -> str:
    return document.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _describe(canvas: Canvas, document: Document, layout: Layout) -> None:
    """What the file says of itself; the export number is what verification reads back."""
    stamp = document.made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    canvas.setDateFormatter(lambda *_date: stamp)

    def plain(words: str) -> str:
        return " ".join(paragraphs(layout.words(words)))

    canvas.setTitle(plain(document.title))
    canvas.setAuthor("CaseFlow")
    canvas.setCreator("CaseFlow")
    canvas.setSubject(plain(document.classification_label))
    canvas.setKeywords(plain(document.export_number))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if document.direction == "rtl":
        canvas.setViewerPreference("Direction", "R2L")


def _watermark(canvas: Canvas, document: Document, layout: Layout) -> None:
    """The reader's name and the time, three times across the page, under everything else."""
    style = look.MARK
    lines = [
        line
        for words in (document.reader, _moment(document))
        for line in layout.setter.lines(words, style, WIDTH * 1.1)[:2]
    ]
    for share in (0.2, 0.5, 0.8):
        canvas.saveState()
        canvas.translate(PAGE[0] / 2, PAGE[1] * share)
        canvas.rotate(SLANT)
        for at, line in enumerate(lines):
            draw_line(canvas, line, -line.width / 2, -at * style.leading, style)
        canvas.restoreState()


def _surround(canvas: Canvas, document: Document, layout: Layout) -> None:
    """The classification bands, and the lines beside them."""
    marking = look.MARKINGS[document.classification_rank]
    label = layout.cell(document.classification_label, marking.words, align="centre")
    label = label.part(0, 1)
    for foot in (PAGE[1] - BAND, 0.0):
        canvas.setFillColorRGB(*marking.ground)
        canvas.rect(0, foot, PAGE[0], BAND, stroke=0, fill=1)
        label.draw(canvas, foot + BAND - 5)
    heading = layout.cell(document.title, look.FOOT, 0, WIDTH * 0.6, layout.start).part(0, 1)
    heading.draw(canvas, PAGE[1] - BAND - 14)
    number = _("Export %(number)s", number=document.export_number)
    _far(layout, number).draw(canvas, PAGE[1] - BAND - 14)
    canvas.setStrokeColorRGB(*look.LINE)
    canvas.setLineWidth(0.6)
    for height in (TOP + 14, BOTTOM - 12):
        canvas.line(MARGIN, height, MARGIN + WIDTH, height)
    made_for = _("Made for %(reader)s", reader=document.reader)
    layout.cell(made_for, look.FOOT, 0, WIDTH * 0.38, layout.start).part(0, 2).draw(
        canvas, BOTTOM - 18
    )
    _far(layout, _moment(document)).draw(canvas, BOTTOM - 18)


def _far(layout: Layout, words: str) -> Cell:
    """One line at the side where reading ends."""
    align: Align = "left" if layout.direction == "rtl" else "right"
    return layout.cell(words, look.FOOT, WIDTH * 0.62, WIDTH * 0.38, align).part(0, 1)
