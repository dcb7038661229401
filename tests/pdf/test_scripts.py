"""Names and narratives in the scripts of the world, on one page."""

import shutil
import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfReader

from caseflow.pdf import scripts
from caseflow.pdf.content import Facts, Paragraph, Table
from caseflow.pdf.furniture import render
from caseflow.pdf.look import BODY
from caseflow.pdf.text import Typesetter
from caseflow.pdf.typefaces import SHIPPED, typefaces
from tests.pdf.samples import summary


def lines(text, width=400.0, bold=False):
    setter = Typesetter(typefaces())
    found = setter.lines(text, BODY._replace(bold=bold), width)
    return ["".join(run.text for run in line.runs) for line in found], found


def shaped(word):
    """What a joined right-to-left word looks like from left to right."""
    return scripts.join(word)[::-1]


def test_arabic_is_joined_and_runs_right_to_left_with_its_digits_in_order():
    (line,), _found = lines("قرر المحقق (علي) بعد 15 يوما.")
    assert line.startswith(".")
    assert line.endswith(shaped("قرر"))
    assert shaped("المحقق") in line
    assert f"({shaped('علي')})" in line
    assert "15" in line
    assert "\u0642" not in line


def test_punctuation_stays_at_the_end_of_the_sentence_on_every_line():
    text = "غاب الموظف عن العمل، ثم عاد، ثم غاب مرة أخرى، وقال إنه مريض؛ ولم يقدم شهادة."
    found, _lines = lines(text, width=120.0)
    assert len(found) > 2
    assert found[-1].startswith(".")
    words = [word.strip(".،؛") for word in text.split()]
    read = [word.strip(".،؛") for line in found for word in line.split()[::-1]]
    assert read == [shaped(word) for word in words]
    for line in found:
        assert not line.endswith(("،", "؛", "."))


def test_latin_inside_arabic_and_arabic_inside_latin_each_read_their_own_way():
    (line,), _found = lines("رقم القضية E123-2026-00045 فقط")
    assert "E123-2026-00045" in line
    assert line.index("E123") < line.index(shaped("رقم"))
    (line,), _found = lines("Seen by علي محمد (twice).")
    assert line == f"Seen by {shaped('علي محمد')} (twice)."


def test_an_override_cannot_make_a_name_read_backwards():
    (line,), _found = lines("safe \u202egnirts\u2066 end")
    assert line == "safe gnirts end"


def test_names_in_many_scripts_stand_on_one_page_each_in_its_own_letters():
    names = ["Жук Иван", "王小明", "臺灣張偉", "田中さくら", "김민준", "Nguyễn Văn Ánh", "Ελένη"]
    names += ["გიორგი", "Անահիտ", "አበበ", "สมชาย"]
    blocks = (Facts([("Name", name) for name in names]), Table(["n"], [(n,) for n in names]))
    page = PdfReader(BytesIO(render(summary(*blocks)))).pages[0].extract_text()
    page = unicodedata.normalize("NFC", page)
    for name in names:
        assert page.count(name) == 2
    assert "[U+" not in page


def test_hebrew_runs_right_to_left():
    (line,), (found,) = lines("דוד כהן (מנהל)")
    assert line == ")להנמ( ןהכ דוד".replace(")ל", "(ל").replace("מ(", "מ)")
    assert found.direction == "rtl"


def test_chinese_breaks_without_spaces_and_never_opens_a_line_with_a_full_stop():
    text = "调查员认为，该职员违反了条例。" * 6
    found, set_lines = lines(text, width=150.0)
    assert "".join(found) == text
    assert len(found) > 4
    assert not any(line.startswith(("，", "。")) for line in found)
    assert all(line.width <= 150.0 for line in set_lines)


def test_no_line_is_wider_than_its_column():
    for text in ("wort" * 200, "اب" * 300, "一" * 300, "mixed نص words " * 40, "x" * 30 + " y"):
        for bold in (False, True):
            _texts, found = lines(text, width=90.0, bold=bold)
            assert all(line.width <= 90.001 for line in found)


def test_a_character_without_a_font_is_shown_by_its_number_and_a_note_tells_why():
    (page,) = PdfReader(BytesIO(render(summary(Paragraph("Name: অর্ণব"))))).pages
    text = page.extract_text()
    assert "[U+0985 U+09B0" in text
    assert "An administrator can add a font." in " ".join(text.split())
    (page,) = PdfReader(BytesIO(render(summary(Paragraph("Name: Arnab"))))).pages
    assert "administrator" not in page.extract_text()


def test_an_organisation_can_add_a_font_and_a_broken_one_does_no_harm(tmp_path):
    from fontTools.ttLib import TTFont

    font = TTFont(SHIPPED / "NotoSansThai-Regular.ttf")
    for table in font["cmap"].tables:
        table.cmap = {0x0985: table.cmap[0x0E01], **table.cmap}
    font.save(tmp_path / "Own.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"\0\1\0\0 not a font")
    shutil.copy(SHIPPED / "NotoSans.LICENCE.txt", tmp_path / "text.ttf")
    made = render(summary(Paragraph("Name: অ.")), fonts=tmp_path)
    assert "[U+0985]" not in PdfReader(BytesIO(made)).pages[0].extract_text()
    assert typefaces(tmp_path).left_out == ("broken.ttf", "text.ttf")


def test_a_document_in_arabic_is_mirrored():
    blocks = (Facts([("المرجع", "E1")]), Table(["أول", "ثان"], [("قيمة", "أخرى")]))
    made = render(summary(*blocks, title="ملخص", language="ar", direction="rtl"))
    reader = PdfReader(BytesIO(made))
    places = {}

    def note(text, _cm, matrix, _font, _size):
        places.setdefault(text.strip(), matrix[4])

    reader.pages[0].extract_text(visitor_text=note)
    found = {unicodedata.normalize("NFKC", text): x for text, x in places.items()}
    assert found["المرجع"] > found["E1"] > 100
    assert found["أول"] > found["ثان"]
    assert reader.trailer["/Root"]["/Lang"] == "ar"


@pytest.mark.parametrize("licence", sorted(path.name for path in SHIPPED.glob("*-Regular.ttf")))
def test_every_font_comes_with_its_licence(licence):
    text = (SHIPPED / licence.replace("-Regular.ttf", ".LICENCE.txt")).read_text(encoding="utf-8")
    assert "SIL Open Font License" in text or "SIL OPEN FONT LICENSE" in text
