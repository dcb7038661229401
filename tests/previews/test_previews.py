"""Pictures of files are drawn by a process that may do nothing else, whatever the file is."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from caseflow.errors import NotReady
from caseflow.previews import page_drawing, preview
from caseflow.previews.preview import LARGEST, draw, has_preview


def document(pages: int) -> bytes:
    out = io.BytesIO()
    paper = canvas.Canvas(out)
    for number in range(pages):
        paper.setFillGray(number / max(pages, 2))
        paper.rect(0, 0, 700, 900, stroke=0, fill=1)
        paper.showPage()
    paper.save()
    return out.getvalue()


def picture(kind: str, size=(300, 200), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(out, kind, **options)
    return out.getvalue()


def seen(drawn) -> Image.Image:
    return Image.open(io.BytesIO(drawn.jpeg))


@pytest.mark.parametrize("page", [0, 2])
def test_a_page_of_a_document_is_drawn(page):
    drawn = draw([document(3)], preview.DOCUMENT, page)
    assert drawn.count == 3
    grey = seen(drawn).convert("L").getpixel((300, 300))
    assert abs(grey - 255 * page / 3) < 4


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_pictures_of_every_kind_are_drawn(kind):
    assert seen(draw([picture(kind)], f"image/{kind.lower()}")).size == (300, 200)


def test_what_is_clear_is_drawn_on_white_and_what_is_wide_is_made_smaller():
    clear = draw([picture("PNG", (3200, 1600), "RGBA")], "image/png")
    assert seen(clear).size == (page_drawing.WIDEST, page_drawing.WIDEST // 2)
    assert seen(clear).getpixel((10, 10)) == (255, 255, 255)


def test_a_picture_stands_as_its_camera_was_held():
    turned = Image.Exif()
    turned[0x0112] = 6
    assert seen(draw([picture("JPEG", exif=turned)], "image/jpeg")).size == (200, 300)


HOSTILE = {
    "nothing": b"",
    "no document": b"%PDF-1.7\n" + b"junk " * 500,
    "a cut picture": picture("PNG")[:60],
    "a script": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "too many pixels": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2,
    "another format": b"%!PS-Adobe-3.0\nshowpage\n",
}


@pytest.mark.parametrize("kind", [preview.DOCUMENT, "image/png"])
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_drawn_gets_a_sentence(kind, content):
    with pytest.raises(NotReady, match="cannot be drawn"):
        draw([content], kind)


def test_a_page_that_is_not_there_gets_a_sentence():
    with pytest.raises(NotReady):
        draw([document(1)], preview.DOCUMENT, 1)


def test_the_process_may_write_no_file_and_take_no_more_memory_than_it_is_given(tmp_path):
    program = (
        "import os, runpy, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "runpy.run_path(sys.argv[1])['give_up']()\n"
        "try: os.write(os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT), b'x')\n"
        "except OSError: print('no file')\n"
        "try: bytearray(2_000_000_000)\n"
        "except MemoryError: print('no memory')\n"
    )
    command = [
        sys.executable,
        "-I",
        "-c",
        program,
        page_drawing.__file__,
        str(tmp_path / "written"),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["no", "file", "no", "memory"]


def test_a_drawing_that_takes_too_long_is_ended(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(preview, "PROGRAM", slow)
    monkeypatch.setattr(preview, "PATIENCE", 0.5)
    with pytest.raises(NotReady):
        draw([b"x"], "image/png")
    assert preview.AT_ONCE.acquire(timeout=0.1), "its place is free again"
    preview.AT_ONCE.release()


def test_only_some_kinds_are_drawn():
    assert has_preview("application/pdf", 10)
    assert has_preview("image/jpeg", LARGEST)
    assert not has_preview("image/jpeg", LARGEST + 1)
    assert not has_preview("image/svg+xml", 10)
    assert not has_preview("text/plain", 10)
