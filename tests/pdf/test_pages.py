"""What a reader finds on the pages of an exported document."""

import tracemalloc
from dataclasses import replace
from datetime import timedelta, timezone
from io import BytesIO

import pytest
from pypdf import PdfReader

from caseflow.labels import _
from caseflow.pdf.content import Facts, Heading, Paragraph, Table, Withheld
from caseflow.pdf.furniture import render
from tests.pdf.samples import NOW, every_block, summary


def pages(pdf):
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_every_page_is_marked_twice_numbered_and_names_its_reader():
    found = pages(render(summary(*[Paragraph("Some words. " * 60)] * 20)))
    assert len(found) > 3
    for number, page in enumerate(found, start=1):
        assert page.count("Strictly confidential") == 2
        assert f"Page {number} of {len(found)}" in page
        assert page.count("Amina Example") >= 3
        assert "2026-11-23 15:47 UTC" in page
        assert "X-2026-00017" in page


def test_what_was_withheld_is_said_with_its_reason():
    (page,) = pages(render(summary(*every_block())))
    assert "What was withheld and why" in page
    assert "Held in another compartment." in page
    (page,) = pages(render(summary(Withheld([]))))
    assert "Nothing was withheld" in page


def test_marks_in_typed_words_stay_words():
    typed = "<b>O'Neil</b> & <font color='white'>hidden</font> <br/> &lt; <img src='x'/> ]]>"
    name = "<b>Eve</b>"
    blocks = (
        Heading(typed),
        Facts([(typed, typed)]),
        Table([typed], [(typed,)]),
        Withheld([(typed, typed)]),
    )
    found = " ".join(" ".join(pages(render(summary(*blocks, title=typed, reader=name)))).split())
    for piece in ("<b>O'Neil</b>", "<font", "color='white'>", "<br/>", "&lt;", "]]>"):
        assert found.count(piece) >= 7
    assert "<b>Eve</b>" in found


def test_the_same_content_gives_the_same_bytes_and_the_moment_is_the_one_given():
    document = summary(*every_block())
    assert render(document) == render(document)
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    assert render(document) == render(replace(document, made_at=elsewhere))
    info = PdfReader(BytesIO(render(document))).metadata
    assert info.creation_date == NOW.replace(microsecond=0)
    assert info.title == "Case summary"
    assert info["/Keywords"] == "X-2026-00017"


def test_a_table_repeats_its_head_and_a_heading_is_never_left_alone():
    rows = [(f"row {n}", "value") for n in range(120)]
    found = pages(render(summary(Table(["Matter", "State"], rows))))
    assert all("Matter" in page and "State" in page for page in found)
    assert sum(page.count("row ") for page in found) == 120
    for filler in range(40, 52):
        blocks = [Paragraph("x")] * filler + [Heading("Lonely"), Paragraph("After it.")]
        together = [page for page in pages(render(summary(*blocks))) if "Lonely" in page]
        assert len(together) == 1
        assert "After it." in together[0]


@pytest.mark.parametrize("kind", ["facts", "table", "withheld", "paragraph", "heading"])
def test_a_field_longer_than_a_page_loses_no_word(kind):
    text = " ".join(f"w{n}" for n in range(4000))
    block = {
        "facts": Facts([("Story", text)]),
        "table": Table(["Story", "Other"], [(text, "short")]),
        "withheld": Withheld([("Story", text)]),
        "paragraph": Paragraph(text),
        "heading": Heading(text),
    }[kind]
    found = " ".join(pages(render(summary(block)))).split()
    assert {f"w{n}" for n in range(4000)} <= set(found)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "\x00\x01", "\ud800 lone", "a" * 20000, "\u202e" * 9, " " * 500, "\u0301" * 50],
)
def test_strange_words_make_a_document_all_the_same(text):
    blocks = (Heading(text), Paragraph(text), Facts([(text, text)]), Table([text], [(text,)]))
    strange = summary(*blocks, title=text, reader=text, export_number=text, subtitle=text)
    assert PdfReader(BytesIO(render(strange))).pages


def test_an_empty_table_says_so():
    (page,) = pages(render(summary(Table(["Task"], []))))
    assert "Nothing is recorded here." in page
    (page,) = pages(render(summary(Table(["Task"], [], empty="No tasks yet."))))
    assert "No tasks yet." in page


def test_the_furniture_speaks_the_readers_language():
    said = {
        "Page %(page)s of %(pages)s": "Página %(page)s de %(pages)s",
        "Key facts": "Datos",
        "What was withheld and why": "Qué se retuvo y por qué",
    }

    def spanish(text):
        return said.get(text.msgid, text.msgid) % text.params

    blocks = (Heading(_("Key facts")), Withheld([("a", "b")]))
    (page,) = pages(render(summary(*blocks, language="es"), say=spanish))
    assert "Página 1 de 1" in page
    assert "Datos" in page
    assert "Qué se retuvo y por qué" in page


def test_fifty_pages_are_made_in_little_memory():
    blocks = [Paragraph("The investigator finds that the staff member was absent. " * 12)] * 290
    document = summary(*blocks)
    render(document)
    tracemalloc.start()
    made = render(document)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(PdfReader(BytesIO(made)).pages) >= 40
    assert peak < 20_000_000
    assert len(made) < 400_000
