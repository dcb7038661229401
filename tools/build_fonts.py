"""Make the fonts that documents are drawn with, for maintainers; users never run this.

Run `python -m tools.build_fonts` with npm on the path and fonttools installed. Each family comes
by name through the npm client, its checksum is compared with the one written here, and only the
outlines a document needs are kept: no hints, no layout tables, and of the East Asian families
only the characters of the national standards. `fonts.json` beside the fonts tells which file
draws which characters, so that a document loads only the fonts its words ask for.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from tools.packages import fetch, member

TARGET = Path(__file__).resolve().parent.parent / "caseflow" / "pdf" / "fonts"
LEAST_RUN = 1


def two_byte(codec: str, leads: Iterable[int]) -> set[int]:
    """Every character a two-byte national standard can write."""
    found = set()
    for lead in leads:
        for trail in range(0x40, 0xFF):
            try:
                found.update(map(ord, bytes((lead, trail)).decode(codec)))
            except UnicodeDecodeError:
                continue
    return found


def chinese() -> set[int]:
    """Simplified (GB 2312), traditional (Big5) and Japanese (JIS X 0208) characters."""
    wide = range(0xA1, 0xFF)
    return (
        two_byte("gb2312", wide)
        | two_byte("big5", wide)
        | two_byte("euc_jp", wide)
        | set(range(0x3000, 0x3100))
        | set(range(0xFF00, 0xFFF0))
    )


def hangul() -> set[int]:
    """Every modern Korean syllable and the compatibility letters."""
    return set(range(0xAC00, 0xD7A4)) | set(range(0x3130, 0x3190))


@dataclass(frozen=True)
class Family:
    """One family: what to fetch, how to know it is the right one, what to keep of it."""

    package: str
    version: str
    integrity: str
    file: str
    bold: bool = True
    only: set[int] = field(default_factory=set)


FAMILIES = (
    Family(
        "noto-sans",
        "0.4.2",
        "sha512-zYD8G2ijWLxqmquoQgghNh/x9p0yxWwArD0oxO1oXY1qx5vOd4t0K"
        "bhnu/Cx8RTy08OgA8RtxuULZFaXwVPnPw==",
        "NotoSans",
    ),
    Family(
        "noto-sans-arabic",
        "0.4.3",
        "sha512-YvtxyuegxPegu2g5urXJ+gQxRp8i798nQswTmEjwXOWR/fqy0Gvey"
        "6h5IoNRBrc43SxRxPezqCiR9ivpfPAXSg==",
        "NotoSansArabic",
    ),
    Family(
        "noto-sans-hebrew",
        "0.4.1",
        "sha512-NR3vP6GT/hSINLrk4JHJBQnuzh/C1mlMrphNlI2dQaO53a3oTjSRo"
        "G4JyYb1B6bHadjsGh0wPZbT4kMJBKjT/w==",
        "NotoSansHebrew",
    ),
    Family(
        "noto-sans-devanagari",
        "0.4.1",
        "sha512-26boYPNKGP1r4R5MxsMAY/zCQOwiXLOJzX8sh1a2oEWyQurQsynia"
        "Cv4992c+9jjwshEEt2NNVv5GcnyzaL7QQ==",
        "NotoSansDevanagari",
    ),
    Family(
        "noto-sans-thai",
        "0.4.2",
        "sha512-PGBBBDGfJJ/5y2hNweLBZWD4YmVT4uOO4chsOPXyl0TktaBJamDKV"
        "Kv/WbGiDTeBGdkegLiytsWo+lhnkHP5qA==",
        "NotoSansThai",
    ),
    Family(
        "noto-sans-ethiopic",
        "0.4.2",
        "sha512-puS0u1/7b0kZ6fqOYaSlCdai8zHuD9CQY2qlyJEtYzUC5Nd1fH3QE"
        "NmQc0a1Gcqe0q9s3n7440eNJSLK2mGouw==",
        "NotoSansEthiopic",
    ),
    Family(
        "noto-sans-georgian",
        "0.4.3",
        "sha512-qvQ/DE/F10hZPD/vYSm68aNWjOLyxGrCC3NzZR3L0RWpo2njqePvN"
        "jXcAcR9yvLwrREOmlWGtUD7GTAuIjlkzA==",
        "NotoSansGeorgian",
    ),
    Family(
        "noto-sans-armenian",
        "0.4.2",
        "sha512-AHnwnabRI64hwenSeePxp2TICbYK6Wg56o2y5shFTLWLWzwnPXv30"
        "r4LGy6NQYk9PliXizDU9Qeyvob6e3tsgQ==",
        "NotoSansArmenian",
    ),
    Family(
        "noto-sans-sc",
        "0.4.3",
        "sha512-9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbavi"
        "L4t8YUV642eGYjg86eH6DkAEQmfNHDncQ==",
        "NotoSansSC",
        bold=False,
        only=chinese(),
    ),
    Family(
        "noto-sans-kr",
        "0.4.3",
        "sha512-EVS/uJPcf1TgJtjmQmrFr0oGdcl7ml09CSu0E/AyGzR0UfzdR2pBb"
        "zWWPsnuzZiGUl643ODYwYiXK5+B+fLjhQ==",
        "NotoSansKR",
        bold=False,
        only=hangul(),
    ),
)


def fetched(family: Family, into: Path) -> Path:
    """The package of a family."""
    name = f"@expo-google-fonts/{family.package}"
    return fetch(name, family.version, integrity=family.integrity, into=into)


def trim(body: bytes, only: set[int]) -> tuple[bytes, list[int]]:
    """A font without hints and layout tables, and the code points it draws, in order."""
    font = TTFont(BytesIO(body), recalcTimestamp=False)
    kept = set(font.getBestCmap())
    if only:
        kept &= only
    options = subset.Options(
        hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"], glyph_names=False
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "DSIG", "gasp", "BASE", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=kept)
    cutter.subset(font)
    out = BytesIO()
    font.save(out)
    return out.getvalue(), sorted(kept)


def runs(codes: list[int]) -> Iterator[list[int]]:
    """Code points as [first, last] pairs."""
    first = last = codes[0]
    for code in codes[1:]:
        if code > last + LEAST_RUN:
            yield [first, last]
            first = code
        last = code
    yield [first, last]


def keep(family: Family, packed: Path) -> dict[str, object]:
    """Write one family's fonts and licence, and tell what they draw, for fonts.json."""
    (TARGET / f"{family.file}.LICENCE.txt").write_bytes(member(packed, "LICENSE_FONT"))
    files: dict[str, str] = {}
    ranges: list[list[int]] = []
    for weight in ("400Regular", "700Bold") if family.bold else ("400Regular",):
        body, codes = trim(member(packed, f"{weight}/{family.file}_{weight}.ttf"), family.only)
        name = f"{family.file}-{weight[3:]}.ttf"
        (TARGET / name).write_bytes(body)
        files[weight[3:].lower()] = name
        ranges = ranges or list(runs(codes))
    return {
        "name": family.file,
        "package": f"@expo-google-fonts/{family.package}@{family.version}",
        "licence": "OFL-1.1",
        "regular": files["regular"],
        "bold": files.get("bold"),
        "ranges": ranges,
    }


def main() -> None:
    """Fetch, trim and describe every family."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        kept = [keep(family, fetched(family, Path(folder))) for family in FAMILIES]
    text = json.dumps(kept, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n"
    (TARGET / "fonts.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
