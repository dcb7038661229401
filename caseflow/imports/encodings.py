"""How the text of a file is written: told by its marks, found by trying, or guessed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from caseflow.errors import NotReady
from caseflow.imports.files import SourceFile, opened
from caseflow.imports.shape import DETECT
from caseflow.labels import _

_CHUNK = 1 << 16
_SAMPLE = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ")
_NOT_ASCII = re.compile(rb"[^\x00-\x7f]")
# Guessing freely turns a few accented letters into Baltic or Macintosh ones; these are what
# office machines really wrote.
_LIKELY = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)


def inspect(path: Path, encoding: str) -> SourceFile:
    """Read a file once, to its end, and tell how it is encoded.

    A byte order mark beats what the profile declares. Raises NotReady when the file is empty, cut
    short, damaged, or no text at all.
    """
    with opened(path) as raw:
        head = raw.read(_SAMPLE)
        if not head.strip():
            raise NotReady(
                _("The file “%(name)s” is empty: it has not even a header.", name=path.name),
                field=path.name,
            )
        if head.startswith(_ARCHIVES):
            raise NotReady(
                _("The file “%(name)s” is not a text file. Save it as CSV.", name=path.name),
                field=path.name,
            )
        marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
        decided = marked or _wide(head) or (None if encoding == DETECT else encoding)
        strict = codecs.getincrementaldecoder("utf-8")("strict")
        valid, lines, chunk = True, 0, head
        while chunk:
            lines += chunk.count(b"\n")
            valid = valid and _decodes(strict, chunk)
            chunk = raw.read(_CHUNK)
    if decided:
        return SourceFile(path, decided, lines)
    if valid:
        return SourceFile(path, "utf-8", lines)
    guess = _guess(path)
    return SourceFile(path, guess, lines, guessed=guess != "utf-8")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: half the bytes are zero, all on the same side."""
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 3:
        return "utf-16-be"
    return None


def _guess(path: Path) -> str:
    """The encoding of a file that is not clean UTF-8.

    Where most lines beyond ASCII are good UTF-8, a few damaged ones do not make it another.
    """
    good = bad = 0
    sample = bytearray()
    with opened(path) as raw:
        while line := raw.readline(_CHUNK):
            if not _NOT_ASCII.search(line):
                continue
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
                if len(sample) < _SAMPLE:
                    sample += line
    return "utf-8" if good >= bad else _charset(bytes(sample))


def _charset(sample: bytes) -> str:
    # Loaded late: a clean register never needs it, and its tables are large.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_LIKELY)).best()
    return best.encoding if best else "cp1252"
