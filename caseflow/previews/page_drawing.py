"""Draws one page of a file as a picture: the program of the process that `preview.py` starts.

It reads the file from its standard input and writes a JPEG to its standard output. Before it reads
a byte it gives up what it does not need: memory, time, files. Nothing of CaseFlow is loaded, and no
key is known here.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import Any

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
WIDEST = 1600
"""Pixels of a side, at most."""
MOST_PIXELS = 60_000_000
"""Pixels of a picture that is opened at all."""
MEMORY = 1024 * 1024 * 1024
SECONDS = 20


def give_up() -> None:
    """Limit this process to what drawing one page needs (setrlimit(2))."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))


def draw_document(content: bytes, page: int) -> tuple[bytes, int]:
    """A page of a PDF, from 0, and how many there are."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    count = len(document)
    sheet = document[page]
    scale = WIDEST / max(sheet.get_width(), sheet.get_height(), 1)
    return _jpeg(sheet.render(scale=min(scale, 4)).to_pil()), count


def draw_picture(content: bytes) -> bytes:
    """A picture, upright as its camera was held."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (WIDEST, WIDEST))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((WIDEST, WIDEST))
        return _jpeg(upright)


def _jpeg(picture: Any) -> bytes:
    """A picture on white paper."""
    from PIL import Image

    drawn = picture.convert("RGBA")
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=88)
    return out.getvalue()


def main() -> int:
    """Draw what comes in; the first line that goes out says how many pages there are.

    Whatever a hostile file makes a library raise ends the process: nothing goes out then.
    """
    kind, page = sys.argv[1], int(sys.argv[2])
    if kind == "pdf":
        import pypdfium2  # noqa: F401 - loaded before files are given up
    import PIL.ImageOps

    PIL.Image.preinit()
    give_up()
    content = sys.stdin.buffer.read()
    drawn, count = draw_document(content, page) if kind == "pdf" else (draw_picture(content), 1)
    sys.stdout.buffer.write(b"%d\n" % count + drawn)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
